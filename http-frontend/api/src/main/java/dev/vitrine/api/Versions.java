package dev.vitrine.api;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.util.List;
import java.util.Set;

/// The versions of the API and how a client chooses one. Every minor is the same API: choosing one
/// changes nothing but the spelling of the path.
final class Versions {
  private static final String HEALTH_CHECK = "healthcheck";
  private static final String MEDIA_TYPE = "application/vnd.openstack.images-";

  /// Newest first, except that 2.17 stands where clients of a service without cache and with one
  /// store find it: they compare the whole list.
  private static final List<String> LISTED =
      List.of(
          "v2.15", "v2.9", "v2.17", "v2.7", "v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1", "v2.0");

  /// The same where callers choose between stores.
  private static final List<String> LISTED_WITH_STORES =
      List.of(
          "v2.15", "v2.13", "v2.12", "v2.11", "v2.10", "v2.9", "v2.8", "v2.17", "v2.7", "v2.6",
          "v2.5", "v2.4", "v2.3", "v2.2", "v2.1", "v2.0");

  private static final String CURRENT = "v2.17";

  /// How the version may be written in a path.
  private static final Set<String> TOKENS =
      Set.of(
          "v2", "v2.0", "v2.1", "v2.2", "v2.3", "v2.4", "v2.5", "v2.6", "v2.7", "v2.9", "v2.15",
          "v2.17");

  /// Those of a service with one store are of one with several, too.
  private static final Set<String> TOKENS_WITH_STORES =
      Set.of("v2.8", "v2.10", "v2.11", "v2.12", "v2.13");

  /// Where a request belongs.
  sealed interface Destination {
    /// The health check.
    record Health() implements Destination {}

    /// The list of versions: 200 for who asked for it, 300 for who has to choose.
    record Listing(int status) implements Destination {}

    /// A version without anything after it.
    record Redirect() implements Destination {}

    /// The API.
    ///
    /// @param path the raw path below the version; begins with `/`
    record Api(String path) implements Destination {}
  }

  private final PublicUrl url;
  private final boolean severalStores;

  /// @param severalStores whether callers choose between stores
  Versions(PublicUrl url, boolean severalStores) {
    this.url = url;
    this.severalStores = severalStores;
  }

  /// Whether the request is for the health check, which no version has.
  static boolean isHealthCheck(Request request) {
    return firstSegment(withoutLeadingSlashes(request.path())).equals(HEALTH_CHECK);
  }

  private static String firstSegment(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  private boolean isVersion(String token) {
    return TOKENS.contains(token) || (severalStores && TOKENS_WITH_STORES.contains(token));
  }

  /// Tells where a request belongs by its path and, when that names no version, by the media type
  /// it accepts.
  Destination destination(Request request) {
    String path = withoutLeadingSlashes(request.path());
    int slash = path.indexOf('/');
    String first = firstSegment(path);
    if (isVersion(first)) {
      return slash < 0 ? new Destination.Redirect() : new Destination.Api(path.substring(slash));
    }
    if (first.equals(HEALTH_CHECK)) {
      return new Destination.Health();
    }
    if (first.equals("versions")) {
      return new Destination.Listing(200);
    }
    String accept = request.headers().first("Accept");
    if (!path.isEmpty() && accept != null && accept.startsWith(MEDIA_TYPE)) {
      if (isVersion(accept.substring(MEDIA_TYPE.length()))) {
        return new Destination.Api("/" + path);
      }
    }
    return new Destination.Listing(300);
  }

  private static String withoutLeadingSlashes(String path) {
    int start = 0;
    while (start < path.length() && path.charAt(start) == '/') {
      start++;
    }
    return path.substring(start);
  }

  Response listing(Request request, int status) {
    String self = url.of(request, "/v2/");
    JsonOutput out = new JsonOutput(1536).raw(JsonOutput.encoded("{\"versions\":["));
    List<String> listed = severalStores ? LISTED_WITH_STORES : LISTED;
    for (int i = 0; i < listed.size(); i++) {
      String version = listed.get(i);
      out.raw(JsonOutput.encoded(i == 0 ? "{\"id\":" : ",{\"id\":"))
          .text(version)
          .raw(JsonOutput.encoded(",\"status\":"))
          .text(version.equals(CURRENT) ? "CURRENT" : "SUPPORTED")
          .raw(JsonOutput.encoded(",\"links\":[{\"rel\":\"self\",\"href\":"))
          .text(self)
          .raw(JsonOutput.encoded("}]}"));
    }
    return Response.of(status, "application/json", out.raw(JsonOutput.encoded("]}")).toBytes());
  }

  Response redirect(Request request) {
    return Response.empty(302).with("Location", url.of(request, "/v2/"));
  }
}
