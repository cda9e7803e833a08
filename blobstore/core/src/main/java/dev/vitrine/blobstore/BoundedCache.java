package dev.vitrine.blobstore;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A backend for a cache tier that never takes more than it may: what was not used for longest goes
/// first ([ClockTable]). Thread-safe.
///
/// The bound is on the bytes of objects. It may be passed for a moment by the puts that are under
/// way. What is there already is counted in the background, so that a large cache does not hold up
/// the start; until that is done its objects are served and not yet counted.
///
/// Whatever somebody else removes from the backend, all of it perhaps and at any time, is noticed
/// when it is asked for.
public final class BoundedCache implements ChunkBackend {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedCache.class);

  /// A full cache makes room for this part of itself at a time, 1/32.
  private static final int ROOM_SHIFT = 5;

  private final ChunkBackend backend;
  private final long maxBytes;
  private final Thread counting;

  /// Guarded by itself.
  private final ClockTable table = new ClockTable();

  private volatile boolean closed;

  /// Takes over the backend: [#close] closes it.
  ///
  /// @param maxBytes at least the largest chunk's length
  public BoundedCache(ChunkBackend backend, long maxBytes) {
    InvariantViolated.unless(maxBytes >= Chunker.MAX_BYTES, "a cache has room for a chunk");
    this.backend = backend;
    this.maxBytes = maxBytes;
    this.counting = Thread.ofPlatform().daemon().name("cache-count").start(this::count);
  }

  /// What the objects that are known take.
  public long bytes() {
    synchronized (table) {
      return table.bytes();
    }
  }

  private void count() {
    try {
      for (int prefix = 0; prefix < StoredName.PREFIXES && !closed; prefix++) {
        for (StoredName.Kind kind : List.of(StoredName.Kind.CHUNK, StoredName.Kind.RECIPE)) {
          for (Listed listed : Listing.of(backend, kind, prefix)) {
            synchronized (table) {
              if (!table.contains(listed.name())) {
                table.put(listed.name(), counted(listed.lengthBytes()));
              }
            }
          }
        }
        makeRoom();
      }
    } catch (BlobException | UncheckedIOException e) {
      LOG.warn("a cache cannot be counted, and may grow past its bound: {}", e.getMessage());
    }
  }

  private static int counted(long lengthBytes) {
    return (int) Math.min(lengthBytes, Integer.MAX_VALUE - 1);
  }

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public OptionalLong length(StoredName name) throws BlobException {
    return backend.length(name);
  }

  /// Stores the object under its name at once: a cache has nothing to make durable.
  @Override
  public void put(StoredName name, List<ByteBuffer> content) throws BlobException {
    long lengthBytes = content.stream().mapToLong(ByteBuffer::remaining).sum();
    if (lengthBytes > maxBytes) {
      return; // a recipe beyond all measure
    }
    try {
      backend.put(name, content);
      backend.makeDurable(List.of(name));
    } catch (BlobException.Full e) {
      makeRoom(bytes() - (bytes() >> ROOM_SHIFT)); // others need the disk, too
      throw e;
    }
    synchronized (table) {
      table.put(name, counted(lengthBytes));
    }
    makeRoom();
  }

  @Override
  public void replace(StoredName name, List<ByteBuffer> content) throws BlobException {
    backend.replace(name, content);
    backend.makeDurable(List.of(name));
    synchronized (table) {
      table.put(name, content.stream().mapToInt(ByteBuffer::remaining).sum());
    }
    makeRoom();
  }

  @Override
  public Quarantine quarantine(StoredName name, Check check) throws BlobException {
    Quarantine quarantine = backend.quarantine(name, check);
    if (quarantine == Quarantine.TAKEN_OUT) {
      synchronized (table) {
        table.remove(name);
      }
    }
    return quarantine;
  }

  @Override
  public Stream<Listed> quarantined() throws BlobException {
    return backend.quarantined();
  }

  private void makeRoom() {
    boolean full;
    synchronized (table) {
      full = table.bytes() > maxBytes;
    }
    if (full) {
      makeRoom(maxBytes - (maxBytes >> ROOM_SHIFT));
    }
  }

  private void makeRoom(long wantedBytes) {
    List<StoredName> evicted = new ArrayList<>();
    synchronized (table) {
      while (table.bytes() > wantedBytes) {
        @Nullable StoredName name = table.evict();
        if (name == null) {
          break;
        }
        evicted.add(name);
      }
    }
    for (StoredName name : evicted) {
      try {
        backend.delete(name);
      } catch (BlobException e) {
        LOG.warn("a cache keeps {}, which is to go: {}", name, e.getMessage());
      }
    }
  }

  @Override
  public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
    Content content;
    try {
      content = backend.open(name, offset, lengthBytes);
    } catch (BlobException.NotFound e) {
      synchronized (table) {
        table.remove(name);
      }
      throw e;
    }
    synchronized (table) {
      table.touch(name);
    }
    return content;
  }

  @Override
  public void makeDurable(Collection<StoredName> names) throws BlobException {
    for (StoredName name : names) {
      if (length(name).isEmpty()) {
        throw new BlobException.NotFound(name + " is not there (any more)");
      }
    }
  }

  @Override
  public void delete(StoredName name) throws BlobException {
    backend.delete(name);
    synchronized (table) {
      table.remove(name);
    }
  }

  @Override
  public Stream<Listed> list(StoredName.Kind kind, int prefix) throws BlobException {
    return backend.list(kind, prefix);
  }

  @Override
  public Stream<String> strays() throws BlobException {
    return backend.strays();
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (true) {
      try {
        counting.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    backend.close();
  }
}
