package dev.vitrine.cli;

import dev.vitrine.backend.filesystem.FileSystemBackend;
import dev.vitrine.http.netty.HttpServer;
import dev.vitrine.search.LuceneImageIndex;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.UUID;

/// Has libraries that take long to set themselves up do so beside the start itself.
///
/// Whoever uses one of them first waits until it is done with that, since classes that two threads
/// initialise in different orders may wait for each other for ever. What fails here fails there
/// again, and is said there.
final class Preparation {
  /// Far longer than it takes; without it the start does the work itself.
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Thread search;
  private final Thread network;

  private Preparation(Thread search, Thread network) {
    this.search = search;
    this.network = network;
  }

  static Preparation begin() {
    return new Preparation(
        begin("search", Preparation::prepareSearch), begin("network", Preparation::prepareNetwork));
  }

  private static void prepareSearch() {
    // The log's times need it. It is the first to look through the class path; Lucene's codecs are
    // the next.
    var _ = ZoneId.systemDefault();
    LuceneImageIndex.prepare();
  }

  /// In the order in which a start needs it.
  private static void prepareNetwork() {
    FileSystemBackend.prepare();
    var _ = UUID.randomUUID(); // the first one looks for the system's randomness
    var _ = BigDecimal.ONE; // the class computes tables
    HttpServer.prepare();
  }

  private static Thread begin(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name("prepare-" + name).start(work);
  }

  /// To be called before Lucene is used.
  void awaitSearch() {
    await(search);
  }

  /// To be called before Netty is used.
  void awaitNetwork() {
    await(network);
  }

  private static void await(Thread thread) {
    try {
      var _ = thread.join(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
