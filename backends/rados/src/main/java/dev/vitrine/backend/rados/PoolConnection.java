package dev.vitrine.backend.rados;

import dev.vitrine.backend.rados.cluster.ClusterOptions;
import dev.vitrine.backend.rados.cluster.RadosClient;
import dev.vitrine.backend.rados.cluster.RadosCluster;
import dev.vitrine.backend.rados.cluster.RadosFailure;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.rados.cluster.RadosPool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One pool of one cluster, connected to when it is first needed. Thread-safe.
///
/// A connection lasts: it comes back by itself when the cluster does. Only one that the cluster has
/// shut out is replaced, by the next call after the one that noticed, and one that [#retire] was
/// told of.
final class PoolConnection implements AutoCloseable {
  /// Others that need the connection while one of them makes it wait as long.
  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(30);

  private final RadosClient client;
  private final ClusterOptions options;
  private final String poolName;
  private final String namespace;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable Connected connected;
  private volatile boolean closed;

  /// A pool that can be used.
  record Connected(RadosCluster cluster, RadosPool pool) {
    void close() {
      pool.close();
      cluster.close();
    }
  }

  /// @param namespace of the pool's objects; may be empty
  PoolConnection(RadosClient client, ClusterOptions options, String poolName, String namespace) {
    this.client = client;
    this.options = options;
    this.poolName = poolName;
    this.namespace = namespace;
  }

  String poolName() {
    return poolName;
  }

  /// The pool; connects to it when that was not done yet.
  Connected get() throws RadosFailure, InterruptedException {
    Connected known = connected;
    if (known != null) {
      return known;
    }
    if (!connecting.tryLock(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new RadosFailure(Kind.UNREACHABLE, "the cluster is still being connected to");
    }
    try {
      known = connected;
      if (known == null) {
        if (closed) {
          throw new RadosFailure(Kind.DISCONNECTED, "the store is closed");
        }
        known = connect();
        connected = known;
      }
      return known;
    } finally {
      connecting.unlock();
    }
  }

  private Connected connect() throws RadosFailure, InterruptedException {
    RadosCluster cluster = client.connect(options);
    try {
      return new Connected(cluster, cluster.pool(poolName, namespace));
    } catch (RadosFailure | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  /// The pool, if it is connected to.
  @Nullable Connected known() {
    return connected;
  }

  /// Hears of a failure of a call; returns it.
  RadosFailure noticed(RadosFailure failure) {
    Connected known = connected;
    if (failure.kind() == Kind.DISCONNECTED && known != null) {
      retire(known.pool());
    }
    return failure;
  }

  /// Whoever comes next connects anew; what uses this pool at present goes on with it.
  ///
  /// For a client that holds a lock which it could not give back: it is the only one that cannot
  /// break it.
  void retire(RadosPool pool) {
    connecting.lock();
    try {
      Connected known = connected;
      if (known != null && known.pool().equals(pool)) {
        connected = null;
        known.close();
      }
    } finally {
      connecting.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    connecting.lock();
    try {
      Connected known = connected;
      connected = null;
      if (known != null) {
        known.close();
      }
    } finally {
      connecting.unlock();
    }
  }
}
