package dev.vitrine.images;

import dev.vitrine.blobstore.BlobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says when there is no room left: in a chunk store, or where the registry is. Thread-safe.
///
/// Looks every few seconds, so that the log has it when nobody asks.
public final class SpaceWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /// With less than one chunk of the greatest length no upload gets far.
  private static final long LEAST_ROOM_BYTES = 2 << 20;

  private final List<BlobStore> stores;
  private final Path dataFolder;
  private final long reservedBytes;
  private final Thread thread;
  private @Nullable String said;

  private SpaceWatch(List<BlobStore> stores, Path dataFolder, long reservedBytes) {
    this.stores = List.copyOf(stores);
    this.dataFolder = dataFolder;
    this.reservedBytes = reservedBytes;
    this.thread = Thread.ofVirtual().name("space-watch").unstarted(this::watch);
  }

  /// Begins to look.
  ///
  /// @param stores chunk stores; those that do not know their room are left out
  /// @param dataFolder where the registry is
  /// @param reservedBytes what is to be free there
  public static SpaceWatch start(List<BlobStore> stores, Path dataFolder, long reservedBytes) {
    SpaceWatch watch = new SpaceWatch(stores, dataFolder, reservedBytes);
    watch.thread.start();
    return watch;
  }

  /// What is wrong now, for people; null when nothing is.
  public @Nullable String trouble() {
    for (BlobStore store : stores) {
      if (store.roomBytes().orElse(Long.MAX_VALUE) < LEAST_ROOM_BYTES) {
        return "store " + store.name() + " has no room for uploads";
      }
    }
    return dataFolder.toFile().getUsableSpace() < reservedBytes
        ? "the registry has less room than is reserved for it"
        : null;
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      LOG.debug("The watch over free space ends");
    }
  }

  private void look() {
    String now = trouble();
    if (now != null && !now.equals(said)) {
      LOG.warn("Free space runs out: {}", now);
    } else if (now == null && said != null) {
      LOG.info("There is room again");
    }
    said = now;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
