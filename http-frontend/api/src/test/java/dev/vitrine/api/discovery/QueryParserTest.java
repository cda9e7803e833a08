package dev.vitrine.api.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Criterion.All;
import dev.vitrine.catalog.query.Criterion.Any;
import dev.vitrine.catalog.query.Criterion.Holds;
import dev.vitrine.catalog.query.Criterion.Like;
import dev.vitrine.catalog.query.Criterion.Near;
import dev.vitrine.catalog.query.Criterion.Not;
import dev.vitrine.catalog.query.Criterion.Phrase;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.TextPattern;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {
  private static final Place ANYWHERE = new Place.Anywhere();

  @Test
  void wordsThatStandTogetherMustAllBeThere() throws Exception {
    Criterion both = new All(List.of(words("ubuntu"), words("server")));
    assertThat(parse("ubuntu")).isEqualTo(words("ubuntu"));
    assertThat(parse("  ubuntu \t server ")).isEqualTo(both);
    assertThat(parse("ubuntu AND server")).isEqualTo(both);
    assertThat(parse("ubuntu-24.04")).isEqualTo(words("ubuntu-24.04"));
    assertThat(parse("and or not")).isEqualTo(all(words("and"), words("or"), words("not")));
    assertThat(parse("ORANGE")).isEqualTo(words("ORANGE"));
  }

  @Test
  void aBlankQueryLooksForEverything() throws Exception {
    assertThat(parse("")).isEqualTo(Criterion.anything());
    assertThat(parse("  ")).isEqualTo(Criterion.anything());
    assertThat(parse("*")).isEqualTo(Criterion.anything());
    assertThat(parse("**")).isEqualTo(Criterion.anything());
  }

  @Test
  void orBindsLessThanStandingTogether() throws Exception {
    assertThat(parse("a b OR c")).isEqualTo(any(all(words("a"), words("b")), words("c")));
    assertThat(parse("a (b OR c)")).isEqualTo(all(words("a"), any(words("b"), words("c"))));
    assertThat(parse("((a))")).isEqualTo(words("a"));
  }

  @Test
  void aMinusExcludes() throws Exception {
    assertThat(parse("a -b")).isEqualTo(all(words("a"), new Not(words("b"))));
    assertThat(parse("a NOT b")).isEqualTo(all(words("a"), new Not(words("b"))));
    assertThat(parse("-(a OR b)")).isEqualTo(new Not(any(words("a"), words("b"))));
    assertThat(parse("--a")).isEqualTo(new Not(new Not(words("a"))));
    assertThat(parse("a-b")).isEqualTo(words("a-b"));
    assertThat(parse("-name:a")).isEqualTo(new Not(new Phrase(new Place.Name(), "a")));
  }

  @Test
  void quotesMakeOneTextOfAll() throws Exception {
    assertThat(parse("\"debian 12\"")).isEqualTo(words("debian 12"));
    assertThat(parse("\"a* OR (b~\"")).isEqualTo(words("a* OR (b~"));
    assertThat(parse("\"a\\\"b\\\\c\"")).isEqualTo(words("a\"b\\c"));
    assertThat(parse("\"OR\"")).isEqualTo(words("OR"));
  }

  @Test
  void starsStandForAnything() throws Exception {
    assertThat(parse("deb*")).isEqualTo(like(ANYWHERE, "deb*"));
    assertThat(parse("*untu*")).isEqualTo(like(ANYWHERE, "*untu*"));
    assertThat(parse("a**b")).isEqualTo(like(ANYWHERE, "a*b"));
    assertThat(parse("name:*")).isEqualTo(like(new Place.Name(), "*"));
    assertThat(parse("a\\*")).isEqualTo(words("a*"));
    assertThat(parse("a\\**")).isEqualTo(new Like(ANYWHERE, new TextPattern(List.of("a*", ""))));
  }

  @Test
  void aTildeIsForWordsThatAreNear() throws Exception {
    assertThat(parse("Debian~")).isEqualTo(new Near(ANYWHERE, "debian", 2));
    assertThat(parse("~suse")).isEqualTo(new Near(ANYWHERE, "suse", 1));
    assertThat(parse("debian~1")).isEqualTo(new Near(ANYWHERE, "debian", 1));
    assertThat(parse("arch~2")).isEqualTo(new Near(ANYWHERE, "arch", 2));
    assertThat(parse("tag:gold~")).isEqualTo(new Near(new Place.Tag(), "gold", 1));
    assertThat(parse("a\\~")).isEqualTo(words("a~"));
  }

  @Test
  void aFieldIsAnAttributeOrAProperty() throws Exception {
    assertThat(parse("name:a")).isEqualTo(new Phrase(new Place.Name(), "a"));
    assertThat(parse("tag:a")).isEqualTo(new Phrase(new Place.Tag(), "a"));
    assertThat(parse("id:a-b")).isEqualTo(new Phrase(new Place.Id(), "a-b"));
    assertThat(parse("os_distro:\"a b\"")).isEqualTo(new Phrase(property("os_distro"), "a b"));
    assertThat(parse("\"my prop\":a")).isEqualTo(new Phrase(property("my prop"), "a"));
    assertThat(parse("hw\\:cpu:a:b")).isEqualTo(new Phrase(property("hw:cpu"), "a:b"));
    assertThat(parse(":a")).isEqualTo(words(":a"));
    assertThat(parse("status:active")).isEqualTo(Criterion.is(Filter.TextField.STATUS, "active"));
    assertThat(parse("status:(active OR queued)"))
        .isEqualTo(
            any(
                Criterion.is(Filter.TextField.STATUS, "active"),
                Criterion.is(Filter.TextField.STATUS, "queued")));
    assertThat(parse("name:(a b*)"))
        .isEqualTo(all(new Phrase(new Place.Name(), "a"), like(new Place.Name(), "b*")));
    assertThat(parse("os_hidden:true"))
        .isEqualTo(new Holds(new Filter.FlagIs(Filter.FlagField.HIDDEN, true)));
  }

  @Test
  void numbersAndTimesCompare() throws Exception {
    assertThat(parse("size:5")).isEqualTo(size(5L, 5L));
    assertThat(parse("size:>5")).isEqualTo(size(6L, null));
    assertThat(parse("size:>=1k")).isEqualTo(size(1024L, null));
    assertThat(parse("size:<2G")).isEqualTo(size(null, (2L << 30) - 1));
    assertThat(parse("size:<=3t")).isEqualTo(size(null, 3L << 40));
    assertThat(parse("size:1m..2m")).isEqualTo(size(1L << 20, 2L << 20));
    assertThat(parse("size:*..7")).isEqualTo(size(null, 7L));
    assertThat(parse("size:>" + Long.MAX_VALUE)).isEqualTo(any());
    assertThat(parse("created_at:>=2026-01-05T12:00:00Z"))
        .isEqualTo(
            new Holds(
                new Filter.Time(
                    Filter.TimeField.CREATED_AT,
                    Filter.Comparison.GREATER_OR_EQUAL,
                    Instant.parse("2026-01-05T12:00:00Z"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"abc`                | 1  | quotation",
        "a (b                   | 3  | never closed",
        "a )                    | 3  | never opened",
        "a b) c                 | 4  | never opened",
        "a OR                   | 5  | missing",
        "OR a                   | 1  | missing",
        "a OR OR b              | 6  | missing",
        "()                     | 2  | missing",
        "a -                    | 4  | missing",
        "name:                  | 6  | value is missing",
        "name: a                | 6  | value is missing",
        "a \\                   | 3  | backslash",
        "`\"a\"b`               | 4  | blank",
        "x !!!                  | 3  | no letter",
        "a ab~                  | 3  | at least 3",
        "abcd~3                 | 1  | distance",
        "abc-def~               | 1  | more than one word",
        "abc*~                  | 1  | not both",
        "status:act*            | 8  | as a whole",
        "a protected:yes        | 13 | true or false",
        "size:big               | 6  | whole number",
        "size:99999999999999999t | 6 | whole number",
        "size:1..               | 6  | whole number",
        "created_at:yesterday   | 12 | ISO 8601",
      })
  void saysWhereItMakesNoSense(String query, int at, String why) {
    assertThatExceptionOfType(QuerySyntaxException.class)
        .isThrownBy(() -> parse(query.strip()))
        .withMessageContaining("at character " + at + ":")
        .withMessageContaining(why);
  }

  @Test
  void everythingIsBounded() {
    refuses("a".repeat(QueryParser.MAX_CHARACTERS + 1), "1000 characters");
    refuses("a ".repeat(QueryParser.MAX_CLAUSES + 1), "32 conditions");
    refuses("(".repeat(400) + "a", "nested");
    refuses("-".repeat(400) + "a", "nested");
    refuses("a".repeat(Fields.MAX_TEXT_CHARACTERS + 1), "128 characters");
    refuses("*" + "a".repeat(Fields.MAX_TEXT_CHARACTERS), "128 characters");
  }

  @Test
  void whateverIsTypedIsAQueryOrIsRefused() {
    Random random = new Random(Seeds.next("QueryParserTest.whateverIsTyped"));
    List<String> pieces =
        List.of(
            "a",
            "name",
            "size",
            "status",
            "id",
            ":",
            "\"",
            "(",
            ")",
            "-",
            "*",
            "~",
            "\\",
            " ",
            "OR",
            "AND",
            "NOT",
            "1",
            "..",
            ">",
            "\uD83D",
            "é",
            "\n",
            "created_at",
            "2026-01-01");
    for (int i = 0; i < 50_000; i++) {
      String query =
          Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
              .limit(random.nextInt(14))
              .collect(Collectors.joining());
      try {
        assertThat(parse(query)).as(query).isNotNull();
      } catch (QuerySyntaxException e) {
        assertThat(e.getMessage()).as(query).startsWith("Invalid query at character ");
      } catch (RuntimeException e) {
        throw new AssertionError("'" + query + "'", e);
      }
    }
  }

  private static void refuses(String query, String why) {
    assertThatExceptionOfType(QuerySyntaxException.class)
        .isThrownBy(() -> parse(query))
        .withMessageContaining(why);
  }

  private static Criterion parse(String query) throws QuerySyntaxException {
    return QueryParser.parse(query);
  }

  private static Criterion words(String text) {
    return new Phrase(ANYWHERE, text);
  }

  private static Criterion like(Place place, String pattern) {
    return new Like(place, new TextPattern(Arrays.asList(pattern.split("\\*", -1))));
  }

  private static Place property(String name) {
    return new Place.Property(name);
  }

  private static Criterion all(Criterion... parts) {
    return new All(List.of(parts));
  }

  private static Criterion any(Criterion... parts) {
    return new Any(List.of(parts));
  }

  private static Criterion size(@Nullable Long min, @Nullable Long max) {
    return new Holds(new Filter.NumberIn(Filter.NumberField.SIZE, min, max));
  }
}
