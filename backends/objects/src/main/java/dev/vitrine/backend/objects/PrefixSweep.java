package dev.vitrine.backend.objects;

import dev.vitrine.backend.objects.ObjectContainer.Entry;
import dev.vitrine.backend.objects.ObjectContainer.Page;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.StoredName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Lists a container that finds keys by their beginnings, for somebody who asks for one first byte
/// of digests after the other. Thread-safe.
///
/// Asked for byte 0, it looks at the first keys of the kind, whatever their digests begin with.
/// When these are all, or reach far, a few such pages are the whole listing, and serve the bytes
/// that follow: a small store costs one question instead of 256. Otherwise each byte is asked for
/// by itself, and the next few in advance, at the same time.
///
/// **Memory** is a page, or [#AHEAD] + 1 of the 256 parts of a listing, for each sweep.
final class PrefixSweep implements AutoCloseable {
  /// A page that answers for as many first bytes is worth following: 16 pages are then all.
  private static final int FAR = 16;

  /// Parts that are asked for before their turn.
  private static final int AHEAD = 4;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /// What a page said is older with each byte, and a scrubber takes hours from the first to the
  /// last.
  private static final Duration OLDEST_PAGE = Duration.ofMinutes(10);

  private final ObjectContainer container;
  private final String prefix;
  private final Sweeps<Sweep> sweeps = new Sweeps<>(LONGEST_PAUSE, Sweep::end);

  /// What is known during a sweep. Used by one call at a time.
  private sealed interface Sweep {
    /// The objects with that first byte. The sweep is as it was when this throws.
    List<Entry> entries(int firstByte) throws BlobException;

    void end();
  }

  /// @param prefix before every key
  PrefixSweep(ObjectContainer container, String prefix) {
    this.container = container;
    this.prefix = prefix;
  }

  /// The objects whose digests begin with that byte.
  List<Entry> entries(StoredName.Kind kind, int firstByte) throws BlobException {
    Sweep sweep = sweeps.take(kind, firstByte);
    if (sweep == null) {
      if (firstByte > 0) {
        return part(kind, firstByte);
      }
      sweep = begun(kind);
    }
    int lastByte = firstByte - 1;
    try {
      List<Entry> entries = sweep.entries(firstByte);
      lastByte = firstByte;
      return entries;
    } finally {
      sweeps.giveBack(kind, sweep, lastByte);
    }
  }

  private Sweep begun(StoredName.Kind kind) throws BlobException {
    Page first = container.list(prefix + kind.folder() + "/", null);
    boolean few = first.next() == null;
    boolean far = isInOrder("", first.entries()) && last(first).compareTo(key(kind, FAR)) >= 0;
    return few || far ? new Pages(kind, first) : new Parts(kind);
  }

  private String key(StoredName.Kind kind, int firstByte) {
    return "%s%s/%02x/".formatted(prefix, kind.folder(), firstByte);
  }

  /// What comes after every key with that first byte.
  private String beyond(StoredName.Kind kind, int firstByte) {
    return firstByte + 1 < StoredName.PREFIXES
        ? key(kind, firstByte + 1)
        : prefix + kind.folder() + (char) ('/' + 1);
  }

  private static String last(Page page) {
    return page.entries().isEmpty() ? "" : page.entries().getLast().key();
  }

  /// Not every service keeps keys in order.
  private static boolean isInOrder(String before, List<Entry> entries) {
    String last = before;
    for (Entry entry : entries) {
      if (entry.key().compareTo(last) < 0) {
        return false;
      }
      last = entry.key();
    }
    return true;
  }

  /// Asks for one first byte only.
  private List<Entry> part(StoredName.Kind kind, int firstByte) throws BlobException {
    List<Entry> entries = new ArrayList<>();
    String below = key(kind, firstByte);
    String from = null;
    do {
      Page page = container.list(below, from);
      entries.addAll(page.entries());
      from = page.next();
    } while (from != null);
    return entries;
  }

  /// One listing of everything, as far as it was needed yet.
  private final class Pages implements Sweep {
    private final StoredName.Kind kind;
    private final long begunNanos = System.nanoTime();
    private List<Entry> read;
    private @Nullable String next;

    /// Whether the keys came in order up to now. If not, it is not known what is still to come.
    private boolean inOrder = true;

    Pages(StoredName.Kind kind, Page first) {
      this.kind = kind;
      this.read = first.entries();
      this.next = first.next();
    }

    @Override
    public List<Entry> entries(int firstByte) throws BlobException {
      if (!inOrder || System.nanoTime() - begunNanos > OLDEST_PAGE.toNanos()) {
        return part(kind, firstByte);
      }
      String beyond = beyond(kind, firstByte);
      while (next != null && (read.isEmpty() || read.getLast().key().compareTo(beyond) < 0)) {
        Page page = container.list(prefix + kind.folder() + "/", next);
        if (!isInOrder(read.isEmpty() ? "" : read.getLast().key(), page.entries())) {
          inOrder = false;
          read = List.of();
          return part(kind, firstByte);
        }
        List<Entry> more = new ArrayList<>(read);
        more.addAll(page.entries());
        read = more;
        next = page.next();
      }
      String below = key(kind, firstByte);
      List<Entry> entries = read.stream().filter(each -> each.key().startsWith(below)).toList();
      if (next != null) { // what is before this byte is not asked for any more
        read = read.stream().filter(each -> each.key().compareTo(below) >= 0).toList();
      }
      return entries;
    }

    @Override
    public void end() {}
  }

  /// One listing a byte; some are made in advance.
  private final class Parts implements Sweep {
    private final StoredName.Kind kind;
    private final TreeMap<Integer, FutureTask<List<Entry>>> begun = new TreeMap<>();

    Parts(StoredName.Kind kind) {
      this.kind = kind;
    }

    @Override
    public List<Entry> entries(int firstByte) throws BlobException {
      var passed = begun.headMap(firstByte);
      passed.values().forEach(each -> each.cancel(true));
      passed.clear();
      for (int ahead = 1; ahead <= AHEAD && firstByte + ahead < StoredName.PREFIXES; ahead++) {
        begun.computeIfAbsent(firstByte + ahead, this::begin);
      }
      FutureTask<List<Entry>> own = begun.remove(firstByte);
      return own == null ? part(kind, firstByte) : outcome(own, firstByte);
    }

    private FutureTask<List<Entry>> begin(int firstByte) {
      FutureTask<List<Entry>> task = new FutureTask<>(() -> part(kind, firstByte));
      Thread.ofVirtual().name("list-ahead").start(task);
      return task;
    }

    private List<Entry> outcome(FutureTask<List<Entry>> task, int firstByte) throws BlobException {
      try {
        return task.get();
      } catch (ExecutionException e) {
        return part(kind, firstByte); // what failed in advance may have passed
      } catch (InterruptedException e) {
        task.cancel(true);
        Thread.currentThread().interrupt();
        throw new BlobException.Transient("interrupted", Duration.ZERO, e);
      }
    }

    @Override
    public void end() {
      begun.values().forEach(each -> each.cancel(true));
      begun.clear();
    }
  }

  @Override
  public void close() {
    sweeps.close();
  }
}
