package dev.vitrine.cli.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How an option's text becomes a value.
///
/// @param description what may be written, in words that follow "wants"
/// @param parser throws [IllegalArgumentException] on anything else
public record OptionType<T>(String description, Function<String, T> parser) {
  private static final Pattern BYTES =
      Pattern.compile("(\\d+)\\s*(?:([KMGT])i?B?|B)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)?");

  public static OptionType<String> text() {
    return new OptionType<>("text", Function.identity());
  }

  /// The same, or nothing when the text is empty.
  public OptionType<Optional<T>> orNothing() {
    return new OptionType<>(
        description, text -> text.isEmpty() ? Optional.empty() : Optional.of(parser.apply(text)));
  }

  public static OptionType<Path> path() {
    return new OptionType<>(
        "a path",
        text -> {
          try {
            return Path.of(text);
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
          }
        });
  }

  public static OptionType<String> httpUrl() {
    return new OptionType<>(
        "an http or https URL",
        text -> {
          URI url = URI.create(text);
          boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
          if (!isHttp || url.getHost() == null) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  public static OptionType<HostAndPort> hostAndPort() {
    return new OptionType<>("HOST:PORT", HostAndPort::parse);
  }

  /// The words that oslo.config takes for true and false.
  public static OptionType<Boolean> bool() {
    return new OptionType<>(
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on", "1" -> true;
              case "false", "no", "off", "0" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  public static OptionType<Integer> integer(int min, int max) {
    String description =
        max == Integer.MAX_VALUE
            ? "a whole number, " + min + " or more"
            : "a whole number from " + min + " to " + max;
    return new OptionType<>(
        description, text -> Math.toIntExact(within(min, max, Long.parseLong(text))));
  }

  /// A count of bytes: digits, then if wanted K, M, G or T (powers of 1024).
  public static OptionType<Long> bytes(long min, long max) {
    return new OptionType<>(
        "bytes, at least " + min + " (K, M, G, T are powers of 1024)",
        text -> {
          Matcher matcher = matched(BYTES, text);
          String unit = matcher.group(2);
          int power = unit == null ? 0 : "KMGT".indexOf(unit.toUpperCase(Locale.ROOT)) + 1;
          long factor = 1L << (10 * power);
          return within(min, max, overflowChecked(Long.parseLong(matcher.group(1)), factor));
        });
  }

  /// A time: digits, then if wanted ms, s, m, h or d; seconds without.
  public static OptionType<Duration> duration(Duration min, Duration max) {
    return new OptionType<>(
        "a time from "
            + min.toSeconds()
            + " s to "
            + max.toSeconds()
            + " s (ms, s, m, h, d; seconds without)",
        text -> {
          Matcher matcher = matched(DURATION, text);
          String unit = matcher.group(2);
          long unitMillis =
              switch (unit == null ? "s" : unit) {
                case "ms" -> 1;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                case "d" -> 86_400_000;
                default -> 1_000;
              };
          long millis = overflowChecked(Long.parseLong(matcher.group(1)), unitMillis);
          return Duration.ofMillis(within(min.toMillis(), max.toMillis(), millis));
        });
  }

  public static OptionType<String> oneOf(String... choices) {
    return new OptionType<>(
        "one of " + String.join(", ", choices),
        text -> {
          if (!Arrays.asList(choices).contains(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  /// One of an enum's constants, written in lower case.
  public static <E extends Enum<E>> OptionType<E> oneOf(Class<E> constants) {
    List<String> names =
        Arrays.stream(constants.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList();
    return new OptionType<>(
        "one of " + String.join(", ", names),
        text -> {
          int index = names.indexOf(text.toLowerCase(Locale.ROOT));
          if (index < 0) {
            throw new IllegalArgumentException(text);
          }
          return constants.getEnumConstants()[index];
        });
  }

  /// Items between commas; brackets around them and quotation marks around each are taken off,
  /// empty items are dropped.
  public static OptionType<List<String>> list() {
    return new OptionType<>(
        "a comma-separated list",
        text -> {
          boolean bracketed = text.startsWith("[") && text.endsWith("]");
          String items = bracketed ? text.substring(1, text.length() - 1) : text;
          return Arrays.stream(items.split(",", -1))
              .map(item -> unquoted(item.strip()))
              .filter(item -> !item.isEmpty())
              .distinct()
              .toList();
        });
  }

  /// The same, each item of which is something.
  ///
  /// @param item throws [IllegalArgumentException] on anything else
  static <T> OptionType<List<T>> list(String description, Function<String, T> item) {
    OptionType<List<String>> texts = list();
    return new OptionType<>(
        description, text -> texts.parser().apply(text).stream().map(item).toList());
  }

  private static String unquoted(String item) {
    boolean quoted =
        item.length() > 1
            && (item.startsWith("'") || item.startsWith("\""))
            && item.charAt(0) == item.charAt(item.length() - 1);
    return quoted ? item.substring(1, item.length() - 1) : item;
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return matcher;
  }

  private static long overflowChecked(long count, long unit) {
    try {
      return Math.multiplyExact(count, unit);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static long within(long min, long max, long value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " is not within " + min + " and " + max);
    }
    return value;
  }
}
