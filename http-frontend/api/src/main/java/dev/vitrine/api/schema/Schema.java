package dev.vitrine.api.schema;

import dev.vitrine.api.json.JsonValue.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What a JSON value may be. Immutable.
public sealed interface Schema {

  /// A string.
  ///
  /// @param nullable whether `null` will do, too
  /// @param minLength fewest characters; 0 for no bound
  /// @param maxLength most characters; null for no bound
  /// @param pattern a regular expression to be found in the string; null for none
  /// @param choices the only allowed strings; empty for anything
  record Text(
      boolean nullable,
      int minLength,
      @Nullable Integer maxLength,
      @Nullable String pattern,
      List<String> choices)
      implements Schema {
    private static final Text ANY = new Text(false, 0, null, null, List.of());

    public Text {
      choices = List.copyOf(choices);
    }

    public static Text any() {
      return ANY;
    }

    /// Whether [#containing] can be given the expression.
    public static boolean isPattern(String expression) {
      return BoundedExpression.isOne(expression);
    }

    public static Text matching(String pattern) {
      return new Text(false, 0, null, pattern, List.of());
    }

    public static Text oneOf(List<String> choices) {
      return new Text(false, 0, null, null, choices);
    }

    public Text orNull() {
      return new Text(true, minLength, maxLength, pattern, choices);
    }

    public Text atMost(int characters) {
      return new Text(nullable, minLength, characters, pattern, choices);
    }

    public Text atLeast(int characters) {
      return new Text(nullable, characters, maxLength, pattern, choices);
    }

    public Text containing(String wanted) {
      return new Text(nullable, minLength, maxLength, wanted, choices);
    }

    public Text of(List<String> wanted) {
      return new Text(nullable, minLength, maxLength, pattern, wanted);
    }
  }

  /// A whole number of any size; `1.0` is one.
  record Whole(boolean nullable) implements Schema {}

  /// A whole number that is not negative.
  record Count() implements Schema {}

  /// Any number.
  record Decimal() implements Schema {}

  /// A number, of whatever kind, between two others.
  ///
  /// @param minimum null for no bound
  /// @param maximum null for no bound
  record Within(Schema number, @Nullable BigDecimal minimum, @Nullable BigDecimal maximum)
      implements Schema {}

  record Flag() implements Schema {}

  /// What somebody else wrote, as it was written.
  record Given(JsonObject document) implements Schema {}

  /// Any value at all.
  record Anything() implements Schema {}

  /// @param minItems fewest items; 0 for no bound
  /// @param maxItems most items; null for no bound
  /// @param unique whether no item may come twice
  record ListOf(Schema items, int minItems, @Nullable Integer maxItems, boolean unique)
      implements Schema {
    public ListOf(Schema items, int minItems, boolean unique) {
      this(items, minItems, null, unique);
    }

    public ListOf(Schema items) {
      this(items, 0, false);
    }
  }

  /// An object whose members all look alike, whatever their names.
  record MapOf(Schema values) implements Schema {}

  /// What readers of the document shall suppose where there is no value; it changes nothing.
  record Supposing(Schema schema, String json) implements Schema {}

  /// A string in a form that readers of the document know by name; it is not checked here.
  record Formatted(Text text, String format) implements Schema {}

  /// Something that the document says once, under a name, and refers to.
  record Reference(String definition, Schema target) implements Schema {}

  /// An object with whatever members.
  record FreeForm(boolean nullable) implements Schema {}

  /// An object with known members.
  ///
  /// @param name how the API calls this kind of object; null for a part of another
  /// @param additional what members without a property may be; null to let them be anything
  /// @param closed whether members without a property are refused
  record Structure(
      @Nullable String name,
      SequencedMap<String, Property> properties,
      List<String> required,
      @Nullable Schema additional,
      boolean closed,
      List<Link> links)
      implements Schema {
    public Structure {
      required = List.copyOf(required);
      links = List.copyOf(links);
    }
  }

  /// One member of a [Structure].
  ///
  /// @param description for people; client tools show it as help; null for none
  /// @param readOnly only the service sets it
  /// @param writeOnly accepted, never shown
  /// @param base false for a property that an operator added
  record Property(
      Schema schema,
      @Nullable String description,
      boolean readOnly,
      boolean writeOnly,
      boolean base) {}

  /// Where a client finds something related: `href` names members in braces.
  record Link(String relation, String href) {}
}
