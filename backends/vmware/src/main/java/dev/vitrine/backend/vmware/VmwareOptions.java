package dev.vitrine.backend.vmware;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// Which vCenter, and where images lie in it. Immutable. Never prints the password.
///
/// @param host as URIs have it, perhaps with a port
/// @param endpoint where it is asked
/// @param datastores at least one; the greatest weight first
/// @param folder of the images, without slashes at its ends
/// @param taskPoll the longest pause between two looks whether something was done
public record VmwareOptions(
    String host,
    URI endpoint,
    String user,
    String password,
    List<Datastore> datastores,
    String folder,
    Duration taskPoll) {

  /// One datastore.
  ///
  /// @param weight images go to the datastore with the greatest weight that has room
  public record Datastore(String datacenter, String name, int weight) {}

  /// Throws [IllegalArgumentException], with words for the operator, for what cannot work.
  public VmwareOptions {
    if (host.isEmpty() || user.isEmpty() || password.isEmpty()) {
      throw new IllegalArgumentException("a vCenter needs a host, a user name and a password");
    }
    if (datastores.isEmpty()) {
      throw new IllegalArgumentException("no datastore is named");
    }
    datastores =
        datastores.stream().sorted(Comparator.comparingInt(Datastore::weight).reversed()).toList();
    folder = folder.replaceAll("^/+|/+$", "");
    if (folder.isEmpty() || List.of(folder.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException("no folder for images: '" + folder + "'");
    }
  }

  @Override
  public String toString() {
    return "vCenter " + host;
  }
}
