package dev.vitrine.api.identity;

import java.util.regex.Pattern;

/// A kind of request that an application credential may be used for.
///
/// @param service type of the service
/// @param path in which `*` and `{name}` stand for part of a segment and `**` for anything
public record AccessRule(String service, String method, String path) {
  private static final Pattern WILDCARD = Pattern.compile("\\*\\*|\\*|\\{[^}]*\\}");

  boolean matches(String ownType, String requestMethod, String requestPath) {
    return service.equals(ownType)
        && method.equals(requestMethod)
        && pattern().matcher(requestPath).matches();
  }

  private Pattern pattern() {
    StringBuilder regex = new StringBuilder();
    var wildcards = WILDCARD.matcher(path);
    int end = 0;
    while (wildcards.find()) {
      regex.append(Pattern.quote(path.substring(end, wildcards.start())));
      regex.append(wildcards.group().equals("**") ? ".*" : "[^/]*");
      end = wildcards.end();
    }
    return Pattern.compile(regex.append(Pattern.quote(path.substring(end))).toString());
  }
}
