package dev.vitrine.blobstore.testkit;

import java.util.concurrent.ThreadLocalRandom;

/// The seed of a random test: printed always, taken from `-Dseed=` when that is given.
public final class Seeds {
  private Seeds() {}

  /// A seed for the test that calls; printed with the test's name, so that a failure can be
  /// repeated.
  public static long next(String test) {
    String given = System.getProperty("seed", "");
    long seed = given.isBlank() ? ThreadLocalRandom.current().nextLong() : Long.parseLong(given);
    System.out.println(test + ": -Dseed=" + seed);
    return seed;
  }
}
