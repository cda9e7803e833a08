package dev.vitrine.backend.rados.cluster;

import com.ceph.rados.Rados;
import com.ceph.rados.exceptions.RadosException;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects by the machine's librados and librbd. Thread-safe.
///
/// The libraries are looked for when the first connection is made, and at each one after that until
/// they are there.
public final class Librados implements RadosClient {
  private static final Logger LOG = LoggerFactory.getLogger(Librados.class);

  private final Object lock = new Object();
  private @Nullable DirectCalls linked;

  @Override
  public RadosCluster connect(ClusterOptions options) throws RadosFailure, InterruptedException {
    DirectCalls calls = calls();
    NativeThreads threads = new NativeThreads();
    Duration limit = options.timeLimit().orElse(ClusterOptions.DEFAULT_TIME_LIMIT);
    try {
      return threads.call(
          "connecting to the cluster",
          limit.plus(LibradosCluster.GRACE),
          () -> connected(options, calls, threads),
          LibradosCluster::close);
    } catch (RadosFailure | InterruptedException e) {
      threads.close();
      throw e;
    }
  }

  private DirectCalls calls() throws RadosFailure {
    synchronized (lock) {
      DirectCalls known = linked;
      if (known == null) {
        try {
          known = DirectCalls.link();
        } catch (IllegalArgumentException | UnsatisfiedLinkError e) {
          LOG.debug("no Ceph libraries", e);
          throw new RadosFailure(
              Kind.UNREACHABLE,
              "Ceph's libraries are not there or too old: install the packages librados2 and"
                  + " librbd1",
              e);
        }
        linked = known;
      }
      return known;
    }
  }

  private static LibradosCluster connected(
      ClusterOptions options, DirectCalls calls, NativeThreads threads) throws RadosFailure {
    Path configuration = options.configurationFile();
    if (!Files.isReadable(configuration)) {
      throw unreachable(
          "the cluster's configuration " + configuration + " is not there or cannot be read", null);
    }
    Rados rados;
    try {
      rados = new Rados(options.user().orElse(null));
    } catch (LinkageError e) { // the bridge to the libraries has a library of its own
      throw unreachable("Ceph's libraries cannot be used: " + e.getMessage(), e);
    }
    try {
      rados.confReadFile(configuration.toFile());
      Duration limit = limit(rados, options.timeLimit());
      // What is written is read again by others, if at all.
      rados.confSet("rbd_cache", "false");
      rados.connect();
      String fsid = rados.clusterFsid();
      LOG.info("connected to the cluster {}", fsid);
      return new LibradosCluster(rados, fsid, limit, calls, threads);
    } catch (RadosException e) {
      rados.shutDown();
      throw unreachable(
          "the cluster of %s cannot be reached as client.%s: %s"
              .formatted(
                  configuration,
                  options.user().orElse("admin"),
                  Errno.failure("connecting", e.getReturnValue()).getMessage()),
          e);
    }
  }

  /// Sees to it that librados waits for nothing forever; returns for how long it waits.
  private static Duration limit(Rados rados, Optional<Duration> wanted) throws RadosException {
    long seconds =
        wanted.map(Duration::toSeconds).orElseGet(ClusterOptions.DEFAULT_TIME_LIMIT::toSeconds);
    rados.confSet("client_mount_timeout", Long.toString(seconds));
    for (String option : new String[] {"rados_mon_op_timeout", "rados_osd_op_timeout"}) {
      if (wanted.isPresent() || Double.parseDouble(rados.confGet(option)) <= 0) {
        rados.confSet(option, Long.toString(seconds));
      }
    }
    double limitSeconds = Double.parseDouble(rados.confGet("rados_osd_op_timeout"));
    // librados looks for where a silent OSD may be by now when it has waited for it so long. With
    // all calls over before, a client that began while the OSD was away would never find it again.
    double laggySeconds = Double.parseDouble(rados.confGet("objecter_timeout"));
    if (limitSeconds < 2 * laggySeconds) {
      rados.confSet("objecter_timeout", Double.toString(limitSeconds / 3));
      rados.confSet("objecter_tick_interval", "1");
    }
    return Duration.ofSeconds((long) Math.ceil(limitSeconds));
  }

  private static RadosFailure unreachable(String message, @Nullable Throwable cause) {
    return new RadosFailure(Kind.UNREACHABLE, message, cause);
  }
}
