package dev.vitrine.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Points in time as clients write them: ISO 8601 in its extended and basic forms, as precise as
/// the client likes. UTC unless an offset says otherwise.
public final class IsoTime {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<year>[0-9]{4})(?:-?(?<month>[0-9]{2})(?:-?(?<day>[0-9]{2})"
              + "(?:[T ](?<hour>[0-9]{2})(?::?(?<minute>[0-9]{2})(?::?(?<second>[0-9]{2})"
              + "(?:[.,](?<fraction>[0-9]{1,9})[0-9]{0,20})?)?)?"
              + "(?:Z|(?<sign>[+-])(?<hours>[0-9]{2})(?::?(?<minutes>[0-9]{2}))?)?)?)?)?");

  private IsoTime() {}

  /// The time that the whole text names, or null when it names none.
  public static @Nullable Instant parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    try {
      return LocalDateTime.of(
              number(matcher, "year", 1),
              number(matcher, "month", 1),
              number(matcher, "day", 1),
              number(matcher, "hour", 0),
              number(matcher, "minute", 0),
              number(matcher, "second", 0),
              nanos(matcher))
          .toInstant(offset(matcher));
    } catch (DateTimeException e) { // the form is right, the date does not exist
      return null;
    }
  }

  private static int number(Matcher matcher, String group, int otherwise) {
    String digits = matcher.group(group);
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static int nanos(Matcher matcher) {
    String fraction = matcher.group("fraction");
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static ZoneOffset offset(Matcher matcher) {
    String sign = matcher.group("sign");
    if (sign == null) {
      return ZoneOffset.UTC;
    }
    int direction = sign.equals("-") ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(
        direction * number(matcher, "hours", 0), direction * number(matcher, "minutes", 0));
  }
}
