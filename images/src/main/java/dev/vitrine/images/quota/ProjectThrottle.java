package dev.vitrine.images.quota;

import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Keeps one project's haste from starving the others: bounds how many requests it may send and how
/// many transfers of data it may have under way. Callers without a project share one share.
///
/// Thread-safe; never waits. Remembers a bounded number of projects, those that asked last.
public final class ProjectThrottle {
  /// A few MiB. More projects than that at a time are no case of one that starves the others.
  private static final int MOST_PROJECTS = 10_000;

  /// What may come at once after a pause, in seconds of the rate: a client's list and its pages.
  private static final double BURST_SECONDS = 2;

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Share> shares = new LinkedHashMap<>(16, 0.75f, true);

  /// @param requestsPerSecond on average; 0 for no limit
  /// @param transfers uploads and downloads at a time; 0 for no limit
  public record Limits(int requestsPerSecond, int transfers) {
    public Limits {
      if (requestsPerSecond < 0 || transfers < 0) {
        throw new IllegalArgumentException("a limit is not negative");
      }
    }

    public static Limits none() {
      return new Limits(0, 0);
    }
  }

  /// Until it is closed it counts. Closing twice does nothing.
  @FunctionalInterface
  public interface Transfer extends AutoCloseable {
    @Override
    void close();
  }

  /// @param nanoTime a clock that only moves forward, such as [System#nanoTime]
  public ProjectThrottle(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /// Counts a request, or refuses it.
  public void admit(Caller caller) throws Refusal.TooMany {
    int rate = limits.requestsPerSecond();
    if (rate == 0) {
      return;
    }
    lock.lock();
    try {
      Share share = share(caller);
      long now = nanoTime.getAsLong();
      share.requests =
          Math.min(rate * BURST_SECONDS, share.requests + (now - share.sinceNanos) * 1e-9 * rate);
      share.sinceNanos = now;
      if (share.requests < 1) {
        throw new Refusal.TooMany(
            "Your project sends more than " + rate + " requests a second.",
            (int) Math.max(1, Math.ceil((1 - share.requests) / rate)));
      }
      share.requests--;
    } finally {
      lock.unlock();
    }
  }

  /// Counts a transfer until the caller closes it, or refuses it.
  public Transfer beginTransfer(Caller caller) throws Refusal.TooMany {
    if (limits.transfers() == 0) {
      return () -> {};
    }
    lock.lock();
    try {
      Share share = share(caller);
      if (share.transfers >= limits.transfers()) {
        throw new Refusal.TooMany(
            "Your project has " + share.transfers + " transfers under way, which is the most.", 1);
      }
      share.transfers++;
      AtomicBoolean open = new AtomicBoolean(true);
      return () -> {
        if (open.getAndSet(false)) {
          end(share);
        }
      };
    } finally {
      lock.unlock();
    }
  }

  private void end(Share share) {
    lock.lock();
    try {
      share.transfers--;
    } finally {
      lock.unlock();
    }
  }

  private Share share(Caller caller) {
    String project = caller.project() == null ? "" : caller.project();
    Share share =
        shares.computeIfAbsent(
            project,
            _ -> new Share(limits.requestsPerSecond() * BURST_SECONDS, nanoTime.getAsLong()));
    if (shares.size() > MOST_PROJECTS) {
      forgetOne();
    }
    return share;
  }

  /// The one that has not asked for longest and has nothing under way. There are fewer transfers
  /// than connections, so the search is short.
  private void forgetOne() {
    for (Iterator<Share> eldest = shares.values().iterator(); eldest.hasNext(); ) {
      if (eldest.next().transfers == 0) {
        eldest.remove();
        return;
      }
    }
  }

  /// How many projects are remembered.
  int projects() {
    lock.lock();
    try {
      return shares.size();
    } finally {
      lock.unlock();
    }
  }

  private static final class Share {
    double requests;
    long sinceNanos;
    int transfers;

    Share(double requests, long sinceNanos) {
      this.requests = requests;
      this.sinceNanos = sinceNanos;
    }
  }
}
