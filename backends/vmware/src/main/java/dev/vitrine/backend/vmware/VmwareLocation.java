package dev.vitrine.backend.vmware;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.vmware.VmwareOptions.Datastore;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;

/// A file of a datastore. Its URI is
/// `vsphere://<host>/folder/<folder>/<image>?dcPath=<datacenter>&dsName=<datastore>`.
///
/// @param path below the datastore
record VmwareLocation(String host, Datastore datastore, String path) {
  static final String SCHEME = "vsphere";
  private static final String DOOR = "/folder/";

  /// The file that an image gets.
  static VmwareLocation of(VmwareOptions options, Datastore datastore, String imageId) {
    return new VmwareLocation(options.host(), datastore, options.folder() + "/" + imageId);
  }

  /// What a URI names. Nothing but images: a file of another folder, or of a datastore that is not
  /// one of the store's, is some machine's disk.
  static VmwareLocation of(ImageUri uri, VmwareOptions options)
      throws ImageStoreException.Malformed {
    String begin = options.host() + DOOR + options.folder() + "/";
    int query = uri.rest().indexOf('?');
    if (!uri.scheme().equals(SCHEME) || query < 0 || !uri.rest().startsWith(begin)) {
      throw new ImageStoreException.Malformed(uri + " is no image of " + options);
    }
    String name = uri.rest().substring(begin.length(), query);
    Map<String, String> values = values(uri.rest().substring(query + 1));
    if (name.isEmpty() || name.contains("/") || name.contains("%") || name.startsWith(".")) {
      throw new ImageStoreException.Malformed(uri + " is no image of " + options);
    }
    return options.datastores().stream()
        .filter(one ->
            one.name().equals(values.get("dsName"))
                && one.datacenter().equals(values.get("dcPath")))
        .findFirst()
        .map(datastore -> of(options, datastore, name))
        .orElseThrow(
            () -> new ImageStoreException.Malformed(uri + " names a datastore that is not set up"));
  }

  private static Map<String, String> values(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /// What is asked for at the vCenter's door for files.
  String pathAndQuery() {
    return DOOR
        + URLEncoder.encode(path, UTF_8).replace("+", "%20").replace("%2F", "/")
        + "?dcPath="
        + URLEncoder.encode(datastore.datacenter(), UTF_8)
        + "&dsName="
        + URLEncoder.encode(datastore.name(), UTF_8);
  }

  ImageUri uri() {
    return new ImageUri(SCHEME + "://" + host + pathAndQuery());
  }

  @Override
  public String toString() {
    return "[" + datastore.name() + "] " + path;
  }
}
