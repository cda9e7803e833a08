package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.access.Refusal;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The one place that says how often a use case reads, decides and commits anew when somebody else
/// was faster.
public final class Commits {
  /// With doubling pauses, about 2 s in all: enough for dozens of writers of one record.
  private static final int MOST_ATTEMPTS = 20;

  private static final long LONGEST_PAUSE_MILLIS = 256;

  private Commits() {}

  /// Reads what is, decides, commits.
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws Refusal, ConflictException, InterruptedException;
  }

  public static <T> T retrying(Attempt<T> attempt) throws Refusal, InterruptedException {
    for (int failed = 0; failed < MOST_ATTEMPTS; failed++) {
      try {
        return attempt.run();
      } catch (ConflictException e) {
        pause(failed);
      }
    }
    throw new Refusal.Conflict("This is being changed by others; try again.");
  }

  /// Like [#retrying], and leaves nothing in doubt: an interrupted commit may or may not have
  /// happened, so the attempts run on a thread that nobody interrupts, and an attempt whose commit
  /// ended ambiguously runs again and must recognise its own success. What it recognises counts
  /// when it is durable, which a registry whose disk has failed cannot say until it is well again.
  /// An interruption meanwhile is kept for the caller's next wait.
  public static <T> T retryingWithoutDoubt(Catalog catalog, Attempt<T> attempt) throws Refusal {
    Doubtful<T> doubtful = new Doubtful<>(catalog, attempt);
    FutureTask<T> task = new FutureTask<>(() -> retrying(doubtful));
    Thread.ofVirtual().name("commit").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw thrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Runs an attempt until it is known what came of it.
  private static final class Doubtful<T> implements Attempt<T> {
    private final Catalog catalog;
    private final Attempt<T> attempt;

    /// Whether an earlier commit may have happened; stays so when a later one meets a conflict.
    private boolean inDoubt;

    Doubtful(Catalog catalog, Attempt<T> attempt) {
      this.catalog = catalog;
      this.attempt = attempt;
    }

    @Override
    public T run() throws Refusal, ConflictException, InterruptedException {
      for (int failed = 0; ; failed++) {
        try {
          T result = attempt.run();
          if (inDoubt) {
            catalog.requireDurable();
          }
          return result;
        } catch (RegistryException e) {
          inDoubt |= e instanceof RegistryException.Ambiguous;
          if (!inDoubt || failed + 1 >= MOST_ATTEMPTS) {
            throw e;
          }
          pause(failed);
        }
      }
    }
  }

  private static Refusal thrown(@Nullable Throwable cause) {
    return switch (cause) {
      case Refusal refusal -> refusal;
      case RuntimeException failure -> throw failure;
      case Error error -> throw error;
      case null, default -> throw new AssertionError("nobody interrupts that thread", cause);
    };
  }

  private static void pause(int failed) throws InterruptedException {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(failed, 30));
    Thread.sleep(ThreadLocalRandom.current().nextLong(longest + 1));
  }
}
