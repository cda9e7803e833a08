package dev.vitrine.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ImageCodecTest {
  private static final String ID = "1bea47ed-f6a9-463b-b423-14b9cca9ad27";
  private static final Instant THEN = Instant.parse("2026-01-05T10:00:00.000042Z");
  private static final Key KEY = Keys.image(ID);

  @Test
  void writesCompactReadableJsonThatBeginsWithItsVersion() {
    Image image =
        new ImageBuilder(ID, THEN)
            .name("cirros")
            .owner("5ef7")
            .diskFormat("qcow2")
            .containerFormat("bare")
            .minRamMib(64)
            .sizeBytes(21L)
            .tags(List.of("t"))
            .property("os", "linux")
            .property("empty", null)
            .locations(List.of(new Location.Blob("file", "ab".repeat(32))))
            .build();

    assertThat(json(image))
        .isEqualTo(
            """
            {"v":6,"id":"%s","name":"cirros","status":"queued","visibility":"shared",\
            "owner":"5ef7","container_format":"bare","disk_format":"qcow2","min_ram_mib":64,\
            "size_bytes":21,"created_at":"2026-01-05T10:00:00.000042Z",\
            "updated_at":"2026-01-05T10:00:00.000042Z","tags":["t"],\
            "properties":{"os":"linux","empty":null},\
            "locations":[{"kind":"blob","store":"file","recipe":"%s"}]}\
            """
                .formatted(ID, "ab".repeat(32)));
    assertThat(again(image)).isEqualTo(image);
  }

  @Test
  void leavesOutWhatIsNotThere() {
    Image image = new ImageBuilder(ID, THEN).build();

    assertThat(json(image))
        .isEqualTo(
            """
            {"v":6,"id":"%s","status":"queued","visibility":"shared",\
            "created_at":"2026-01-05T10:00:00.000042Z",\
            "updated_at":"2026-01-05T10:00:00.000042Z"}\
            """
                .formatted(ID));
    assertThat(again(image)).isEqualTo(image);
  }

  @Test
  void keepsWhatIsStagedAsLongAsItMayBe() {
    Staged staged = new Staged("chunks", "ab".repeat(32), 7, "c", "sha512", "d");
    Image image = new ImageBuilder(ID, THEN).status(ImageStatus.UPLOADING).staged(staged).build();

    assertThat(json(image))
        .contains(
            "\"staged\":{\"store\":\"chunks\",\"recipe\":\"%s\",\"length_bytes\":7,\"checksum\":\"c\",\"hash_algorithm\":\"sha512\",\"hash_value\":\"d\"}"
                .formatted("ab".repeat(32)));
    assertThat(again(image)).isEqualTo(image);
    assertThat(image.change().status(ImageStatus.IMPORTING).build().staged()).isEqualTo(staged);
    assertThat(image.change().status(ImageStatus.QUEUED).build().staged()).isNull();
  }

  @Test
  void keepsWhatIsStagedWithoutAChecksum() {
    Staged staged = new Staged("chunks", "ab".repeat(32), 7, null, "sha512", "d");
    Image image = new ImageBuilder(ID, THEN).status(ImageStatus.UPLOADING).staged(staged).build();

    assertThat(again(image)).isEqualTo(image);
  }

  @Test
  void keepsEmptyTextsApartFromNone() {
    Image image =
        new ImageBuilder(ID, THEN)
            .name("")
            .owner("")
            .checksum("")
            .failure("")
            .tags(List.of(""))
            .property("", "")
            .property("none", null)
            .build();

    assertThat(again(image)).isEqualTo(image);
  }

  @Test
  void keepsEveryCharacter() {
    var all = new StringBuilder();
    for (int c = 0; c < 0x3000; c++) {
      all.appendCodePoint(c);
    }
    all.append("\uD7FF\uE000\uFFFD\uFFFE\uFFFF𝄞😀\uDBFF\uDFFF");
    Image image =
        new ImageBuilder(ID, THEN)
            .name(all.toString())
            .tags(List.of("😀", "\0", "\"\\/\b\f\n\r\t\u007f\u2028"))
            .property(all.toString(), all.toString())
            .build();

    assertThat(again(image)).isEqualTo(image);
    assertThat(json(new ImageBuilder(ID, THEN).name("日𝄞").build())).contains("\"日𝄞\"");
  }

  @Test
  void refusesTextThatIsNoUnicode() {
    for (String broken : List.of("\uD834", "\uDD1E", "a\uD834b", "\uDD1E\uD834")) {
      assertThatIllegalArgumentException()
          .as("as a value")
          .isThrownBy(() -> json(new ImageBuilder(ID, THEN).name(broken).build()));
      assertThatIllegalArgumentException()
          .as("as a name")
          .isThrownBy(() -> json(new ImageBuilder(ID, THEN).property(broken, "").build()));
    }
  }

  @Test
  void keepsTheOrderOfTagsAndProperties() {
    Image image =
        new ImageBuilder(ID, THEN)
            .tags(List.of("z", "a", "m"))
            .property("z", "1")
            .property("a", "2")
            .property("m", "3")
            .build();

    assertThat(again(image).tags()).containsExactly("z", "a", "m");
    assertThat(again(image).properties().keySet()).containsExactly("z", "a", "m");
  }

  @Test
  void keepsLongTexts() {
    String megabyte = "é".repeat(1 << 20);
    Image image = new ImageBuilder(ID, THEN).property("long", megabyte).build();

    assertThat(again(image)).isEqualTo(image);
  }

  @Test
  void keepsLongNames() {
    Image image = new ImageBuilder(ID, THEN).property("é".repeat(1 << 20), "v").build();

    assertThat(again(image)).isEqualTo(image);
  }

  @Test
  void readsBackRandomImages() {
    var random = new Random(Seeds.next("ImageCodecTest.readsBackRandomImages"));
    for (int i = 0; i < 500; i++) {
      Image image = randomImage(random);
      assertThat(again(image)).isEqualTo(image);
    }
  }

  @Test
  void readsTheVersionBeforeReservations() {
    String first =
        "{\"v\":1,\"id\":\"x\",\"status\":\"saving\",\"visibility\":\"shared\","
            + "\"created_at\":\"2026-01-05T10:00:00.000042Z\",\"updated_at\":\"2026-01-05T10:00:00.000042Z\"}";

    Image image = ImageCodec.INSTANCE.decode(Keys.image("x"), first.getBytes(UTF_8));

    assertThat(image.reservedBytes()).isZero();
    assertThat(again(image.change().reservedBytes(7).build()).reservedBytes()).isEqualTo(7);
  }

  @Test
  void refusesALaterVersionInWordsThatSaySo() {
    unreadable("{\"v\":7,\"id\":\"x\"}", "a later version of the program wrote it");
  }

  @Test
  void refusesAFieldThatItDoesNotKnow() {
    String known = json(new ImageBuilder(ID, THEN).build());
    unreadable(known.replace("}", ",\"colour\":\"red\"}"), "unknown field 'colour'");
  }

  @Test
  void refusesWhatIsDamaged() {
    String good = json(new ImageBuilder(ID, THEN).tags(List.of("t")).property("a", "b").build());
    unreadable("", "version");
    unreadable("[]", "version");
    unreadable("{}", "version");
    unreadable("{\"v\":\"1\"}", "version");
    unreadable("{\"v\":0}", "version");
    unreadable("{\"id\":\"x\",\"v\":1}", "version");
    unreadable("{\"v\":1}", "'id' is missing");
    unreadable(good + "{}", "follows");
    unreadable(good.replace("queued", "lost"), "no image status");
    unreadable(good.replace("shared", "lost"), "no visibility");
    unreadable(good.replace("2026-01-05", "2026-02-30"), "no time");
    unreadable(good.replace("10:00:00.000042", "10:00:00"), "no time");
    unreadable(good.replace("\"t\"", "7"), "not a text");
    unreadable(good.replace("\"b\"", "7"), "not a text");
    unreadable(good.replace("\"" + ID + "\"", "7"), "not a text");
    unreadable(good.replace("}}", "},\"min_disk_gib\":99999999999}"), "");
    unreadable(good.replace("}}", "},\"size_bytes\":1.5}"), "size_bytes");
    unreadable(good.replace("}}", "},\"protected\":\"yes\"}"), "");
    unreadable(good.replace("}}", "},\"locations\":[{\"kind\":\"moon\"}]}"), "unknown kind");
    for (int end = 0; end < good.length(); end++) {
      unreadable(good.substring(0, end), "");
    }
  }

  private static Image randomImage(Random random) {
    Supplier<@Nullable String> maybe = () -> random.nextInt(3) == 0 ? null : text(random);
    var image =
        new ImageBuilder(text(random), time(random))
            .name(maybe.get())
            .status(pick(random, ImageStatus.values()))
            .visibility(pick(random, Visibility.values()))
            .isProtected(random.nextBoolean())
            .hidden(random.nextBoolean())
            .owner(maybe.get())
            .containerFormat(maybe.get())
            .diskFormat(maybe.get())
            .minDiskGib(random.nextInt(3) == 0 ? 0 : random.nextInt())
            .minRamMib(random.nextInt(3) == 0 ? 0 : random.nextInt())
            .sizeBytes(random.nextBoolean() ? null : Long.valueOf(random.nextLong()))
            .virtualSizeBytes(random.nextBoolean() ? null : Long.valueOf(random.nextLong()))
            .checksum(maybe.get())
            .hash(maybe.get(), maybe.get())
            .updatedAt(time(random))
            .failure(maybe.get());
    var tags = new ArrayList<String>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add(text(random));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      image.property(text(random), maybe.get());
    }
    var locations = new ArrayList<Location>();
    for (int i = random.nextInt(3); i > 0; i--) {
      locations.add(randomLocation(random));
    }
    return image.tags(tags).locations(locations).build();
  }

  private static Location randomLocation(Random random) {
    if (random.nextBoolean()) {
      return new Location.Blob(text(random), text(random));
    }
    var metadata = new LinkedHashMap<String, String>();
    for (int i = random.nextInt(3); i > 0; i--) {
      metadata.put(text(random), text(random));
    }
    return new Location.External(
        random.nextBoolean() ? null : text(random),
        text(random),
        pick(random, Location.Status.values()),
        metadata);
  }

  private static String text(Random random) {
    int[] points =
        random
            .ints(random.nextInt(20), 0, 0x110000)
            .map(point -> random.nextBoolean() ? point % 128 : point)
            .filter(point -> point < 0xD800 || point > 0xDFFF)
            .toArray();
    return new String(points, 0, points.length);
  }

  private static Instant time(Random random) {
    // Years 0 to 9999, to the nanosecond, of which the record type keeps microseconds.
    return Instant.ofEpochSecond(
        random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000));
  }

  private static <T> T pick(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static String json(Image image) {
    return new String(ImageCodec.INSTANCE.encode(image), UTF_8);
  }

  private static Image again(Image image) {
    return ImageCodec.INSTANCE.decode(KEY, ImageCodec.INSTANCE.encode(image));
  }

  private static void unreadable(String json, String reason) {
    assertThatExceptionOfType(RegistryException.Unreadable.class)
        .as(json)
        .isThrownBy(() -> ImageCodec.INSTANCE.decode(KEY, json.getBytes(UTF_8)))
        .withMessageContaining(KEY.text())
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.key()).isEqualTo(KEY));
  }
}
