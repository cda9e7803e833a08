package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// The scans that are under way. Each holds an iterator of RocksDB, which must not be touched after
/// its database was closed; so a scan moves on only under the lock that keeps the database open,
/// and [#closeAll] ends them all before that happens.
final class Scans {
  private final Set<Scan> open = ConcurrentHashMap.newKeySet();

  /// Begins a scan with an iterator that it closes. The caller holds `use`.
  Stream<Entry> open(RocksIterator iterator, String prefix, @Nullable Key after, Lock use) {
    var scan = new Scan(iterator, prefix.getBytes(StandardCharsets.UTF_8), after, use);
    open.add(scan);
    return StreamSupport.stream(scan, false).onClose(scan::close);
  }

  /// Ends all scans; who goes on with one fails. Nobody may hold the lock that they use.
  void closeAll() {
    for (Scan scan : open) {
      scan.lost = true;
      scan.end();
    }
  }

  /// Used by one thread at a time, as streams are.
  private final class Scan extends Spliterators.AbstractSpliterator<Entry> {
    private final RocksIterator iterator;
    private final byte[] prefix;
    private final Lock use;

    // Guarded by `use`, or by whoever excludes all its users.
    private boolean ended;
    private boolean lost;

    Scan(RocksIterator iterator, byte[] prefix, @Nullable Key after, Lock use) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
      this.iterator = iterator;
      this.prefix = prefix;
      this.use = use;
      byte[] last = after == null ? prefix : after.toBytes();
      boolean afterPrefix = after != null && Arrays.compareUnsigned(last, prefix) >= 0;
      iterator.seek(afterPrefix ? last : prefix);
      if (afterPrefix && iterator.isValid() && Arrays.equals(iterator.key(), last)) {
        iterator.next();
      }
    }

    @Override
    public boolean tryAdvance(Consumer<? super Entry> action) {
      Entry entry;
      use.lock();
      try {
        entry = next();
      } finally {
        use.unlock();
      }
      if (entry == null) {
        return false;
      }
      action.accept(entry);
      return true;
    }

    private @Nullable Entry next() {
      if (lost) {
        throw new RegistryException("the registry was closed or had to recover during a scan");
      }
      if (ended) {
        return null;
      }
      try {
        if (iterator.isValid()) {
          byte[] key = iterator.key();
          if (startsWithPrefix(key)) {
            byte[] stored = iterator.value();
            iterator.next();
            return new Entry(Key.of(key), Database.value(stored), Database.revision(stored));
          }
        } else {
          iterator.status();
        }
        end();
        return null;
      } catch (RocksDBException e) {
        end();
        throw Database.failure("cannot read the registry", e);
      }
    }

    private boolean startsWithPrefix(byte[] key) {
      return key.length >= prefix.length
          && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    void close() {
      use.lock();
      try {
        end();
      } finally {
        use.unlock();
      }
    }

    private void end() {
      if (!ended) {
        ended = true;
        iterator.close();
        open.remove(this);
      }
    }
  }
}
