package dev.vitrine.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// How members, tombstones, tasks and leases are written down, and times.
final class SmallCodecsTest {
  private static final Instant THEN = Instant.parse("2026-01-05T10:00:00Z");
  private static final Key KEY = new Key("some/key");

  @Test
  void writesAMember() {
    holds(
        MemberCodec.INSTANCE,
        new Member("i", "p/ä", MemberStatus.PENDING, THEN, THEN.plusNanos(1_000)),
        """
        {"v":1,"image":"i","project":"p/ä","status":"pending",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000001Z"}\
        """);
  }

  @Test
  void writesATombstone() {
    holds(
        TombstoneCodec.INSTANCE,
        new Tombstone("i", THEN),
        "{\"v\":1,\"image\":\"i\",\"deleted_at\":\"2026-01-05T10:00:00.000000Z\"}");
  }

  @Test
  void writesALease() {
    holds(
        LeaseCodec.INSTANCE,
        new Lease("upload/i", "run-7", "an upload", THEN),
        """
        {"v":1,"name":"upload/i","holder":"run-7","purpose":"an upload",\
        "taken_at":"2026-01-05T10:00:00.000000Z"}\
        """);
  }

  @Test
  void writesATask() {
    Task pending =
        new Task(
            "t",
            "import",
            TaskStatus.PENDING,
            "{\"a\":1}",
            null,
            "p",
            "",
            THEN,
            THEN,
            null,
            "i",
            "req-1",
            null);
    holds(
        TaskCodec.INSTANCE,
        pending,
        """
        {"v":1,"id":"t","type":"import","status":"pending","input":"{\\"a\\":1}","owner":"p",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z",\
        "image":"i","request":"req-1"}\
        """);
    holds(
        TaskCodec.INSTANCE,
        pending.failed("why", THEN.plusSeconds(1), THEN.plusSeconds(2)),
        """
        {"v":1,"id":"t","type":"import","status":"failure","input":"{\\"a\\":1}","owner":"p",\
        "message":"why","created_at":"2026-01-05T10:00:00.000000Z",\
        "updated_at":"2026-01-05T10:00:01.000000Z","expires_at":"2026-01-05T10:00:02.000000Z",\
        "image":"i","request":"req-1"}\
        """);
  }

  @Test
  void cutsTimesToTheMicrosecond() {
    var member = new Member("i", "p", MemberStatus.ACCEPTED, THEN.plusNanos(1_999), THEN);

    assertThat(member.createdAt()).isEqualTo(THEN.plusNanos(1_000));
    assertThat(new ImageBuilder("i", THEN.plusNanos(999)).build().createdAt()).isEqualTo(THEN);
  }

  @Test
  void refusesTimesThatTheShapeCannotHold() {
    assertThatIllegalArgumentException().isThrownBy(() -> RecordTime.write(Instant.MAX));
    assertThatIllegalArgumentException().isThrownBy(() -> RecordTime.write(Instant.MIN));
    for (String text :
        new String[] {
          "",
          "2026-01-05T10:00:00Z",
          "2026-01-05 10:00:00.000000Z",
          "2026-01-05T10:00:00.00000aZ",
          "2026-13-05T10:00:00.000000Z",
          "2026-01-05T24:00:00.000000Z",
          "2026-01-05T10:00:00.000000+",
        }) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> RecordTime.read(text));
    }
  }

  private static <T> void holds(RecordCodec<T> codec, T record, String json) {
    assertThat(new String(codec.encode(record), UTF_8)).isEqualTo(json);
    assertThat(codec.decode(KEY, json.getBytes(UTF_8))).isEqualTo(record);
    unreadable(codec, json.replace("\"v\":1", "\"v\":2"), "later version");
    unreadable(codec, json.replace("\"v\":1", "\"v\":1,\"more\":1"), "unknown field 'more'");
    unreadable(codec, "{\"v\":1}", "is missing");
  }

  private static void unreadable(RecordCodec<?> codec, String json, String reason) {
    assertThatExceptionOfType(RegistryException.Unreadable.class)
        .isThrownBy(() -> codec.decode(KEY, json.getBytes(UTF_8)))
        .withMessageContaining(reason);
  }
}
