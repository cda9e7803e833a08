package dev.vitrine.backend.rados.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How to reach a cluster.
///
/// @param configuration the `ceph.conf`; empty: where librados looks by itself
/// @param user the cephx account, without `client.`; empty: librados' own default
/// @param timeLimit of everything that is asked of the cluster; empty: what the configuration file
///   says, and [#DEFAULT_TIME_LIMIT] where that says nothing
public record ClusterOptions(
    Optional<Path> configuration, Optional<String> user, Optional<Duration> timeLimit) {

  /// librados' own default is to wait forever: for a cluster without room, too.
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(20);

  /// Where librados looks when it is told nothing.
  private static final Path USUAL_CONFIGURATION = Path.of("/etc/ceph/ceph.conf");

  private static final Pattern FSID = Pattern.compile("(?m)^\\s*fsid\\s*=\\s*([0-9a-fA-F-]+)\\s*$");

  public ClusterOptions {
    if (timeLimit.isPresent() && timeLimit.get().toSeconds() < 1) {
      throw new IllegalArgumentException("a cluster cannot answer in " + timeLimit.get());
    }
  }

  /// The `ceph.conf` that holds.
  public Path configurationFile() {
    return configuration
        .or(() -> Optional.ofNullable(System.getenv("CEPH_CONF")).map(Path::of))
        .orElse(USUAL_CONFIGURATION);
  }

  /// The cluster's name for itself, if the configuration file has it. Asks nobody.
  public Optional<String> configuredFsid() {
    try {
      Matcher found = FSID.matcher(Files.readString(configurationFile()));
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // connecting says what is wrong with it
    }
  }
}
