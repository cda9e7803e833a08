package dev.vitrine.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  private Instant now = Instant.parse("2026-01-05T10:00:00.123456789Z");
  private final Timestamps timestamps = new Timestamps(() -> now);

  @Test
  void cutsToMicroseconds() {
    assertThat(timestamps.next()).isEqualTo("2026-01-05T10:00:00.123456Z");
  }

  @Test
  void givesEachCallALaterTime() {
    assertThat(timestamps.next()).isEqualTo("2026-01-05T10:00:00.123456Z");
    assertThat(timestamps.next()).isEqualTo("2026-01-05T10:00:00.123457Z");
    now = now.plusSeconds(1);
    assertThat(timestamps.next()).isEqualTo("2026-01-05T10:00:01.123456Z");
  }

  @Test
  void goesOnWhenTheClockIsSetBack() {
    Instant first = timestamps.next();
    now = now.minusSeconds(3600);
    assertThat(timestamps.next()).isEqualTo(first.plusNanos(1_000));
  }

  @Test
  void knowsTimesBeforeTheEpoch() {
    now = Instant.parse("1969-12-31T23:59:59.5Z");
    assertThat(timestamps.next()).isEqualTo(now);
  }
}
