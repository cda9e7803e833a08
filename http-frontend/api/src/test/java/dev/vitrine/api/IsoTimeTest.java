package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2020-03-01, 2020-03-01T00:00:00Z",
    "20200301, 2020-03-01T00:00:00Z",
    "2020-03, 2020-03-01T00:00:00Z",
    "2020, 2020-01-01T00:00:00Z",
    "2020-03-01T10, 2020-03-01T10:00:00Z",
    "2020-03-01T10:20, 2020-03-01T10:20:00Z",
    "2020-03-01T10:20:30, 2020-03-01T10:20:30Z",
    "2020-03-01 10:20:30, 2020-03-01T10:20:30Z",
    "2020-03-01T10:20:30Z, 2020-03-01T10:20:30Z",
    "20200301T102030Z, 2020-03-01T10:20:30Z",
    "2020-03-01T10:20:30.5Z, 2020-03-01T10:20:30.500Z",
    "'2020-03-01T10:20:30,123456789Z', 2020-03-01T10:20:30.123456789Z",
    "2020-03-01T10:20:30.12345678999Z, 2020-03-01T10:20:30.123456789Z",
    "2020-03-01T10:20:30+02:00, 2020-03-01T08:20:30Z",
    "2020-03-01T10:20:30-0230, 2020-03-01T12:50:30Z",
    "2020-03-01T10:20:30+02, 2020-03-01T08:20:30Z",
    "2020-02-29T23:59:59-01:00, 2020-03-01T00:59:59Z"
  })
  void readsTheUsualForms(String text, Instant expected) {
    assertThat(IsoTime.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "now",
        "20",
        "2020-13-01",
        "2020-02-30",
        "2019-02-29",
        "2020-03-01T24:00:00",
        "2020-03-01T10:60",
        "2020-03-01T10:20:61",
        "2020-03-01T10:20:30+19:00",
        "2020-03-01Z",
        "2020-03-01T10:20:30Z ",
        " 2020-03-01",
        "2020-03-01T10:20:30.Z",
        "gt:2020-03-01",
        "٢٠٢٠-03-01",
        "2020-W10",
        "1583057400"
      })
  void refusesTheRest(String text) {
    assertThat(IsoTime.parse(text)).isNull();
  }

  @Test
  void isNotFooledByLength() {
    assertThat(IsoTime.parse("2020-03-01T10:20:30." + "9".repeat(100_000))).isNull();
  }
}
