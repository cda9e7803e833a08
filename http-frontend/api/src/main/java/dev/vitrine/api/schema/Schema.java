package dev.vitrine.api.schema;

import java.math.BigDecimal;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a JSON value may be. Immutable.
public sealed interface Schema {

  /// What a string must look like.
  ///
  /// @param text as it is published
  /// @param pattern what the whole string must match
  record Form(String text, Pattern pattern) {

    /// The expression must match all of the string.
    public static Form whole(Pattern pattern) {
      return new Form(pattern.pattern(), pattern);
    }

    /// The expression must match somewhere in the string, as JSON Schema has it.
    public static Form anywhere(String expression) {
      Pattern.compile(expression); // alone, so that no bracket of it closes one of ours
      return new Form(expression, Pattern.compile("(?s:.*?)(?:" + expression + ")(?s:.*)"));
    }

    /// Whether the text looks so. One that takes the expression beyond any reasonable number of
    /// steps, or deeper than a stack, does not: nobody's expression may occupy the service.
    boolean fits(String text) {
      try {
        return pattern.matcher(new CountedText(text)).matches();
      } catch (CountedText.ReadTooOftenException | StackOverflowError e) {
        return false;
      }
    }
  }

  /// A string.
  ///
  /// @param nullable whether `null` will do, too
  /// @param minLength fewest characters; 0 for no bound
  /// @param maxLength most characters; null for no bound
  /// @param form what the string must look like; null for anything
  /// @param choices the only allowed strings; empty for anything
  record Text(
      boolean nullable,
      int minLength,
      @Nullable Integer maxLength,
      @Nullable Form form,
      List<String> choices)
      implements Schema {
    private static final Text ANY = new Text(false, 0, null, null, List.of());

    public Text {
      choices = List.copyOf(choices);
    }

    public static Text any() {
      return ANY;
    }

    public static Text matching(Pattern pattern) {
      return new Text(false, 0, null, Form.whole(pattern), List.of());
    }

    public static Text oneOf(List<String> choices) {
      return new Text(false, 0, null, null, choices);
    }

    public Text orNull() {
      return new Text(true, minLength, maxLength, form, choices);
    }

    public Text atMost(int characters) {
      return new Text(nullable, minLength, characters, form, choices);
    }

    public Text atLeast(int characters) {
      return new Text(nullable, characters, maxLength, form, choices);
    }

    public Text containing(Form wanted) {
      return new Text(nullable, minLength, maxLength, wanted, choices);
    }

    public Text of(List<String> wanted) {
      return new Text(nullable, minLength, maxLength, form, wanted);
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
