package dev.vitrine.catalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitrine.catalog.query.SearchText.Span;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTextTest {

  @Test
  void wordsAreRunsOfLettersDigitsAndTheirMarks() {
    assertThat(words("Ubuntu-24.04_server (LTS)"))
        .containsExactly("ubuntu", "24", "04", "server", "lts");
    assertThat(words("x86_64")).containsExactly("x86", "64");
    assertThat(words("Café Cafe\u0301 ÅÄÖ")).containsExactly("café", "cafe\u0301", "åäö");
    assertThat(words("日本語 \uD83D\uDCBF १२")).containsExactly("日本語", "१२");
    assertThat(words("")).isEmpty();
    assertThat(words("-- \uD83D\uDCBF")).isEmpty();
  }

  @Test
  void placesAreThoseOfTheValue() {
    String value = "\uD83D\uDCBF ẞTRASSE";
    SearchText text = SearchText.of(value);
    assertThat(text.words()).containsExactly(new Span(2, 9));
    assertThat(text.length()).isEqualTo(value.codePointCount(0, value.length()));
  }

  @Test
  void caseGoesAwayAndStaysAway() {
    assertThat(SearchText.of("ΣΑΣ").text()).isEqualTo(SearchText.of("σας").text());
    String folded = SearchText.of("DŽ İ ſ K").text();
    assertThat(SearchText.of(folded).text()).isEqualTo(folded);
  }

  @Test
  void onlyTheBeginningOfALongValueIsSearched() {
    SearchText text = SearchText.of("a".repeat(300));
    assertThat(text.length()).isEqualTo(SearchText.MAX_CODE_POINTS);
    assertThat(text.whole()).isFalse();
    assertThat(SearchText.of("a".repeat(256)).whole()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Criterion.Phrase(new Criterion.Place.Name(), "a".repeat(257)));
  }

  @Test
  void marksStandWhereWordsBeginAndEnd() {
    assertThat(SearchText.of("-Ab.1").marked()).isEqualTo("-\2ab\3.\0021\3");
    assertThat(SearchText.of("").marked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "debian, debian, 0",
    "debian, debain, 1",
    "debian, debia, 1",
    "debian, ddebian, 1",
    "debian, dabian, 1",
    "debian, edbain, 2",
    "ca, abc, 3",
    "'', abc, 3"
  })
  void distanceCountsEditsAndSwaps(String one, String other, int edits) {
    assertThat(TextMatch.distance(one, other)).isEqualTo(edits);
    assertThat(TextMatch.distance(other, one)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deb*     | old debian | 4,7",
        "*bia*    | old debian | 6,9",
        "o*n      | old debian | 0,10",
        "*n       | on debian  | 1,2 8,9",
        "eb*      | old debian | ",
        "*        | ab         | 0,2",
      })
  void aPatternFitsTheShortestStretchFromEachPlace(String pattern, String text, String spans) {
    TextPattern fitted = new TextPattern(Arrays.asList(pattern.split("\\*", -1)));
    List<String> found =
        TextMatch.like(SearchText.of(text), fitted).stream()
            .map(span -> span.start() + "," + span.end())
            .toList();
    assertThat(String.join(" ", found)).isEqualTo(spans == null ? "" : spans);
  }

  private static List<String> words(String value) {
    return SearchText.of(value).wordTexts();
  }
}
