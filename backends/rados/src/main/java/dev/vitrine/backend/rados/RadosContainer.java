package dev.vitrine.backend.rados;

import dev.vitrine.backend.Blocks;
import dev.vitrine.backend.objects.HashedKeys;
import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.backend.rados.cluster.Completion;
import dev.vitrine.backend.rados.cluster.Librados;
import dev.vitrine.backend.rados.cluster.RadosClient;
import dev.vitrine.backend.rados.cluster.RadosFailure;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.rados.cluster.RadosPool;
import dev.vitrine.blobstore.BlobException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Bytes as RADOS objects of a pool, or of one namespace of it. Each is stored whole or not at all,
/// and is durable when the pool has as many copies as it wants.
///
/// RADOS knows its objects by the hashes of their names, so a listing looks at all of them,
/// whatever it is asked for: [#hashedKeys] is how to list more than one beginning
/// (docs/decisions/055-listing-what-is-kept-by-hashes.md). Pools that are erasure-coded will do.
///
/// An object may have up to 90 MiB (`osd_max_write_size`); a longer one is refused by the cluster.
public final class RadosContainer implements ObjectContainer {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /// Objects whose length is asked for at once, for a listing.
  private static final int LOOKS_AT_ONCE = 64;

  /// Memory that reads lend for the time that they take. Beyond that the bytes are the caller's.
  private final Blocks blocks = Blocks.direct();

  private final PoolConnection connection;
  private final RadosContainerOptions options;

  /// A container that is connected to when it is first used.
  public static RadosContainer open(RadosContainerOptions options) {
    return new RadosContainer(options, new Librados());
  }

  RadosContainer(RadosContainerOptions options, RadosClient client) {
    this.options = options;
    this.connection =
        new PoolConnection(client, options.cluster(), options.pool(), options.namespace());
  }

  /// What is asked of a pool.
  @FunctionalInterface
  private interface PoolCall<T> {
    T run(RadosPool pool) throws RadosFailure, InterruptedException;
  }

  private <T> T inPool(PoolCall<T> call) throws BlobException {
    try {
      return call.run(connection.get().pool());
    } catch (RadosFailure e) {
      throw translated(connection.noticed(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlobException.Transient("interrupted", Duration.ZERO, e);
    }
  }

  private static BlobException translated(RadosFailure failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case NOT_FOUND -> new BlobException.NotFound(message);
      case FULL -> new BlobException.Full(message, failure);
      case DENIED -> new BlobException.Denied(message, failure);
      case EXISTS, BUSY, NOT_EMPTY, INVALID, TIMED_OUT, DISCONNECTED, UNREACHABLE, OTHER ->
          new BlobException.Transient(message, RETRY_AFTER, failure);
    };
  }

  @Override
  public OptionalLong length(String key) throws BlobException {
    return inPool(pool -> lengthOf(pool.length(key)));
  }

  private static OptionalLong lengthOf(Completion looked)
      throws RadosFailure, InterruptedException {
    try {
      return OptionalLong.of(looked.await());
    } catch (RadosFailure e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  @Override
  public void put(String key, ByteBuffer content) throws BlobException {
    inPool(pool -> pool.put(key, content.duplicate()).await());
  }

  @Override
  public ByteBuffer read(String key, long offset, int lengthBytes) throws BlobException {
    return inPool(pool -> {
      if (lengthBytes == 0) { // which librados would take for everything
        pool.length(key).await();
        return ByteBuffer.allocate(0);
      }
      ByteBuffer block = blocks.take(capacity(lengthBytes)).limit(lengthBytes);
      Completion reading = pool.read(key, offset, block.slice());
      int read = (int) reading.await();
      ByteBuffer bytes = ByteBuffer.allocate(read);
      bytes.put(block.limit(read)).flip();
      blocks.give(block);
      return bytes;
    });
  }

  /// Few sizes, so that what was given back fits again.
  private static int capacity(int lengthBytes) {
    return lengthBytes <= 1
        ? 1
        : (int) Math.min(Integer.MAX_VALUE, 2L * Integer.highestOneBit(lengthBytes - 1));
  }

  @Override
  public void delete(String key) throws BlobException {
    inPool(pool -> {
      try {
        return pool.remove(key).await();
      } catch (RadosFailure e) {
        if (e.kind() == Kind.NOT_FOUND) {
          return 0L;
        }
        throw e;
      }
    });
  }

  /// A part is a slice of the hashes, so many of them have nothing.
  @Override
  public Page list(String prefix, @Nullable String from) throws BlobException {
    int slice = from == null ? 0 : Integer.parseInt(from);
    return inPool(pool -> {
      List<String> keys =
          pool.names(slice).stream().filter(name -> name.startsWith(prefix)).toList();
      String next = slice + 1 == RadosPool.SLICES ? null : Integer.toString(slice + 1);
      return new Page(measured(pool, keys), next);
    });
  }

  /// The objects that are still there, with their lengths.
  private static List<Entry> measured(RadosPool pool, List<String> keys)
      throws RadosFailure, InterruptedException {
    record Looked(String key, Completion length) {}

    List<Entry> entries = new ArrayList<>();
    Deque<Looked> underWay = new ArrayDeque<>();
    for (int i = 0; i < keys.size() || !underWay.isEmpty(); i++) {
      if (i < keys.size()) {
        underWay.addLast(new Looked(keys.get(i), pool.length(keys.get(i))));
      }
      if (underWay.size() == LOOKS_AT_ONCE || i >= keys.size()) {
        Looked first = underWay.removeFirst();
        lengthOf(first.length()).ifPresent(length -> entries.add(new Entry(first.key(), length)));
      }
    }
    return entries;
  }

  @Override
  public Optional<HashedKeys> hashedKeys() {
    return Optional.of(new Keys());
  }

  private final class Keys implements HashedKeys {
    @Override
    public Stream<String> all() {
      return IntStream.range(0, RadosPool.SLICES)
          .boxed()
          .flatMap(slice -> {
            try {
              return inPool(pool -> pool.names(slice)).stream();
            } catch (BlobException e) {
              throw new UncheckedIOException(e);
            }
          });
    }

    @Override
    public List<Entry> measured(List<String> keys) throws BlobException {
      return inPool(pool -> RadosContainer.measured(pool, keys));
    }
  }

  @Override
  public String toString() {
    return "pool "
        + options.pool()
        + (options.namespace().isEmpty() ? "" : ", namespace " + options.namespace());
  }

  @Override
  public void close() {
    connection.close();
  }
}
