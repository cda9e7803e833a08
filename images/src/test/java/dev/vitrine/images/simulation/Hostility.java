package dev.vitrine.images.simulation;

import java.util.SplittableRandom;

/// How a run goes about it: a swarm of different worlds finds more than one average world.
///
/// @param nodes processes over one registry and one store
/// @param disk whether the store is one node's disk, which forgets; else an object store, which
///   does not
/// @param storeFaults of a thousand calls to the store, how many fail in one way or another
/// @param registryFaults the same for commits
/// @param lateLists whether lists miss what is new and show what is gone
/// @param crashes of a thousand steps, how many kill a node
/// @param windowNames names condemned at once
/// @param lateDeletions of a thousand deletions, how many fail and happen later
/// @param lateSteps how many steps what was in flight takes to arrive, on the average
/// @param steps how long it goes on
record Hostility(
    int nodes,
    boolean disk,
    int storeFaults,
    int registryFaults,
    boolean lateLists,
    int crashes,
    int windowNames,
    int lateDeletions,
    int lateSteps,
    int steps) {

  static Hostility of(SplittableRandom random) {
    boolean disk = random.nextInt(3) == 0;
    return new Hostility(
        disk ? 1 : 1 + random.nextInt(3),
        disk,
        random.nextBoolean() ? 0 : 1 + random.nextInt(40),
        random.nextBoolean() ? 0 : 1 + random.nextInt(40),
        random.nextBoolean(),
        random.nextBoolean() ? 0 : 1 + random.nextInt(6),
        1 + random.nextInt(8),
        disk || random.nextBoolean() ? 0 : 1 + random.nextInt(200),
        10 << random.nextInt(6),
        300 + random.nextInt(500));
  }
}
