package dev.vitrine.api;

import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.http.Request;
import dev.vitrine.images.access.Caller;
import java.util.Map;

/// A request whose sender and route are known.
///
/// @param parameters the decoded values of the template's braces
public record Call(Request request, Caller caller, Map<String, String> parameters) {

  /// The value of `{name}` in the route's template.
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new InvariantViolated("the route has no parameter " + name);
    }
    return value;
  }
}
