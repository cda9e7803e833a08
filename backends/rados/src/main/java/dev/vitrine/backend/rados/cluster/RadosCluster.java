package dev.vitrine.backend.rados.cluster;

/// A connection to a cluster. Thread-safe. It comes back by itself when the cluster was away; only
/// after a failure of kind [RadosFailure.Kind#DISCONNECTED] a new one is needed.
public interface RadosCluster extends AutoCloseable {

  /// The name that the cluster gave itself.
  String fsid();

  /// A pool, or a part of one. The caller closes it.
  ///
  /// @param namespace the part; empty for the part without a name
  RadosPool pool(String name, String namespace) throws RadosFailure, InterruptedException;

  /// Ends the connection when the last pool and image were closed, too.
  @Override
  void close();
}
