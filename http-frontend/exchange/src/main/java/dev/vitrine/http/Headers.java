package dev.vitrine.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Header fields in the order given; names compare without case (RFC 9110, 5.1). Immutable.
public final class Headers {
  public static final Headers NONE = new Headers(List.of());

  private record Field(String name, String value) {}

  private final List<Field> fields;

  private Headers(List<Field> fields) {
    this.fields = fields;
  }

  public static Headers of(String name, String value) {
    return NONE.with(name, value);
  }

  /// The value of the first field of that name, or null.
  public @Nullable String first(String name) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return field.value;
      }
    }
    return null;
  }

  /// The values of all fields of that name, in order.
  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name.equalsIgnoreCase(name)).map(Field::value).toList();
  }

  public boolean contains(String name) {
    return first(name) != null;
  }

  /// These fields and one more at the end.
  public Headers with(String name, String value) {
    List<Field> more = new ArrayList<>(fields.size() + 1);
    more.addAll(fields);
    more.add(new Field(name, value));
    return new Headers(List.copyOf(more));
  }

  public void forEach(BiConsumer<String, String> action) {
    fields.forEach(field -> action.accept(field.name, field.value));
  }

  /// Collects fields; not thread-safe.
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    public Builder add(String name, String value) {
      fields.add(new Field(name, value));
      return this;
    }

    public Headers build() {
      return new Headers(List.copyOf(fields));
    }
  }
}
