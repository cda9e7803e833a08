package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.guard.CallCounts;
import dev.vitrine.guard.CallGuard;
import dev.vitrine.guard.CallRefused;
import dev.vitrine.guard.GuardLimits;
import dev.vitrine.guard.GuardedCall;
import dev.vitrine.guard.Verdict;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A backend behind a [CallGuard]: every call is limited in time, tried again where that may help,
/// and refused at once while the other side is gone. Thread-safe.
///
/// For object stores, where [#makeDurable] only looks. The calls of a local backend end in the
/// kernel, where no interrupt reaches them, and a failed synchronisation there must not be tried
/// again.
///
/// **Buffers.** A put that was given up may still be reading what it sends, when its caller has
/// long taken the buffers back. So what is put is copied first; the copies are as many as puts
/// under way, which the guard bounds.
public final class GuardedChunkBackend implements ChunkBackend {
  /// Names that are looked for in one call: well within its time limit.
  private static final int NAMES_A_CALL = 32;

  /// Calls that look for names at once, for one [#makeDurable].
  private static final int LOOKERS = 8;

  /// A listing is many pages, and all of them are one call.
  private static final Duration LISTING_LIMIT = Duration.ofMinutes(10);

  /// As long as an outage is waited for, once.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /// What suits an object store: a chunk of 2 MiB may take half a minute, and four more attempts
  /// within some seconds ride out a restarted gateway.
  public static final GuardLimits LIMITS =
      new GuardLimits(
          64,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          4,
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          5,
          Duration.ofSeconds(2));

  private final ChunkBackend backend;
  private final CallGuard guard;
  private final Duration timeLimit;

  /// Takes over the backend: [#close] closes it.
  ///
  /// @param name what to call the backend in messages
  public GuardedChunkBackend(ChunkBackend backend, String name, GuardLimits limits) {
    this.backend = backend;
    this.guard = new CallGuard(name, limits, GuardedChunkBackend::judge);
    this.timeLimit = limits.timeLimit();
  }

  private static Verdict judge(Throwable failure) {
    return failure instanceof BlobException.Transient ? Verdict.MAY_PASS : Verdict.ANSWERED;
  }

  /// What was counted, by operation.
  public Map<String, CallCounts> counts() {
    return guard.counts();
  }

  /// Whether the backend counts as gone at present.
  public boolean outage() {
    return guard.outage();
  }

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public OptionalLong length(StoredName name) throws BlobException {
    return call("length", () -> backend.length(name));
  }

  @Override
  public void put(StoredName name, List<ByteBuffer> content) throws BlobException {
    List<ByteBuffer> own = List.of(copy(content));
    call("put", () -> done(() -> backend.put(name, own)));
  }

  @Override
  public void replace(StoredName name, List<ByteBuffer> content) throws BlobException {
    List<ByteBuffer> own = List.of(copy(content));
    call("replace", () -> done(() -> backend.replace(name, own)));
  }

  private static ByteBuffer copy(List<ByteBuffer> content) {
    ByteBuffer copy = ByteBuffer.allocate(content.stream().mapToInt(ByteBuffer::remaining).sum());
    content.forEach(part -> copy.put(part.duplicate()));
    return copy.flip();
  }

  @Override
  public Quarantine quarantine(StoredName name, Check check) throws BlobException {
    return call("quarantine", () -> backend.quarantine(name, check));
  }

  @Override
  public Stream<Listed> quarantined() throws BlobException {
    return listing(backend::quarantined);
  }

  @Override
  public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
    return call("open", timeLimit, () -> backend.open(name, offset, lengthBytes), Content::close);
  }

  /// Looks for many names at once, a group of them in a call.
  @Override
  public void makeDurable(Collection<StoredName> names) throws BlobException {
    List<List<StoredName>> groups = new ArrayList<>();
    List<StoredName> all = List.copyOf(names);
    for (int from = 0; from < all.size(); from += NAMES_A_CALL) {
      groups.add(all.subList(from, Math.min(all.size(), from + NAMES_A_CALL)));
    }
    if (groups.size() == 1) {
      makeGroupDurable(groups.getFirst());
      return;
    }
    List<Callable<Boolean>> lookers = new ArrayList<>();
    for (int looker = 0; looker < Math.min(LOOKERS, groups.size()); looker++) {
      int first = looker;
      lookers.add(() -> {
        for (int group = first; group < groups.size(); group += LOOKERS) {
          makeGroupDurable(groups.get(group));
        }
        return true;
      });
    }
    allOf(lookers);
  }

  private void makeGroupDurable(List<StoredName> group) throws BlobException {
    call("makeDurable", () -> done(() -> backend.makeDurable(group)));
  }

  /// Runs all of them at once; the first failure interrupts the others.
  private static void allOf(List<Callable<Boolean>> parts) throws BlobException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> outcomes = new ArrayList<>();
      parts.forEach(part -> outcomes.add(threads.submit(part)));
      try {
        for (Future<Boolean> outcome : outcomes) {
          outcome.get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        switch (e.getCause()) {
          case BlobException failure -> throw failure;
          case RuntimeException bug -> throw bug;
          case Error error -> throw error;
          case null, default -> throw new IllegalStateException(e);
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw interrupted(e);
      }
    }
  }

  @Override
  public void delete(StoredName name) throws BlobException {
    call("delete", () -> done(() -> backend.delete(name)));
  }

  /// Reads the whole listing before it returns: a 256th of the store's names.
  @Override
  public Stream<Listed> list(StoredName.Kind kind, int prefix) throws BlobException {
    return listing(() -> backend.list(kind, prefix));
  }

  @Override
  public Stream<String> strays() throws BlobException {
    return listing(backend::strays);
  }

  private <T> Stream<T> listing(GuardedCall<Stream<T>, BlobException> listing)
      throws BlobException {
    return call(
        "list",
        LISTING_LIMIT,
        () -> {
          try (Stream<T> stream = listing.run()) {
            return stream.toList();
          } catch (UncheckedIOException e) {
            if (e.getCause() instanceof BlobException failure) {
              throw failure;
            }
            throw e;
          }
        },
        _ -> {})
        .stream();
  }

  @Override
  public void close() {
    backend.close();
  }

  @FunctionalInterface
  private interface Action {
    void run() throws BlobException;
  }

  private static boolean done(Action action) throws BlobException {
    action.run();
    return true;
  }

  private <T> T call(String operation, GuardedCall<T, BlobException> call) throws BlobException {
    return call(operation, timeLimit, call, _ -> {});
  }

  private <T> T call(
      String operation, Duration limit, GuardedCall<T, BlobException> call, Consumer<T> late)
      throws BlobException {
    try {
      return guard.call(operation, limit, call, late);
    } catch (CallRefused e) {
      throw new BlobException.Transient(e.getMessage(), RETRY_AFTER, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static BlobException.Transient interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BlobException.Transient("interrupted", Duration.ZERO, e);
  }
}
