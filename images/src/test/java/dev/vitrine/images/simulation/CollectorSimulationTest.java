package dev.vitrine.images.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.vitrine.blobstore.BlobUse;
import dev.vitrine.blobstore.Condemnations;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Repair;
import dev.vitrine.blobstore.testkit.Seeds;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Thousands of worlds in which everything goes wrong, and a few in which the collector does, to
/// see that this would be noticed.
///
/// `-Dseed=` repeats one world, `-Dsimulation.worlds=` says how many there are.
class CollectorSimulationTest {
  private static final int WORLD_LIMIT_SECONDS = 120;

  private static final int WORLDS = Integer.getInteger("simulation.worlds", 150);

  /// Far more worlds than a flaw ever needed to show.
  private static final int CANARY_WORLDS = 3000;

  /// A collector that waits for nobody.
  private static final Node.Flaw NO_WAIT =
      new Node.Flaw(
          "",
          use ->
              new BlobUse() {
                @Override
                public Set<Digest> recipes() {
                  return use.recipes();
                }

                @Override
                public Set<Digest> beingRead() {
                  return use.beingRead();
                }

                @Override
                public Set<String> writers() {
                  return Set.of();
                }
              },
          UnaryOperator.identity());

  /// Writers that do not ask what is condemned.
  private static final Node.Flaw CARELESS_WRITERS =
      new Node.Flaw("", UnaryOperator.identity(), _ -> Condemnations.NONE);

  /// Names that are free again although their deleter may still be at work.
  private static final Node.Flaw HASTY_BURIAL =
      new Node.Flaw(Node.Flaw.ALL_DEAD, UnaryOperator.identity(), UnaryOperator.identity());

  /// A chunk may be deleted, and put anew, between its packing and the removal of its first form.
  private static final Node.Flaw PACKS_MEANWHILE =
      new Node.Flaw(Node.Flaw.NOT_ALONE, UnaryOperator.identity(), UnaryOperator.identity());

  /// What worlds do to their stores is no news.
  @BeforeAll
  static void hushes() {
    ((Logger) LoggerFactory.getLogger(Repair.class)).setLevel(Level.OFF);
  }

  @AfterAll
  static void speaksAgain() {
    ((Logger) LoggerFactory.getLogger(Repair.class)).setLevel(null);
  }

  @Test
  void keepsWhatImagesNeedAndDeletesTheRest() {
    if (!System.getProperty("seed", "").isBlank()) {
      world(Seeds.next("CollectorSimulationTest"));
      return;
    }
    SplittableRandom seeds = new SplittableRandom(Seeds.next("CollectorSimulationTest"));
    int active = 0;
    for (int i = 0; i < WORLDS; i++) {
      active += world(seeds.nextLong()).active();
    }
    // A simulation in which nothing succeeds would prove nothing.
    assertThat(active).isGreaterThan(WORLDS / 2);
  }

  /// Worlds in which two nodes that delete one batch lose data: the one that is late takes what was
  /// put after the other one forgot it. So a batch has one deleter at a time.
  @ParameterizedTest
  @ValueSource(longs = {63, 492, 1066, 1586})
  void keepsItsPromiseWhereItOnceDidNot(long seed) {
    run(seed, Node.Flaw.NONE, World.Cast.FIRST);
  }

  /// A world in which the packer replaced a sound chunk by an equal one, which did not become
  /// durable, while its packed form was not durable either.
  @Test
  void neverReplacesTheOnlySoundForm() {
    run(-7315328460273895394L, Node.Flaw.NONE, World.Cast.WHOLE);
  }

  @Test
  void noticesACollectorThatDoesNotWait() {
    assertThatThrownBy(() -> canary(NO_WAIT, World.Cast.FIRST)).hasMessageContaining("lost");
  }

  @Test
  void noticesWritersThatDoNotAsk() {
    assertThatThrownBy(() -> canary(CARELESS_WRITERS, World.Cast.FIRST))
        .hasMessageContaining("lost");
  }

  @Test
  void noticesACollectorThatTakesTheLivingForDead() {
    assertThatThrownBy(() -> canary(HASTY_BURIAL, World.Cast.FIRST)).hasMessageContaining("lost");
  }

  @Test
  void noticesOneWhoPacksWhileSomethingIsCollected() {
    // It is rare: the first thousand worlds without it would take longer than all the others here.
    assertThatThrownBy(() -> canary(PACKS_MEANWHILE, World.Cast.WHOLE, 960))
        .message()
        .containsAnyOf("lost", "a download");
  }

  private static void canary(Node.Flaw flaw, World.Cast cast) {
    canary(flaw, cast, 1);
  }

  private static void canary(Node.Flaw flaw, World.Cast cast, long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + CANARY_WORLDS; seed++) {
      run(seed, flaw, cast);
    }
  }

  private static World.Summary world(long seed) {
    return run(seed, Node.Flaw.NONE, World.Cast.WHOLE);
  }

  /// On a virtual thread, as its actors are: to hand over to one of them then costs no system call.
  private static World.Summary run(long seed, Node.Flaw flaw, World.Cast cast) {
    FutureTask<World.Summary> run = new FutureTask<>(() -> new World(seed, flaw, cast).run());
    Thread.ofVirtual().name("world").start(run);
    try {
      return run.get(WORLD_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new AssertionError("-Dseed=" + seed + ": " + cause.getMessage(), cause);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("-Dseed=" + seed + " does not end", e);
    }
  }
}
