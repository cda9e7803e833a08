package dev.vitrine.catalog.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Member;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Filter.Comparison;
import dev.vitrine.catalog.query.Filter.FlagField;
import dev.vitrine.catalog.query.Filter.NumberField;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.Filter.TimeField;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.query.ScannedImages;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every [ImageIndex] does.
public abstract class ImageIndexContract {
  /// Long enough for a machine that is busy with something else.
  protected static final Duration LIMIT = Duration.ofSeconds(30);

  /// Every image that can be seen.
  protected static final Filter ANY = new Filter.And(List.of());

  private static final Filter NONE = new Filter.Or(List.of());
  private static final List<Sort> BY_ID = List.of(new Sort(Sort.Field.ID, true));
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  /// More than the longest term that Lucene takes.
  private static final String LONG = "x".repeat(40_000);

  /// Above all 16-bit characters, below them when 16-bit units are compared.
  private static final String BEYOND_16_BITS = "\uD83D\uDCBF";

  private static final String LAST_OF_16_BITS = "\uFFEE";

  private final MemoryRegistry registry = new MemoryRegistry();
  private final Catalog catalog = new Catalog(registry);
  private @Nullable ImageIndex opened;

  /// Opens an index over the registry, in a place of its own.
  protected abstract ImageIndex open(Registry registry) throws Exception;

  @BeforeEach
  final void open() throws Exception {
    opened = open(registry);
  }

  @AfterEach
  final void close() {
    if (opened != null) {
      opened.close();
    }
    registry.close();
  }

  private ImageIndex index() {
    if (opened == null) {
      throw new AssertionError("not open");
    }
    return opened;
  }

  // --- texts ---

  @ParameterizedTest
  @EnumSource(TextField.class)
  void findsAnImageByEachOfItsTexts(TextField field) throws Exception {
    put(
        image("one")
            .name("one's name")
            .owner("one's owner")
            .status(ImageStatus.ACTIVE)
            .visibility(Visibility.PUBLIC)
            .containerFormat("bare")
            .diskFormat("raw")
            .checksum("c1")
            .hash("sha512", "h1"));
    put(image("two").visibility(Visibility.PRIVATE));
    String text =
        switch (field) {
          case ID -> "one";
          case NAME -> "one's name";
          case STATUS -> "active";
          case VISIBILITY -> "public";
          case OWNER -> "one's owner";
          case CONTAINER_FORMAT -> "bare";
          case DISK_FORMAT -> "raw";
          case CHECKSUM -> "c1";
          case HASH_ALGORITHM -> "sha512";
          case HASH_VALUE -> "h1";
        };

    assertThat(find(is(field, text))).containsExactly("one");
    assertThat(find(new Filter.TextIn(field, Set.of("else", text)))).containsExactly("one");
    assertThat(find(is(field, "else"))).isEmpty();
    assertThat(find(new Filter.TextIn(field, Set.of()))).isEmpty();
    assertThat(find(new Filter.Not(is(field, text)))).containsExactly("two");
  }

  @Test
  void anEmptyTextIsThereAndANullIsNot() throws Exception {
    put(image("empty").name(""));
    put(image("null").name(null));

    assertThat(find(is(TextField.NAME, ""))).containsExactly("empty");
    assertThat(find(new Filter.Not(is(TextField.NAME, "")))).containsExactly("null");
    assertThat(find(is(TextField.NAME, "null"))).isEmpty();
  }

  @Test
  void textsAreEqualToTheLastCharacterAndCase() throws Exception {
    put(image("lower").name("debian"));
    put(image("upper").name("Debian"));
    put(image("blank").name("debian "));
    put(image("composed").name("\u00E9"));
    put(image("decomposed").name("e\u0301"));
    put(image("beyond").name(BEYOND_16_BITS));
    put(image("zero").name("a\u0000b"));

    assertThat(find(is(TextField.NAME, "debian"))).containsExactly("lower");
    assertThat(find(is(TextField.NAME, "Debian"))).containsExactly("upper");
    assertThat(find(is(TextField.NAME, "debian "))).containsExactly("blank");
    assertThat(find(is(TextField.NAME, "\u00E9"))).containsExactly("composed");
    assertThat(find(is(TextField.NAME, BEYOND_16_BITS))).containsExactly("beyond");
    assertThat(find(is(TextField.NAME, "a\u0000b"))).containsExactly("zero");
    assertThat(find(is(TextField.NAME, "deb"))).isEmpty();
    assertThat(find(is(TextField.NAME, "deb*"))).isEmpty();
  }

  @Test
  void tellsLongTextsApartThatBeginAlike() throws Exception {
    put(image("a").name(LONG + "a").tags(List.of(LONG + "a")).property(LONG, LONG + "a"));
    put(image("b").name(LONG + "b").tags(List.of(LONG + "b")).property(LONG, LONG + "b"));

    assertThat(find(is(TextField.NAME, LONG + "a"))).containsExactly("a");
    assertThat(find(new Filter.HasTag(LONG + "b"))).containsExactly("b");
    assertThat(find(new Filter.Property(LONG, LONG + "a"))).containsExactly("a");
    assertThat(find(is(TextField.NAME, LONG))).isEmpty();
    assertThat(find(new Filter.HasTag(LONG))).isEmpty();
    assertThat(find(new Filter.Property(LONG, LONG))).isEmpty();
    assertThat(find(is(TextField.OWNER, LONG))).isEmpty();
    assertThat(find(shared(LONG, "accepted"))).isEmpty();
  }

  // --- tags, properties, flags, numbers ---

  @Test
  void findsAnImageByEachOfItsTags() throws Exception {
    put(image("both").tags(List.of("a", "b", "")));
    put(image("one").tags(List.of("a")));
    put(image("none"));

    assertThat(find(new Filter.HasTag("a"))).containsExactly("both", "one");
    assertThat(find(new Filter.And(List.of(new Filter.HasTag("a"), new Filter.HasTag("b")))))
        .containsExactly("both");
    assertThat(find(new Filter.HasTag(""))).containsExactly("both");
    assertThat(find(new Filter.HasTag("ab"))).isEmpty();
  }

  @Test
  void takesMoreConditionsThanARequestCanHave() throws Exception {
    List<String> tags = IntStream.range(0, 3000).mapToObj(i -> "tag" + i).toList();
    put(image("all").tags(tags));
    put(image("less").tags(tags.subList(1, 3000)));

    List<Filter> filters = tags.stream().<Filter>map(Filter.HasTag::new).toList();
    assertThat(find(new Filter.And(filters))).containsExactly("all");
    assertThat(find(new Filter.Or(filters))).containsExactly("all", "less");
    assertThat(find(new Filter.TextIn(TextField.ID, Set.copyOf(tags)))).isEmpty();
  }

  @Test
  void aPropertyIsItsNameAndItsValue() throws Exception {
    put(image("1").property("a", "b=c"));
    put(image("2").property("a=b", "c"));
    put(image("3").property("", "a"));
    put(image("4").property("a", ""));
    put(image("5").property("1:a", "1:b").property("2:1", ""));
    put(image("6").property("ключ/" + BEYOND_16_BITS + "\u0000", "\u0000=:/ "));
    put(image("7").property("null", null));

    assertThat(find(new Filter.Property("a", "b=c"))).containsExactly("1");
    assertThat(find(new Filter.Property("a=b", "c"))).containsExactly("2");
    assertThat(find(new Filter.Property("", "a"))).containsExactly("3");
    assertThat(find(new Filter.Property("a", ""))).containsExactly("4");
    assertThat(find(new Filter.Property("1:a", "1:b"))).containsExactly("5");
    assertThat(find(new Filter.Property("ключ/" + BEYOND_16_BITS + "\u0000", "\u0000=:/ ")))
        .containsExactly("6");
    assertThat(find(new Filter.Property("1", "a1:b"))).isEmpty();
    assertThat(find(new Filter.Property("", ""))).isEmpty();
    assertThat(find(new Filter.Property("null", ""))).isEmpty();
    assertThat(find(new Filter.Property("null", "null"))).isEmpty();
  }

  @Test
  void aFlagIsTrueOrFalse() throws Exception {
    put(image("plain"));
    put(image("hidden").hidden(true));
    put(image("protected").isProtected(true));

    assertThat(find(new Filter.FlagIs(FlagField.HIDDEN, true))).containsExactly("hidden");
    assertThat(find(new Filter.FlagIs(FlagField.HIDDEN, false)))
        .containsExactly("plain", "protected");
    assertThat(find(new Filter.FlagIs(FlagField.PROTECTED, true))).containsExactly("protected");
    assertThat(find(new Filter.FlagIs(FlagField.PROTECTED, false)))
        .containsExactly("hidden", "plain");
  }

  @Test
  void boundsOfNumbersAreInclusiveAndANullIsInNone() throws Exception {
    put(image("null"));
    put(image("0").sizeBytes(0L).virtualSizeBytes(5L).minDiskGib(1).minRamMib(2));
    put(image("7").sizeBytes(7L).minDiskGib(Integer.MAX_VALUE));
    put(image("max").sizeBytes(Long.MAX_VALUE));

    assertThat(find(size(7L, 7L))).containsExactly("7");
    assertThat(find(size(1L, null))).containsExactly("7", "max");
    assertThat(find(size(null, 6L))).containsExactly("0");
    assertThat(find(size(null, null))).containsExactly("0", "7", "max");
    assertThat(find(size(-5L, 0L))).containsExactly("0");
    assertThat(find(size(Long.MIN_VALUE, -1L))).isEmpty();
    assertThat(find(size(Long.MAX_VALUE, Long.MAX_VALUE))).containsExactly("max");
    assertThat(find(size(7L, 0L))).isEmpty();
    assertThat(find(new Filter.Not(size(null, null)))).containsExactly("null");
    assertThat(find(new Filter.NumberIn(NumberField.VIRTUAL_SIZE, 5L, 5L))).containsExactly("0");
    assertThat(find(new Filter.NumberIn(NumberField.MIN_DISK, 1L, null))).containsExactly("0", "7");
    assertThat(find(new Filter.NumberIn(NumberField.MIN_RAM, null, 0L)))
        .containsExactly("7", "max", "null");
  }

  // --- times ---

  @Test
  void timesOfImagesCountInWholeSeconds() throws Exception {
    put(new ImageBuilder("1", NOON.minusMillis(1)));
    put(new ImageBuilder("2", NOON));
    put(new ImageBuilder("3", NOON.plusMillis(999)));
    put(new ImageBuilder("4", NOON.plusSeconds(1)));

    assertThat(find(created(Comparison.LESS, NOON))).containsExactly("1");
    assertThat(find(created(Comparison.LESS_OR_EQUAL, NOON))).containsExactly("1", "2", "3");
    assertThat(find(created(Comparison.EQUAL, NOON))).containsExactly("2", "3");
    assertThat(find(created(Comparison.NOT_EQUAL, NOON))).containsExactly("1", "4");
    assertThat(find(created(Comparison.GREATER_OR_EQUAL, NOON))).containsExactly("2", "3", "4");
    assertThat(find(created(Comparison.GREATER, NOON))).containsExactly("4");
  }

  @Test
  void theGivenTimeCountsWithItsFraction() throws Exception {
    put(new ImageBuilder("1", NOON.plusMillis(500)));
    put(new ImageBuilder("2", NOON.plusSeconds(1)));
    Instant given = NOON.plusMillis(500);

    assertThat(find(created(Comparison.LESS, given))).containsExactly("1");
    assertThat(find(created(Comparison.LESS_OR_EQUAL, given))).containsExactly("1");
    assertThat(find(created(Comparison.EQUAL, given))).isEmpty();
    assertThat(find(created(Comparison.NOT_EQUAL, given))).containsExactly("1", "2");
    assertThat(find(created(Comparison.GREATER_OR_EQUAL, given))).containsExactly("2");
    assertThat(find(created(Comparison.GREATER, given))).containsExactly("2");
    assertThat(find(created(Comparison.GREATER, NOON.minusNanos(1)))).containsExactly("1", "2");
    assertThat(find(created(Comparison.LESS, NOON.plusNanos(1)))).containsExactly("1");
  }

  @Test
  void comparesWithAnyTimeThereIs() throws Exception {
    put(new ImageBuilder("old", Instant.parse("1969-12-31T23:59:58.5Z")));
    put(image("new"));

    for (Instant first : List.of(Instant.MIN, Instant.parse("-100000-01-01T00:00:00Z"))) {
      assertThat(find(created(Comparison.GREATER, first))).containsExactly("new", "old");
      assertThat(find(created(Comparison.LESS_OR_EQUAL, first))).isEmpty();
    }
    for (Instant last : List.of(Instant.MAX, Instant.parse("+300000-01-01T00:00:00Z"))) {
      assertThat(find(created(Comparison.LESS, last))).containsExactly("new", "old");
      assertThat(find(created(Comparison.GREATER_OR_EQUAL, last))).isEmpty();
      assertThat(find(created(Comparison.NOT_EQUAL, last))).containsExactly("new", "old");
    }
    assertThat(find(created(Comparison.EQUAL, Instant.parse("1969-12-31T23:59:58Z"))))
        .containsExactly("old");
  }

  @Test
  void theTwoTimesOfAnImageAreTwo() throws Exception {
    put(image("one").updatedAt(NOON.plusSeconds(9)));

    assertThat(find(created(Comparison.EQUAL, NOON))).containsExactly("one");
    assertThat(find(new Filter.Time(TimeField.UPDATED_AT, Comparison.EQUAL, NOON))).isEmpty();
    assertThat(find(new Filter.Time(TimeField.UPDATED_AT, Comparison.EQUAL, NOON.plusSeconds(9))))
        .containsExactly("one");
  }

  // --- logic ---

  @Test
  void andOfNothingIsTrueOrOfNothingIsFalse() throws Exception {
    put(image("one"));

    assertThat(find(ANY)).containsExactly("one");
    assertThat(find(NONE)).isEmpty();
    assertThat(find(new Filter.Not(ANY))).isEmpty();
    assertThat(find(new Filter.Not(NONE))).containsExactly("one");
    assertThat(find(new Filter.Not(new Filter.Not(ANY)))).containsExactly("one");
    assertThat(find(new Filter.And(List.of(ANY, NONE)))).isEmpty();
    assertThat(find(new Filter.Or(List.of(NONE, ANY)))).containsExactly("one");
  }

  // --- members ---

  @Test
  void findsWhatIsSharedWithAProjectAndHowItAnswered() throws Exception {
    put(image("pending"), member("pending", "p", MemberStatus.PENDING));
    put(image("accepted"), member("accepted", "p", MemberStatus.ACCEPTED));
    put(image("others"), member("others", "q", MemberStatus.ACCEPTED));
    put(image("nobody's"));

    assertThat(find(shared("p", "pending"))).containsExactly("pending");
    assertThat(find(shared("p", "pending", "accepted", "rejected")))
        .containsExactly("accepted", "pending");
    assertThat(find(shared("q", "accepted"))).containsExactly("others");
    assertThat(find(shared("r", "accepted"))).isEmpty();
    assertThat(find(shared("p"))).isEmpty();
    assertThat(find(shared("p", "other"))).isEmpty();
  }

  @Test
  void followsMembershipsThoughTheImageStaysAsItIs() throws Exception {
    put(image("one"));
    assertThat(find(shared("p", "pending"))).isEmpty();

    commit(catalog.transaction().putMember(member("one", "p", MemberStatus.PENDING)));
    assertThat(find(shared("p", "pending"))).containsExactly("one");

    commit(catalog.transaction().putMember(member("one", "p", MemberStatus.ACCEPTED)));
    assertThat(find(shared("p", "pending"))).isEmpty();
    assertThat(find(shared("p", "accepted"))).containsExactly("one");

    commit(catalog.transaction().deleteMember("one", "p"));
    assertThat(find(shared("p", "accepted"))).isEmpty();
    assertThat(find(ANY)).containsExactly("one");
  }

  @Test
  void membershipsCountOnlyWhileTheImageIsShared() throws Exception {
    put(image("one").visibility(Visibility.SHARED), member("one", "p", MemberStatus.ACCEPTED));
    put(image("one").visibility(Visibility.PRIVATE));
    assertThat(find(shared("p", "accepted"))).isEmpty();

    put(image("one").visibility(Visibility.SHARED));
    assertThat(find(shared("p", "accepted"))).containsExactly("one");
  }

  @Test
  void tellsProjectsWithOddNamesApart() throws Exception {
    put(image("1"), member("1", "p/accepted", MemberStatus.PENDING));
    put(image("2"), member("2", "p", MemberStatus.ACCEPTED));
    put(image("3"), member("3", "проект " + BEYOND_16_BITS, MemberStatus.ACCEPTED));
    // A membership without its image, which no commit should leave.
    commit(catalog.transaction().putMember(member("4", "p", MemberStatus.ACCEPTED)));

    assertThat(find(shared("p/accepted", "pending"))).containsExactly("1");
    assertThat(find(shared("p", "accepted"))).containsExactly("2");
    assertThat(find(shared("проект " + BEYOND_16_BITS, "accepted"))).containsExactly("3");
  }

  // --- what is found at all ---

  @Test
  void findsAnImageUntilItIsDeleted() throws Exception {
    put(image("one").name("a"));
    put(image("one").name("b"));
    assertThat(find(is(TextField.NAME, "a"))).isEmpty();
    assertThat(find(ANY)).containsExactly("one");

    commit(catalog.transaction().deleteImage("one"));
    assertThat(find(ANY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ImageStatus.class)
  void findsAnImageInStatesThatCanBeSeen(ImageStatus status) throws Exception {
    put(image("one").status(ImageStatus.ACTIVE));
    put(image("one").status(status));

    assertThat(find(ANY)).isEqualTo(status.visible() ? List.of("one") : List.of());
    assertThat(find(is(TextField.STATUS, status.text())))
        .isEqualTo(status.visible() ? List.of("one") : List.of());
  }

  @Test
  void findsWhatWasThereBeforeTheIndexWasOpened() throws Exception {
    put(image("one"), member("one", "p", MemberStatus.ACCEPTED));
    put(image("two").status(ImageStatus.PENDING_DELETE));

    try (ImageIndex second = open(registry)) {
      ImageQuery query = new ImageQuery(shared("p", "accepted"), BY_ID, null, 10);
      assertThat(second.search(query, registry.head(), LIMIT)).containsExactly("one");
      query = new ImageQuery(ANY, BY_ID, null, 10);
      assertThat(second.search(query, registry.head(), LIMIT)).containsExactly("one");
    }
  }

  // --- orders ---

  @Test
  void nullsAreLowest() throws Exception {
    put(image("1").name(null).sizeBytes(null));
    put(image("2").name("").sizeBytes(0L));
    put(image("3").name("a").sizeBytes(1L));
    put(image("4").name(null).sizeBytes(null));

    assertThat(sorted(up(Sort.Field.NAME), up(Sort.Field.ID))).containsExactly("1", "4", "2", "3");
    assertThat(sorted(down(Sort.Field.NAME), up(Sort.Field.ID)))
        .containsExactly("3", "2", "1", "4");
    assertThat(sorted(up(Sort.Field.SIZE), down(Sort.Field.ID)))
        .containsExactly("4", "1", "2", "3");
    assertThat(sorted(down(Sort.Field.SIZE), down(Sort.Field.ID)))
        .containsExactly("3", "2", "4", "1");
  }

  @Test
  void textsAreInOrderOfTheirCodePoints() throws Exception {
    put(image("1").name("B"));
    put(image("2").name("a"));
    put(image("3").name("b"));
    put(image("4").name("é"));
    put(image("5").name(LAST_OF_16_BITS));
    put(image("6").name(BEYOND_16_BITS));
    put(image("7").name(BEYOND_16_BITS + "a"));

    assertThat(sorted(up(Sort.Field.NAME), up(Sort.Field.ID)))
        .containsExactly("1", "2", "3", "4", "5", "6", "7");
    assertThat(sorted(down(Sort.Field.NAME), up(Sort.Field.ID)))
        .containsExactly("7", "6", "5", "4", "3", "2", "1");
  }

  @Test
  void theEndsOfVeryLongTextsDoNotCount() throws Exception {
    String begin = BEYOND_16_BITS.repeat(Sort.COMPARED_CODE_POINTS - 1);
    put(image("1").name(begin + "xb"));
    put(image("2").name(begin + "xa"));
    put(image("3").name(begin + "wz" + LONG));
    put(image("4").name(begin + "x"));

    assertThat(sorted(up(Sort.Field.NAME), up(Sort.Field.ID))).containsExactly("3", "1", "2", "4");
    assertThat(sorted(down(Sort.Field.NAME), up(Sort.Field.ID)))
        .containsExactly("1", "2", "4", "3");
  }

  @Test
  void timesAreInOrderOfTheirMicroseconds() throws Exception {
    put(new ImageBuilder("1", NOON.plusNanos(2_000)));
    put(new ImageBuilder("2", NOON.plusNanos(1_000)));
    put(new ImageBuilder("3", NOON));
    put(new ImageBuilder("4", NOON.minusSeconds(10_000_000_000L)));

    assertThat(sorted(up(Sort.Field.CREATED_AT), up(Sort.Field.ID)))
        .containsExactly("4", "3", "2", "1");
    assertThat(sorted(down(Sort.Field.UPDATED_AT), up(Sort.Field.ID)))
        .containsExactly("1", "2", "3", "4");
  }

  @Test
  void everyKeySorts() throws Exception {
    put(
        image("1")
            .status(ImageStatus.SAVING)
            .containerFormat("ovf")
            .diskFormat("raw")
            .sizeBytes(2L)
            .updatedAt(NOON.plusSeconds(2)));
    put(
        image("2")
            .status(ImageStatus.ACTIVE)
            .containerFormat("bare")
            .diskFormat("qcow2")
            .sizeBytes(1L)
            .updatedAt(NOON.plusSeconds(1)));

    for (Sort.Field field :
        List.of(
            Sort.Field.STATUS,
            Sort.Field.CONTAINER_FORMAT,
            Sort.Field.DISK_FORMAT,
            Sort.Field.SIZE,
            Sort.Field.UPDATED_AT)) {
      assertThat(sorted(up(field), up(Sort.Field.ID))).as("%s", field).containsExactly("2", "1");
      assertThat(sorted(down(field), up(Sort.Field.ID))).as("%s", field).containsExactly("1", "2");
    }
    assertThat(sorted(down(Sort.Field.ID))).containsExactly("2", "1");
    assertThat(sorted(up(Sort.Field.ID), up(Sort.Field.SIZE))).containsExactly("1", "2");
  }

  // --- pages ---

  @Test
  void thePageGoesOnAfterAnImageThatChangedOrIsGone() throws Exception {
    for (int i = 1; i <= 4; i++) {
      put(image(String.valueOf(i)).name("n" + i));
    }
    Image second = read("2");
    List<Sort> byName = List.of(up(Sort.Field.NAME), up(Sort.Field.ID));

    assertThat(page(byName, second, 10)).containsExactly("3", "4");
    put(image("2").name("n9"));
    assertThat(page(byName, second, 10)).containsExactly("3", "4", "2");
    commit(catalog.transaction().deleteImage("2"));
    assertThat(page(byName, second, 10)).containsExactly("3", "4");
    assertThat(page(byName, second, 1)).containsExactly("3");
  }

  @Test
  void theImageBeforeThePageNeedNotMatch() throws Exception {
    put(image("1").hidden(true));
    put(image("2"));

    Filter visible = new Filter.FlagIs(FlagField.HIDDEN, false);
    assertThat(index().search(new ImageQuery(visible, BY_ID, read("1"), 10), head(), LIMIT))
        .containsExactly("2");
  }

  @Test
  void aPageOfNothingIsEmpty() throws Exception {
    assertThat(page(BY_ID, null, 0)).isEmpty();
    assertThat(page(BY_ID, null, 1)).isEmpty();
    put(image("1"));
    assertThat(page(BY_ID, null, 0)).isEmpty();
    assertThat(page(BY_ID, null, Integer.MAX_VALUE)).containsExactly("1");
    assertThat(page(BY_ID, read("1"), 10)).isEmpty();
  }

  // --- revisions ---

  @Test
  void showsACommitToWhoeverAsksForItsRevision() throws Exception {
    for (int i = 0; i < 50; i++) {
      put(image("one").name("name " + i));
      assertThat(find(is(TextField.NAME, "name " + i))).containsExactly("one");
      // Nothing that concerns images: the revision is reached all the same.
      commit(catalog.transaction().deleteLease("lease " + i));
      assertThat(find(ANY)).containsExactly("one");
    }
  }

  @Test
  void showsEachWriterItsOwnCommits() throws Exception {
    int writers = 4;
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String prefix = writer + "-";
        Callable<@Nullable Void> work =
            () -> {
              begin.await();
              for (int i = 0; i < 25; i++) {
                writeAndRead(prefix + i);
              }
              return null;
            };
        done.add(threads.submit(work));
      }
      begin.countDown();
      for (Future<?> each : done) {
        each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private void writeAndRead(String id) throws Exception {
    Filter itself = is(TextField.ID, id);
    ImageQuery renamed =
        new ImageQuery(
            new Filter.And(List.of(itself, is(TextField.NAME, "renamed"))), BY_ID, null, 10);
    ImageQuery any = new ImageQuery(itself, BY_ID, null, 10);

    long revision = put(image(id).name("new"));
    assertThat(index().search(any, revision, LIMIT)).containsExactly(id);
    revision = put(image(id).name("renamed"));
    assertThat(index().search(renamed, revision, LIMIT)).containsExactly(id);
    revision = commit(catalog.transaction().deleteImage(id));
    assertThat(index().search(any, revision, LIMIT)).isEmpty();
  }

  @Test
  void waitsForACommitThatIsYetToCome() throws Exception {
    ImageQuery query = new ImageQuery(ANY, BY_ID, null, 10);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<List<String>> found = thread.submit(() -> index().search(query, 1, LIMIT));
      put(image("one"));
      assertThat(found.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).containsExactly("one");
    }
  }

  @Test
  void givesUpWhenTheRevisionDoesNotComeInTime() throws Exception {
    put(image("one"));
    ImageQuery query = new ImageQuery(ANY, BY_ID, null, 10);

    for (Duration limit : List.of(Duration.ofMillis(50), Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatExceptionOfType(IndexBehindException.class)
          .isThrownBy(() -> index().search(query, head() + 1, limit));
    }
    assertThat(find(ANY)).containsExactly("one");
  }

  @Test
  void aSearcherThatIsInterruptedDoesNoHarm() throws Exception {
    put(image("one"));
    find(ANY);
    ImageQuery query = new ImageQuery(ANY, BY_ID, null, 10);

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> index().search(query, head() + 1, LIMIT));
    Thread.currentThread().interrupt();
    try {
      index().search(query, head(), LIMIT);
    } catch (InterruptedException e) {
      // May be noticed or not.
    }
    boolean _ = Thread.interrupted();

    put(image("two"));
    assertThat(find(ANY)).containsExactly("one", "two");
  }

  // --- chance ---

  @Test
  void findsWhatAScanFinds() throws Exception {
    Random random = random("findsWhatAScanFinds");
    RandomCatalogue catalogue = new RandomCatalogue(random);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 25; i++) {
        commit(catalogue.change(catalog));
      }
      ScannedImages scanned = new ScannedImages(catalog);
      for (int i = 0; i < 120; i++) {
        ImageQuery query = catalogue.query(catalog);
        assertThat(index().search(query, head(), LIMIT))
            .as("round %s, %s", round, query)
            .isEqualTo(scanned.search(query));
      }
    }
  }

  @Test
  void pagesAddUpToTheWhole() throws Exception {
    Random random = random("pagesAddUpToTheWhole");
    RandomCatalogue catalogue = new RandomCatalogue(random);
    for (int i = 0; i < 150; i++) {
      commit(catalogue.change(catalog));
    }
    for (int i = 0; i < 100; i++) {
      List<Sort> order = catalogue.order();
      int limit = 1 + random.nextInt(20);
      List<String> paged = new ArrayList<>();
      List<String> page = page(order, null, limit);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(limit);
        paged.addAll(page);
        page = page(order, read(page.getLast()), limit);
      }
      assertThat(paged).as("%s by %s", order, limit).isEqualTo(page(order, null, 1000));
    }
  }

  private static Random random(String test) {
    return new Random(Seeds.next("ImageIndexContract." + test));
  }

  // --- words ---

  private static ImageBuilder image(String id) {
    return new ImageBuilder(id, NOON);
  }

  private static Member member(String image, String project, MemberStatus status) {
    return new Member(image, project, status, NOON, NOON);
  }

  private long put(ImageBuilder image, Member... members) throws Exception {
    CatalogTransaction transaction = catalog.transaction().putImage(image.build());
    Stream.of(members).forEach(transaction::putMember);
    return commit(transaction);
  }

  private static long commit(CatalogTransaction transaction) throws Exception {
    return transaction.commit();
  }

  private Image read(String id) {
    return catalog.image(id).map(Versioned::value).orElseThrow();
  }

  private long head() {
    return registry.head();
  }

  private List<String> find(Filter filter) throws Exception {
    return index().search(new ImageQuery(filter, BY_ID, null, 1000), head(), LIMIT);
  }

  private List<String> sorted(Sort... order) throws Exception {
    return page(List.of(order), null, 1000);
  }

  private List<String> page(List<Sort> order, @Nullable Image after, int limit) throws Exception {
    return index().search(new ImageQuery(ANY, order, after, limit), head(), LIMIT);
  }

  private static Sort up(Sort.Field field) {
    return new Sort(field, true);
  }

  private static Sort down(Sort.Field field) {
    return new Sort(field, false);
  }

  private static Filter is(TextField field, String value) {
    return new Filter.TextIn(field, Set.of(value));
  }

  private static Filter size(@Nullable Long min, @Nullable Long max) {
    return new Filter.NumberIn(NumberField.SIZE, min, max);
  }

  private static Filter created(Comparison comparison, Instant time) {
    return new Filter.Time(TimeField.CREATED_AT, comparison, time);
  }

  private static Filter shared(String project, String... statuses) {
    return new Filter.SharedWith(project, Set.of(statuses));
  }
}
