package dev.vitrine.backend.rados.cluster;

/// Finds clusters. Thread-safe.
@FunctionalInterface
public interface RadosClient {

  /// Connects. The caller closes the cluster.
  ///
  /// Throws a [RadosFailure] of kind [RadosFailure.Kind#UNREACHABLE] that says in one sentence, for
  /// the operator, what is missing.
  RadosCluster connect(ClusterOptions options) throws RadosFailure, InterruptedException;
}
