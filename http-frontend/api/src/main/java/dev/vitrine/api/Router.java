package dev.vitrine.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A static table: method and path template → action. Immutable and thread-safe once built.
///
/// The templates form a tree of segments, so finding a route costs one look-up a segment however
/// many routes there are. A literal segment wins over a parameter, and the choice is final.
///
/// An escaped slash divides nothing. It is data, for which `{name}` has no room and `{+name}` has
/// (the notation is that of RFC 6570, 3.2.3).
public final class Router {
  /// The methods that a path without any route answers with "not found"; others are unknown to the
  /// whole API.
  private static final List<String> KNOWN_METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH");

  /// Whether a route takes a body.
  public enum Body {
    TAKEN,
    /// A request with a body is refused: the sender means something that this route does not do.
    REFUSED
  }

  /// One row of the table.
  ///
  /// @param template such as `/v2/images/{id}`
  record Route(String method, String template, Body body, Action action) {}

  /// What there is for a request.
  sealed interface Match {
    record Found(Route route, Map<String, String> parameters) implements Match {}

    /// The path is known, the method is not among its methods.
    ///
    /// @param allowed the path's methods, in the order of the table
    record WrongMethod(String template, List<String> allowed) implements Match {}

    /// @param knownMethod whether the method means anything on any path
    record NoPath(boolean knownMethod) implements Match {}
  }

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final SequencedMap<String, Route> routes = new LinkedHashMap<>();
    private @Nullable String parameterName;
    private boolean parameterTakesSlashes;
    private @Nullable Node parameter;
    private String template = "";
  }

  private final Node root;
  private final List<Route> routes;

  private Router(Node root, List<Route> routes) {
    this.root = root;
    this.routes = routes;
  }

  /// The table.
  List<Route> routes() {
    return routes;
  }

  /// Finds the route of a path given as decoded segments.
  Match match(String method, List<String> segments) {
    Node node = root;
    Map<String, String> parameters = Map.of();
    for (String segment : segments) {
      Node literal = node.literals.get(segment);
      if (literal != null) {
        node = literal;
        continue;
      }
      if (node.parameter == null
          || node.parameterName == null
          || segment.isEmpty()
          || (segment.indexOf('/') >= 0 && !node.parameterTakesSlashes)) {
        return new Match.NoPath(KNOWN_METHODS.contains(method));
      }
      parameters = with(parameters, node.parameterName, segment);
      node = node.parameter;
    }
    Route route = node.routes.get(method);
    if (route != null) {
      return new Match.Found(route, parameters);
    }
    if (node.routes.isEmpty()) {
      return new Match.NoPath(KNOWN_METHODS.contains(method));
    }
    return new Match.WrongMethod(node.template, List.copyOf(node.routes.keySet()));
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    if (map.isEmpty()) {
      return Map.of(name, value);
    }
    Map<String, String> more = new HashMap<>(map);
    more.put(name, value);
    return more;
  }

  /// The segments of a raw path, decoded one by one, so that an escaped slash divides nothing. The
  /// path begins with `/`.
  static List<String> segments(String rawPath) throws Problem {
    List<String> segments = new ArrayList<>(5);
    int start = 1;
    while (true) {
      int end = rawPath.indexOf('/', start);
      if (end < 0) {
        segments.add(PercentEncoding.decodeSegment(rawPath.substring(start)));
        return segments;
      }
      segments.add(PercentEncoding.decodeSegment(rawPath.substring(start, end)));
      start = end + 1;
    }
  }

  static Builder builder() {
    return new Builder();
  }

  /// Collects routes; not thread-safe.
  public static final class Builder {
    private final Node root = new Node();
    private final List<Route> routes = new ArrayList<>();

    public Builder route(String method, String template, Body body, Action action) {
      Node node = root;
      for (String segment : template.substring(1).split("/", -1)) {
        node = child(node, segment);
      }
      node.template = template;
      Route route = new Route(method, template, body, action);
      if (node.routes.putIfAbsent(method, route) != null) {
        throw new IllegalArgumentException("twice: " + method + " " + template);
      }
      routes.add(route);
      return this;
    }

    private static Node child(Node node, String segment) {
      if (!segment.startsWith("{")) {
        return node.literals.computeIfAbsent(segment, _ -> new Node());
      }
      boolean slashes = segment.startsWith("{+");
      String name = segment.substring(slashes ? 2 : 1, segment.length() - 1);
      if (node.parameterName != null
          && (!node.parameterName.equals(name) || node.parameterTakesSlashes != slashes)) {
        throw new IllegalArgumentException("two names for one parameter: " + name);
      }
      node.parameterName = name;
      node.parameterTakesSlashes = slashes;
      if (node.parameter == null) {
        node.parameter = new Node();
      }
      return node.parameter;
    }

    Router build() {
      return new Router(root, List.copyOf(routes));
    }
  }
}
