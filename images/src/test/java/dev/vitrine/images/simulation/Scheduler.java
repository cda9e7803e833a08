package dev.vitrine.images.simulation;

import dev.vitrine.blobstore.InvariantViolated;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs actors one at a time: each stops at every [#step], and a seeded choice says who goes on. So
/// a run is repeatable, and between two steps anything may happen that others do.
///
/// An actor is a thread and whatever threads it starts and waits for.
final class Scheduler {
  /// Far more than any step takes; a real deadlock ends here.
  private static final int STUCK_SECONDS = 60;

  private static final InheritableThreadLocal<@Nullable Actor> CURRENT =
      new InheritableThreadLocal<>();

  /// Ends an actor whose node died.
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("the node died", null, false, false);
    }
  }

  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  /// Somebody who does something, on a node.
  static final class Actor {
    final String name;
    final int node;
    private final Semaphore turn = new Semaphore(0);
    private volatile boolean crashed;
    private volatile boolean ended;

    Actor(String name, int node) {
      this.name = name;
      this.node = node;
    }
  }

  private final SplittableRandom random;
  private final Semaphore control = new Semaphore(0);
  private final List<Actor> actors = new ArrayList<>();
  private @Nullable Throwable failure;
  private long steps;

  Scheduler(SplittableRandom random) {
    this.random = random;
  }

  long steps() {
    return steps;
  }

  int running() {
    return actors.size();
  }

  /// Adds an actor, which begins when its turn comes.
  void start(String name, int node, Body body) {
    Actor actor = new Actor(name, node);
    actors.add(actor);
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          CURRENT.set(actor);
          try {
            actor.turn.acquireUninterruptibly();
            if (!actor.crashed) {
              body.run();
            }
          } catch (Crash e) {
            // as it should
          } catch (Throwable t) {
            if (!actor.crashed) {
              fail(t);
            }
          } finally {
            actor.ended = true;
            control.release();
          }
        });
  }

  void fail(Throwable t) {
    if (failure == null) {
      failure = t;
    }
  }

  /// Where an actor may be held up, for as long as it pleases the seed. Outside of actors nothing
  /// happens.
  static void step(Scheduler scheduler) {
    Actor actor = CURRENT.get();
    if (actor == null) {
      return;
    }
    if (actor.crashed) {
      throw new Crash();
    }
    scheduler.control.release();
    actor.turn.acquireUninterruptibly();
    if (actor.crashed) {
      throw new Crash();
    }
  }

  /// The actors of the node end where they stand.
  void crash(int node) {
    for (Actor actor : List.copyOf(actors)) {
      if (actor.node == node) {
        actor.crashed = true;
        let(actor);
        while (!actor.ended) {
          let(actor);
        }
      }
    }
    actors.removeIf(actor -> actor.ended);
  }

  /// Lets one actor, whose node is not paused, go one step. Returns false when there is none.
  boolean runOne(int pausedNode) {
    List<Actor> ready = new ArrayList<>(actors);
    ready.removeIf(actor -> actor.node == pausedNode);
    if (ready.isEmpty()) {
      return false;
    }
    let(ready.get(random.nextInt(ready.size())));
    actors.removeIf(actor -> actor.ended);
    return true;
  }

  private void let(Actor actor) {
    if (actor.ended) {
      return;
    }
    steps++;
    actor.turn.release();
    try {
      if (!control.tryAcquire(STUCK_SECONDS, TimeUnit.SECONDS)) {
        throw new InvariantViolated("the simulation is stuck in " + actor.name);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (failure != null) {
      throw new AssertionError("in " + actor.name + ": " + failure.getMessage(), failure);
    }
  }
}
