package dev.vitrine.backend.rados;

import dev.vitrine.backend.rados.cluster.ClusterOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// The cluster that `tools/dev/services/ceph` has started, by its exports.
final class TestCluster {
  static final ClusterOptions OPTIONS =
      new ClusterOptions(
          Optional.of(Path.of(variable("CEPH_CONF"))),
          Optional.of(variable("CEPH_USER")),
          Optional.of(Duration.ofSeconds(10)));

  static final String POOL = variable("CEPH_POOL");

  private TestCluster() {}

  private static String variable(String name) {
    return Objects.requireNonNull(System.getenv(name), name + " is not set");
  }
}
