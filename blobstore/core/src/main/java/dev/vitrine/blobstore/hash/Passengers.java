package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Passengers that wait for a leader. Thread-safe.
///
/// **Nobody waits for ever.** A passenger is left to a leader only while there are leaders, that is
/// streams which have a run under way or queued on these threads, and only while few wait already;
/// otherwise a task on the threads takes one of those that wait the rest of its way alone. When the
/// last leader goes, there is such a task for each one who is left.
final class Passengers {
  /// How many wait for each leader before others help: a chunk is about half of a leader's run, so
  /// these are two runs.
  static final int PATIENCE = 4;

  /// Up to here content is hashed alone: handing it over would cost more than its company saves.
  private static final int LITTLE_BYTES = 64 << 10;

  private final Executor threads;

  /// Those who boarded come before those who did not. Guarded by this.
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private int leaders; // guarded by this

  private sealed interface Waiting {
    Passenger passenger();

    record NotBoarded(Passenger passenger) implements Waiting {}

    record Boarded(Ride ride) implements Waiting {
      @Override
      public Passenger passenger() {
        return ride.passenger();
      }
    }
  }

  Passengers(Executor threads) {
    this.threads = threads;
  }

  /// Throws [RejectedExecutionException] when the threads take nothing more.
  void add(Passenger passenger) {
    if (!mayRide(passenger.content())) {
      threads.execute(() -> goAlone(passenger));
      return;
    }
    Waiting added = new Waiting.NotBoarded(passenger);
    synchronized (this) {
      waiting.addLast(added);
      if (leaders > 0 && waiting.size() <= PATIENCE * leaders) {
        return;
      }
    }
    try {
      threads.execute(this::takeOneAlone);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        if (!waiting.remove(added)) {
          return; // a leader has it
        }
      }
      throw e;
    }
  }

  private static boolean mayRide(List<ByteBuffer> content) {
    long lengthBytes = 0;
    for (ByteBuffer bytes : content) {
      if (!bytes.isDirect()) {
        return false;
      }
      lengthBytes += bytes.remaining();
    }
    return lengthBytes > LITTLE_BYTES;
  }

  synchronized void leaderCame() {
    leaders++;
  }

  void leaderWent() {
    List<Waiting> left;
    synchronized (this) {
      leaders--;
      if (leaders > 0) {
        return;
      }
      left = new ArrayList<>(waiting);
    }
    for (Waiting one : left) {
      try {
        threads.execute(this::takeOneAlone);
      } catch (RejectedExecutionException e) {
        giveUp(one, e);
      }
    }
  }

  private void giveUp(Waiting one, RejectedExecutionException cause) {
    synchronized (this) {
      if (!waiting.remove(one)) {
        return;
      }
    }
    if (one instanceof Waiting.Boarded || one.passenger().board()) {
      one.passenger().fail(cause);
    }
  }

  /// One to take along, or null.
  @Nullable Ride next() {
    while (true) {
      Waiting first = poll();
      switch (first) {
        case null -> {
          return null;
        }
        case Waiting.Boarded(Ride ride) -> {
          return ride;
        }
        case Waiting.NotBoarded(Passenger passenger) -> {
          if (passenger.board()) {
            try {
              return new Ride(passenger);
            } catch (Throwable t) { // or whoever waits for the hash would wait in vain
              passenger.fail(t);
            }
          }
        }
      }
    }
  }

  private synchronized @Nullable Waiting poll() {
    return waiting.pollFirst();
  }

  /// The leader has no more blocks; by a leader, before it goes.
  synchronized void putBack(Ride ride) {
    waiting.addFirst(new Waiting.Boarded(ride));
  }

  /// The leader's own work goes on meanwhile.
  void arrived(Ride ride) {
    byte[] sha256 = ride.sha256();
    try {
      threads.execute(() -> ride.passenger().arrive(sha256));
    } catch (RejectedExecutionException e) {
      ride.passenger().fail(e);
    }
  }

  private void takeOneAlone() {
    switch (poll()) {
      case null -> {} // a leader came by
      case Waiting.NotBoarded(Passenger passenger) -> goAlone(passenger);
      case Waiting.Boarded(Ride ride) -> {
        byte[] sha256;
        try {
          ride.goAlone();
          sha256 = ride.sha256();
        } catch (Throwable t) {
          ride.passenger().fail(t);
          return;
        }
        ride.passenger().arrive(sha256);
      }
    }
  }

  /// Hashes on this thread.
  static void goAlone(Passenger passenger) {
    if (!passenger.board()) {
      return;
    }
    byte[] sha256;
    try {
      sha256 = Hasher.hash(BlockHasher.Function.SHA_256.algorithm(), passenger.content());
    } catch (Throwable t) {
      passenger.fail(t);
      return;
    }
    passenger.arrive(sha256);
  }
}
