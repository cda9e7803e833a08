package dev.vitrine.backend.s3;

import java.net.URI;
import java.util.Objects;
import java.util.UUID;

/// The service that `S3_ENDPOINT`, `S3_ACCESS_KEY` and `S3_SECRET_KEY` name;
/// `tools/acceptance/backends` starts one.
final class RealService {
  private RealService() {}

  private static String required(String variable) {
    return Objects.requireNonNull(System.getenv(variable), variable + " is not set");
  }

  /// A bucket that nobody has used yet.
  static S3Options newBucket() {
    return newBucket("");
  }

  /// The same, of the account with 8 MiB of room.
  static S3Options newSmallBucket() {
    return newBucket("small-");
  }

  private static S3Options newBucket(String keyPrefix) {
    return S3Options.of(
            URI.create(required("S3_ENDPOINT")),
            "test-" + UUID.randomUUID(),
            keyPrefix + required("S3_ACCESS_KEY"),
            keyPrefix + required("S3_SECRET_KEY"))
        .withCreateBucket(true);
  }
}
