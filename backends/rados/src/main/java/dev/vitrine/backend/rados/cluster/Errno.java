package dev.vitrine.backend.rados.cluster;

import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;

/// What librados' and librbd's results say. They are Linux' numbers, negative.
final class Errno {
  static final int ERANGE = 34;
  static final int ETIMEDOUT = 110;

  private Errno() {}

  /// The result, unless it is a failure.
  static int check(String doing, int result) throws RadosFailure {
    if (result < 0) {
      throw failure(doing, result);
    }
    return result;
  }

  static RadosFailure failure(String doing, int result) {
    int errno = -result;
    return switch (errno) {
      case 1 -> failure(Kind.DENIED, doing, "not permitted");
      case 2 -> failure(Kind.NOT_FOUND, doing, "not there");
      case 13 -> failure(Kind.DENIED, doing, "permission denied");
      case 16 -> failure(Kind.BUSY, doing, "in use");
      case 17 -> failure(Kind.EXISTS, doing, "there already");
      case 22 -> failure(Kind.INVALID, doing, "invalid");
      case 27, 90 -> failure(Kind.DENIED, doing, "too large for the cluster");
      case 28 -> failure(Kind.FULL, doing, "the cluster is full");
      case 30 -> failure(Kind.DENIED, doing, "read-only");
      case 39 -> failure(Kind.NOT_EMPTY, doing, "it has snapshots");
      case 107 -> failure(Kind.DISCONNECTED, doing, "not connected");
      case 108 -> failure(Kind.DISCONNECTED, doing, "the cluster has shut this client out");
      case ETIMEDOUT -> failure(Kind.TIMED_OUT, doing, "the cluster did not answer in time");
      case 122 -> failure(Kind.FULL, doing, "the pool's quota is full");
      default -> failure(Kind.OTHER, doing, "error " + errno);
    };
  }

  private static RadosFailure failure(Kind kind, String doing, String what) {
    return new RadosFailure(kind, doing + ": " + what);
  }
}
