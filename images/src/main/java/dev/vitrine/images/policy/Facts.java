package dev.vitrine.images.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known by name about a caller or about a target. Immutable, and quick to ask: one
/// decision asks a few names of many.
public interface Facts {
  /// How an attribute reads that is there and has no value. Check strings come from Python.
  String NONE = "None";

  Facts EMPTY = of(Map.of());

  /// A string, a boolean, or a list of strings; null when there is no such thing. A credential
  /// without a value is not there; an attribute without one is [#NONE].
  @Nullable Object get(String name);

  /// The names of all that is there.
  Set<String> names();

  /// Everything, for a check that is asked elsewhere.
  default Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String name : names()) {
      Object value = get(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    return all;
  }

  static Facts of(Map<String, Object> facts) {
    return new Facts() {
      @Override
      public @Nullable Object get(String name) {
        return facts.get(name);
      }

      @Override
      public Set<String> names() {
        return facts.keySet();
      }
    };
  }

  /// A value as check strings see it.
  static String text(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? "True" : "False";
      case List<?> list ->
          list.stream()
              .map(item -> "'" + item + "'")
              .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }
}
