package dev.vitrine.http.netty;

import java.util.Random;

/// Randomness that can be repeated with `-Dseed=`.
final class Randoms {
  private Randoms() {}

  static Random seeded(String what) {
    String given = System.getProperty("seed", "");
    long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.println(what + ": -Dseed=" + seed);
    return new Random(seed);
  }

  static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
