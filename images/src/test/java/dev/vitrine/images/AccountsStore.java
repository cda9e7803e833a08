package dev.vitrine.images;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.Readers;
import dev.vitrine.backend.testkit.MemoryImageStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A store in memory whose images lie in accounts: it notes in whose name it is asked, and who may
/// read. Thread-safe.
final class AccountsStore implements ImageStore {
  /// What the actors of one test have in common.
  static final class Cloud {
    final MemoryImageStore memory = new MemoryImageStore("accounts");
    final Map<ImageUri, Readers> readers = new ConcurrentHashMap<>();

    /// What was asked, and in whose name: `service`, or the token.
    final List<String> calls = new CopyOnWriteArrayList<>();

    /// Whether the service has an account of its own.
    volatile boolean hasService = true;

    /// How many of the next shares fail.
    final AtomicInteger failingShares = new AtomicInteger();
  }

  private final Cloud cloud;
  private final Actor actor;

  AccountsStore(Cloud cloud) {
    this(cloud, new Actor.Service());
  }

  private AccountsStore(Cloud cloud, Actor actor) {
    this.cloud = cloud;
    this.actor = actor;
  }

  private void enter(String call) throws ImageStoreException {
    String name =
        switch (actor) {
          case Actor.Caller(String token) -> token;
          case Actor.Service() -> {
            if (!cloud.hasService) {
              throw new ImageStoreException.Unidentified("nobody to act for", null);
            }
            yield "service";
          }
        };
    cloud.calls.add(call + " " + name);
  }

  @Override
  public ImageStore actingFor(Actor another) {
    return new AccountsStore(cloud, another);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true, true);
  }

  @Override
  public String kind() {
    return "accounts";
  }

  @Override
  public Set<String> schemes() {
    return cloud.memory.schemes();
  }

  @Override
  public boolean covers(ImageUri uri) {
    return cloud.memory.covers(uri);
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image) throws ImageStoreException {
    enter("write");
    return cloud.memory.newWriter(image);
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException {
    enter("length");
    return cloud.memory.length(uri);
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes) throws ImageStoreException {
    enter("read");
    return cloud.memory.open(uri, offset, lengthBytes);
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException {
    enter("delete");
    cloud.memory.delete(uri);
  }

  @Override
  public void share(ImageUri uri, Readers readers) throws ImageStoreException {
    enter("share");
    if (cloud.failingShares.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new ImageStoreException.Unavailable("away", Duration.ZERO, null);
    }
    cloud.readers.put(uri, readers);
  }

  @Override
  public Health health() {
    return cloud.memory.health();
  }

  @Override
  public void close() {}
}
