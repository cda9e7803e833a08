package dev.vitrine.backend.remote;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.Readers;
import dev.vitrine.guard.CallCounts;
import dev.vitrine.guard.CallGuard;
import dev.vitrine.guard.GuardLimits;
import dev.vitrine.guard.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/// A store of whole images behind a [CallGuard]: every call is limited in time, tried again where
/// that may help, and refused at once while the other side is gone. Thread-safe.
///
/// - **Questions and deletions** are tried again when their failure may pass.
/// - **Readers** that fail in the middle are opened again at the byte that comes next, so often and
///   no more; whoever reads sees one image.
/// - **Writers** are not: what a failed write did is not known. Each of their calls is made once,
///   within a limit that leaves room for back-pressure.
///
/// Each call runs on a thread of its own and may be given up, so the store below must bear that a
/// reader or a writer is used by several threads, one after the other.
public final class GuardedImageStore extends ForwardingImageStore {

  /// What suits a store in the same data centre: four more attempts within some seconds ride out a
  /// restarted gateway.
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

  /// All attempts of a call are over by then. A store that knows that it takes longer is well: it
  /// waits for something, such as the end of a lock.
  private static final Duration SOON = Duration.ofSeconds(20);

  /// Somebody waits for the answer and asks again soon.
  private static final Duration HEALTH_LIMIT = Duration.ofSeconds(5);

  private final GuardedCalls calls;

  /// Takes over the store: [#close] closes it.
  ///
  /// @param name what to call the store in messages
  /// @param limits of one call; a write and a commit have longer limits of time of their own
  public GuardedImageStore(ImageStore store, String name, GuardLimits limits) {
    this(
        store,
        new GuardedCalls(
            new CallGuard(name, limits, GuardedImageStore::judge), limits.timeLimit()));
  }

  private GuardedImageStore(ImageStore store, GuardedCalls calls) {
    super(store);
    this.calls = calls;
  }

  private static Verdict judge(Throwable failure) {
    return failure instanceof ImageStoreException.Unavailable unavailable
            && unavailable.retryAfter().compareTo(SOON) <= 0
        ? Verdict.MAY_PASS
        : Verdict.ANSWERED;
  }

  /// What was counted, by operation.
  public Map<String, CallCounts> counts() {
    return calls.guard().counts();
  }

  /// Whether the other side counts as gone at present.
  public boolean outage() {
    return calls.guard().outage();
  }

  /// Behind the same guard: what is slow or gone is so in everybody's name.
  @Override
  public ImageStore actingFor(Actor actor) {
    ImageStore acting = store.actingFor(actor);
    return acting.equals(store) ? this : new GuardedImageStore(acting, calls);
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException {
    ImageWriter writer = calls.repeated("begin", () -> store.newWriter(image), ImageWriter::cancel);
    return new GuardedWriter(writer, store, calls);
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    return calls.repeated("length", () -> store.length(uri), _ -> {});
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    ImageReader first =
        calls.repeated("open", () -> store.open(uri, offset, lengthBytes), ImageReader::close);
    return new GuardedReader(first, store, calls, uri, offset, lengthBytes);
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException, InterruptedException {
    AtomicBoolean triedBefore = new AtomicBoolean();
    calls.repeated(
        "delete",
        () -> {
          try {
            store.delete(uri);
          } catch (ImageStoreException.NotFound e) {
            if (!triedBefore.get()) {
              throw e;
            }
            // The attempt whose answer was lost did it.
          } finally {
            triedBefore.set(true);
          }
          return true;
        },
        _ -> {});
  }

  @Override
  public void share(ImageUri uri, Readers readers)
      throws ImageStoreException, InterruptedException {
    calls.repeated(
        "share",
        () -> {
          store.share(uri, readers);
          return true;
        },
        _ -> {});
  }

  /// Asks through the guard, so that looking at the store's health ends an outage, too.
  @Override
  public Health health() {
    return Health.of(() ->
        calls.once(
            "health",
            HEALTH_LIMIT,
            () ->
                switch (store.health()) {
                  case Health.Up up -> up;
                  case Health.Down(String reason) ->
                      throw new ImageStoreException.Unavailable(reason, Duration.ZERO, null);
                },
            _ -> {}));
  }
}
