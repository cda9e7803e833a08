package dev.vitrine.backend.rados;

import dev.vitrine.backend.rados.cluster.ClusterOptions;

/// Where a container keeps its objects.
///
/// @param cluster how to reach it
/// @param pool whose objects they are
/// @param namespace the part of the pool; empty for the part without a name
public record RadosContainerOptions(ClusterOptions cluster, String pool, String namespace) {
  public RadosContainerOptions {
    if (pool.isEmpty()) {
      throw new IllegalArgumentException("the pool has no name");
    }
  }
}
