package dev.vitrine.api.discovery;

import dev.vitrine.api.AttributeFields;
import dev.vitrine.api.IsoTime;
import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Filter.Comparison;
import dev.vitrine.catalog.query.Filter.FlagField;
import dev.vitrine.catalog.query.Filter.NumberField;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.Filter.TimeField;
import dev.vitrine.catalog.query.SearchText;
import dev.vitrine.catalog.query.TextPattern;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the names of fields mean in a query, and the values after them. A name that is no
/// attribute's is a custom property's.
final class Fields {
  /// Of a word or phrase. Patterns are made into automata that grow with it.
  static final int MAX_TEXT_CHARACTERS = 128;

  /// Fewer, and almost every word is near.
  static final int MIN_NEAR_CHARACTERS = 3;

  /// Words up to this length are near at one edit, longer ones at two, unless the query says.
  private static final int SHORT_WORD_CHARACTERS = 5;

  private static final Map<String, TextField> WHOLE_TEXTS =
      Map.of(
          "status", TextField.STATUS,
          "visibility", TextField.VISIBILITY,
          "owner", TextField.OWNER,
          "container_format", TextField.CONTAINER_FORMAT,
          "disk_format", TextField.DISK_FORMAT,
          "checksum", TextField.CHECKSUM,
          "os_hash_algo", TextField.HASH_ALGORITHM,
          "os_hash_value", TextField.HASH_VALUE);

  private static final Map<String, FlagField> FLAGS =
      Map.of("protected", FlagField.PROTECTED, "os_hidden", FlagField.HIDDEN);

  private static final Pattern COMPARED = Pattern.compile("(?<operator>[<>]=?)?(?<value>.*)");

  private static final Pattern WHOLE_NUMBER = Pattern.compile("([0-9]{1,19})([kKmMgGtT]?)");

  private static final String RANGE = "..";

  private final String name;
  private final Token token;

  private Fields(String name, Token token) {
    this.name = name;
    this.token = token;
  }

  /// @param field null when the value is looked for everywhere
  static Criterion criterion(@Nullable String field, Token token) throws QuerySyntaxException {
    Fields value = new Fields(field == null ? "" : field, token);
    if (field == null) {
      boolean all = !token.quoted() && token.pieces().equals(List.of("", ""));
      return all ? Criterion.anything() : value.text(new Place.Anywhere());
    }
    TextField whole = WHOLE_TEXTS.get(field);
    if (whole != null) {
      return value.whole(whole);
    }
    FlagField flag = FLAGS.get(field);
    if (flag != null) {
      return value.flag(flag);
    }
    NumberField number = AttributeFields.NUMBERS.get(field);
    if (number != null) {
      return value.number(number);
    }
    TimeField time = AttributeFields.TIMES.get(field);
    if (time != null) {
      return value.time(time);
    }
    return value.text(place(field));
  }

  private static Place place(String field) {
    return switch (field) {
      case "id" -> new Place.Id();
      case "name" -> new Place.Name();
      case "tag", "tags" -> new Place.Tag();
      default -> new Place.Property(field);
    };
  }

  /// What images are counted by under that name; null when they are not.
  static @Nullable FacetField facet(String name) {
    TextField whole = WHOLE_TEXTS.get(name);
    if (whole != null) {
      return FacetField.Attribute.COUNTED.contains(whole) ? new FacetField.Attribute(whole) : null;
    }
    FlagField flag = FLAGS.get(name);
    if (flag != null) {
      return new FacetField.Flag(flag);
    }
    if (AttributeFields.NUMBERS.containsKey(name) || AttributeFields.TIMES.containsKey(name)) {
      return null;
    }
    return switch (name) {
      case "", "id", "name" -> null;
      case "tag", "tags" -> new FacetField.Tag();
      default -> new FacetField.Property(name);
    };
  }

  private Criterion text(Place place) throws QuerySyntaxException {
    if (token.text().codePointCount(0, token.text().length()) > MAX_TEXT_CHARACTERS) {
      throw wrong("a text has at most %d characters".formatted(MAX_TEXT_CHARACTERS));
    }
    if (!token.quoted()) {
      if (token.has(0, '~')) {
        return near(place, token.from(1), 0);
      }
      int tilde = token.text().lastIndexOf('~');
      if (token.has(tilde, '~')) {
        return near(place, token.upTo(tilde), edits(token.text().substring(tilde + 1)));
      }
      List<String> pieces = token.pieces();
      if (pieces.size() > 1) {
        return new Criterion.Like(place, new TextPattern(pieces));
      }
    }
    if (!(place instanceof Place.Id) && SearchText.of(token.text()).words().isEmpty()) {
      throw wrong("'%s' has no letter and no digit to look for".formatted(token.text()));
    }
    return new Criterion.Phrase(place, token.text());
  }

  private int edits(String text) throws QuerySyntaxException {
    return switch (text) {
      case "" -> 0;
      case "1" -> 1;
      case "2" -> 2;
      default -> throw wrong("'~%s' is no distance: ~1 or ~2".formatted(text));
    };
  }

  /// @param edits 0 to decide by the length
  private Criterion near(Place place, Token word, int edits) throws QuerySyntaxException {
    String text = place instanceof Place.Id ? word.text() : SearchText.of(word.text()).text();
    int characters = text.codePointCount(0, text.length());
    if (characters < MIN_NEAR_CHARACTERS) {
      throw wrong("a word with ~ has at least %d characters".formatted(MIN_NEAR_CHARACTERS));
    }
    if (word.indexOf('*') >= 0 || word.indexOf('~') >= 0) {
      throw wrong("a word has one * or one ~, not both");
    }
    if (!(place instanceof Place.Id)
        && !SearchText.of(word.text()).wordTexts().equals(List.of(text))) {
      throw wrong("'%s' is more than one word, and ~ is for one".formatted(word.text()));
    }
    int most = edits > 0 ? edits : characters <= SHORT_WORD_CHARACTERS ? 1 : 2;
    return new Criterion.Near(place, text, most);
  }

  private Criterion whole(TextField field) throws QuerySyntaxException {
    if (token.indexOf('*') >= 0 || token.indexOf('~') >= 0) {
      throw wrong("'%s' is compared as a whole, without * and ~".formatted(name));
    }
    return Criterion.is(field, token.text());
  }

  private Criterion flag(FlagField field) throws QuerySyntaxException {
    return switch (token.text()) {
      case "true" -> new Criterion.Holds(new Filter.FlagIs(field, true));
      case "false" -> new Criterion.Holds(new Filter.FlagIs(field, false));
      default -> throw wrong("'%s' is true or false".formatted(name));
    };
  }

  private Criterion number(NumberField field) throws QuerySyntaxException {
    String text = token.text();
    int range = text.indexOf(RANGE);
    if (range >= 0) {
      return within(
          field, bound(text.substring(0, range)), bound(text.substring(range + RANGE.length())));
    }
    Matcher compared = compared(text);
    long value = whole(group(compared, "value"));
    return switch (String.valueOf(compared.group("operator"))) {
      case ">" -> value == Long.MAX_VALUE ? nothing() : within(field, value + 1, null);
      case ">=" -> within(field, value, null);
      case "<" -> within(field, null, value - 1);
      case "<=" -> within(field, null, value);
      default -> within(field, value, value);
    };
  }

  private @Nullable Long bound(String text) throws QuerySyntaxException {
    return text.equals("*") ? null : whole(text);
  }

  private long whole(String text) throws QuerySyntaxException {
    Matcher number = WHOLE_NUMBER.matcher(text);
    if (number.matches()) {
      int shift =
          switch (group(number, 2)) {
            case "" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> 40;
          };
      BigInteger value = new BigInteger(group(number, 1)).shiftLeft(shift);
      if (value.bitLength() < Long.SIZE) {
        return value.longValueExact();
      }
    }
    throw wrong(
        "'%s' takes a whole number, perhaps with k, m, g or t, after <, <=, > or >= or in a range"
            .formatted(name));
  }

  private static Criterion within(NumberField field, @Nullable Long min, @Nullable Long max) {
    return new Criterion.Holds(new Filter.NumberIn(field, min, max));
  }

  private Criterion time(TimeField field) throws QuerySyntaxException {
    Matcher compared = compared(token.text());
    Comparison comparison =
        switch (String.valueOf(compared.group("operator"))) {
          case ">" -> Comparison.GREATER;
          case ">=" -> Comparison.GREATER_OR_EQUAL;
          case "<" -> Comparison.LESS;
          case "<=" -> Comparison.LESS_OR_EQUAL;
          default -> Comparison.EQUAL;
        };
    Instant time = IsoTime.parse(group(compared, "value"));
    if (time == null) {
      throw wrong("'%s' takes an ISO 8601 time, perhaps after <, <=, > or >=".formatted(name));
    }
    return new Criterion.Holds(new Filter.Time(field, comparison, time));
  }

  private Matcher compared(String text) throws QuerySyntaxException {
    Matcher compared = COMPARED.matcher(text);
    if (!compared.matches()) {
      throw wrong("'%s' takes one line".formatted(name));
    }
    return compared;
  }

  private static String group(Matcher matcher, String group) {
    return String.valueOf(matcher.group(group));
  }

  private static String group(Matcher matcher, int group) {
    return String.valueOf(matcher.group(group));
  }

  private static Criterion nothing() {
    return new Criterion.Any(List.of());
  }

  private QuerySyntaxException wrong(String message) {
    return new QuerySyntaxException(token.at(), message);
  }
}
