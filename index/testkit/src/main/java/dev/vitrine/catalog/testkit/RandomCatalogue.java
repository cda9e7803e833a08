package dev.vitrine.catalog.testkit;

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
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.Sort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Changes of images, and questions about them, by chance. All values come from small alphabets, so
/// that much is equal, much is null, and questions have answers.
final class RandomCatalogue {
  private static final int FEW = 250;

  /// As much of a text as an order looks at.
  private static final String LONG = "ab".repeat(Sort.COMPARED_CODE_POINTS / 2);

  private static final List<String> TEXTS =
      List.of("", "a", "b", "B", "a=b", "1:a", "é", "\uFFEE", "\uD83D\uDCBF", LONG, LONG + "a");
  private static final List<String> PROJECTS = List.of("a", "b", "a/b", "1:a", "\uD83D\uDCBF");
  private static final List<Long> NUMBERS =
      List.of(0L, 1L, 2L, 1024L, 1L << 40, Long.MAX_VALUE - 1, Long.MAX_VALUE);
  private static final List<String> FORMATS = List.of("raw", "qcow2", "bare");
  private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

  private final Random random;
  private final int ids;

  /// Of few images, so that the same are changed again and again.
  RandomCatalogue(Random random) {
    this(random, FEW);
  }

  /// @param ids how many ids images may have
  RandomCatalogue(Random random, int ids) {
    this.random = random;
    this.ids = ids;
  }

  /// A commit that puts or deletes an image, or puts or deletes a membership.
  CatalogTransaction change(Catalog catalog) {
    String id = id();
    CatalogTransaction transaction = catalog.transaction();
    switch (random.nextInt(10)) {
      case 0 -> transaction.deleteImage(id);
      case 1 -> transaction.deleteMember(id, project());
      case 2, 3 -> transaction.putMember(member(id));
      default -> {
        transaction.putImage(image(id));
        if (random.nextBoolean()) {
          transaction.putMember(member(id));
        }
      }
    }
    return transaction;
  }

  ImageQuery query(Catalog catalog) {
    @Nullable Image after = random.nextInt(3) == 0 ? after(catalog) : null;
    int limit = random.nextInt(4) == 0 ? 1000 : random.nextInt(30);
    return new ImageQuery(filter(3), order(), after, limit);
  }

  /// Up to four keys, and the id somewhere.
  List<Sort> order() {
    List<Sort> order = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      order.add(new Sort(oneOf(Sort.Field.values()), random.nextBoolean()));
    }
    order.add(
        random.nextInt(4) == 0 ? random.nextInt(order.size() + 1) : order.size(),
        new Sort(Sort.Field.ID, random.nextBoolean()));
    return order;
  }

  /// An image that is there, or one that is not.
  private Image after(Catalog catalog) {
    String id = id();
    return random.nextInt(3) == 0
        ? image(id)
        : catalog.image(id).map(Versioned::value).orElseGet(() -> image(id));
  }

  private Image image(String id) {
    ImageBuilder image =
        new ImageBuilder(id, time())
            .name(orNull(this::text))
            .status(oneOf(ImageStatus.values()))
            .visibility(oneOf(Visibility.values()))
            .reservedBytes(oneOf(NUMBERS))
            .isProtected(random.nextBoolean())
            .hidden(random.nextBoolean())
            .owner(orNull(this::text))
            .containerFormat(orNull(() -> oneOf(FORMATS)))
            .diskFormat(orNull(() -> oneOf(FORMATS)))
            .minDiskGib(random.nextInt(3))
            .minRamMib(random.nextInt(3))
            .sizeBytes(orNull(() -> oneOf(NUMBERS)))
            .virtualSizeBytes(orNull(() -> oneOf(NUMBERS)))
            .checksum(orNull(this::text))
            .hash(orNull(this::text), orNull(this::text))
            .updatedAt(time())
            .tags(Stream.generate(this::text).limit(random.nextInt(4)).distinct().toList());
    for (int i = random.nextInt(4); i > 0; i--) {
      image.property(text(), orNull(this::text));
    }
    return image.build();
  }

  private Member member(String id) {
    return new Member(id, project(), oneOf(MemberStatus.values()), START, START);
  }

  private Filter filter(int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 12)) {
      case 0 -> new Filter.TextIn(oneOf(Filter.TextField.values()), words());
      case 1 -> new Filter.FlagIs(oneOf(Filter.FlagField.values()), random.nextBoolean());
      case 2 -> new Filter.NumberIn(oneOf(Filter.NumberField.values()), bound(), bound());
      case 3 ->
          new Filter.Time(
              oneOf(Filter.TimeField.values()), oneOf(Filter.Comparison.values()), time());
      case 4 -> new Filter.HasTag(text());
      case 5 -> new Filter.Property(text(), text());
      case 6 -> new Filter.SharedWith(project(), statuses());
      case 7, 8 -> new Filter.And(filters(depth));
      case 9, 10 -> new Filter.Or(filters(depth));
      default -> new Filter.Not(filter(depth - 1));
    };
  }

  private List<Filter> filters(int depth) {
    return Stream.generate(() -> filter(depth - 1)).limit(random.nextInt(4)).toList();
  }

  /// Words of every field's alphabet.
  private Set<String> words() {
    return Stream.<Supplier<String>>generate(() ->
            oneOf(
                List.<Supplier<String>>of(
                    this::id,
                    this::text,
                    () -> oneOf(FORMATS),
                    () -> oneOf(ImageStatus.values()).text(),
                    () -> oneOf(Visibility.values()).text())))
        .limit(random.nextInt(6))
        .map(Supplier::get)
        .collect(Collectors.toSet());
  }

  private Set<String> statuses() {
    return Stream.generate(() -> oneOf(MemberStatus.values()).text())
        .limit(random.nextInt(4))
        .collect(Collectors.toSet());
  }

  private @Nullable Long bound() {
    return orNull(() -> oneOf(NUMBERS) + random.nextInt(3) - 1);
  }

  private String id() {
    return "id-" + random.nextInt(ids);
  }

  private String project() {
    return oneOf(PROJECTS);
  }

  private String text() {
    return oneOf(TEXTS);
  }

  /// Within few seconds, often on one.
  private Instant time() {
    return START
        .plusSeconds(random.nextInt(4))
        .plusNanos(random.nextBoolean() ? 0 : random.nextInt(3) * 250_000_000L);
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
