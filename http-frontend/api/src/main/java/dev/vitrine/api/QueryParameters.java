package dev.vitrine.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The parameters of a query in the order sent, decoded; names may repeat.
public final class QueryParameters {
  /// Each becomes a condition of a search; nobody writes this many by hand or by program.
  private static final int MAX_PARAMETERS = 256;

  public record Parameter(String name, String value) {}

  private final List<Parameter> parameters;

  private QueryParameters(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  public static QueryParameters parse(String rawQuery) throws Problem {
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : rawQuery.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      if (parameters.size() == MAX_PARAMETERS) {
        throw Problem.badRequest("A query has at most %d parameters".formatted(MAX_PARAMETERS));
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.add(
          new Parameter(PercentEncoding.decodeQuery(name), PercentEncoding.decodeQuery(value)));
    }
    return new QueryParameters(parameters);
  }

  /// The value of the last parameter of that name, or null.
  public @Nullable String last(String name) {
    return parameters.reversed().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::value)
        .findFirst()
        .orElse(null);
  }

  /// The values of all parameters of that name.
  public List<String> all(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::value)
        .toList();
  }

  /// The last value of each name, in the order in which the names first came.
  SequencedMap<String, String> lastValues() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      values.put(parameter.name(), parameter.value());
    }
    return values;
  }

  /// These parameters without those of that name.
  public QueryParameters without(String name) {
    return new QueryParameters(
        parameters.stream().filter(parameter -> !parameter.name().equals(name)).toList());
  }

  /// These parameters and one more at the end.
  public QueryParameters with(String name, String value) {
    List<Parameter> more = new ArrayList<>(parameters);
    more.add(new Parameter(name, value));
    return new QueryParameters(more);
  }

  /// A reference to `path` with these parameters.
  public String link(String path) {
    StringBuilder link = new StringBuilder(path);
    char separator = '?';
    for (Parameter parameter : parameters) {
      link.append(separator);
      PercentEncoding.encode(parameter.name(), link);
      link.append('=');
      PercentEncoding.encode(parameter.value(), link);
      separator = '&';
    }
    return link.toString();
  }
}
