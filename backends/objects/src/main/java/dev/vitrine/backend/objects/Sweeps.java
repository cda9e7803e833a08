package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.StoredName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sweeps over a container that are under way: somebody asks for the first bytes of digests,
/// one after the other, and what one question learned serves the next. Thread-safe.
///
/// A question goes on with the sweep that came nearest to its byte from below, so that several who
/// sweep at once do not disturb each other; whoever has a sweep in hand has it alone.
///
/// @param <S> what is known of a container during a sweep
final class Sweeps<S> implements AutoCloseable {
  /// Collectors, checks and statistics at once; the one that was used longest ago gives way.
  private static final int MAX_SWEEPS = 4;

  private final long maxAgeNanos;
  private final Consumer<S> end;
  private final List<Waiting<S>> waiting = new ArrayList<>();
  private boolean closed;

  /// @param lastByte the one that it was asked for last
  private record Waiting<S>(StoredName.Kind kind, S sweep, int lastByte, long sinceNanos) {}

  /// @param longestPause who waits longer between two bytes had something else to do
  /// @param end lets go of what a sweep holds
  Sweeps(Duration longestPause, Consumer<S> end) {
    this.maxAgeNanos = longestPause.toNanos();
    this.end = end;
  }

  /// The sweep to go on with, if there is one; it is the caller's until [#giveBack].
  synchronized @Nullable S take(StoredName.Kind kind, int firstByte) {
    List<Waiting<S>> old =
        waiting.stream().filter(each -> System.nanoTime() - each.sinceNanos > maxAgeNanos).toList();
    old.forEach(this::drop);
    Waiting<S> nearest = null;
    for (Waiting<S> each : waiting) {
      if (each.kind == kind
          && each.lastByte < firstByte
          && (nearest == null || each.lastByte > nearest.lastByte)) {
        nearest = each;
      }
    }
    if (nearest == null) {
      return null;
    }
    waiting.remove(nearest);
    return nearest.sweep;
  }

  /// Keeps the sweep for the next byte; after the last one it ends.
  synchronized void giveBack(StoredName.Kind kind, S sweep, int lastByte) {
    if (closed || lastByte >= StoredName.PREFIXES - 1) {
      end.accept(sweep);
      return;
    }
    if (waiting.stream().filter(each -> each.kind == kind).count() == MAX_SWEEPS) {
      waiting.stream().filter(each -> each.kind == kind).findFirst().ifPresent(this::drop);
    }
    waiting.add(new Waiting<>(kind, sweep, lastByte, System.nanoTime()));
  }

  private void drop(Waiting<S> sweep) {
    waiting.remove(sweep);
    end.accept(sweep.sweep);
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.forEach(each -> end.accept(each.sweep));
    waiting.clear();
  }
}
