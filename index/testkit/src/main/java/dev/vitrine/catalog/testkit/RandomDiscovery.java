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
import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.SearchText;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.query.TextPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Images with texts, and searches for them, by chance. Words are short and of few letters, so that
/// many are equal, begin alike, or are an edit apart.
final class RandomDiscovery {
  private static final int IDS = 120;
  private static final List<String> LETTERS = List.of("a", "b", "B", "É", "é", "1", "文", "ß");
  private static final List<String> BETWEEN = List.of(" ", "-", ".", "_", " - ", "\uD83D\uDCBF");
  private static final List<String> PROPERTIES = List.of("os", "o", "os version", "é", "name");
  private static final List<String> PROJECTS = List.of("p1", "p2");
  private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

  private final Random random;

  RandomDiscovery(Random random) {
    this.random = random;
  }

  CatalogTransaction change(Catalog catalog) {
    String id = id();
    CatalogTransaction transaction = catalog.transaction();
    if (random.nextInt(8) == 0) {
      return transaction.deleteImage(id);
    }
    transaction.putImage(image(id));
    if (random.nextInt(3) == 0) {
      transaction.putMember(
          new Member(id, oneOf(PROJECTS), oneOf(MemberStatus.values()), START, START));
    }
    return transaction;
  }

  private Image image(String id) {
    ImageBuilder image =
        new ImageBuilder(id, START.plusSeconds(random.nextInt(5)))
            .name(random.nextInt(5) == 0 ? null : text())
            .status(random.nextInt(6) == 0 ? ImageStatus.DELETED : ImageStatus.ACTIVE)
            .visibility(oneOf(Visibility.values()))
            .isProtected(random.nextBoolean())
            .owner(random.nextInt(4) == 0 ? null : oneOf(PROJECTS))
            .diskFormat(random.nextInt(4) == 0 ? null : oneOf(List.of("raw", "qcow2")))
            .tags(List.copyOf(new LinkedHashSet<>(some(3, this::text))));
    for (int i = random.nextInt(4); i > 0; i--) {
      image.property(oneOf(PROPERTIES), random.nextInt(8) == 0 ? null : text());
    }
    if (random.nextInt(10) == 0) {
      image.property("long", "a".repeat(SearchText.MAX_CODE_POINTS - 2) + text());
    }
    return image.build();
  }

  DiscoveryQuery query(Catalog catalog) {
    boolean byRelevance = random.nextInt(3) > 0;
    DiscoveryQuery.@Nullable After after =
        random.nextInt(3) == 0
            ? new DiscoveryQuery.After(random.nextInt(40), afterImage(catalog))
            : null;
    return new DiscoveryQuery(
        scope(), criterion(3), byRelevance, order(), after, random.nextInt(25), facets());
  }

  private Image afterImage(Catalog catalog) {
    String id = id();
    return catalog.image(id).map(Versioned::value).orElseGet(() -> image(id));
  }

  /// As a service would ask for somebody.
  Filter scope() {
    String project = oneOf(PROJECTS);
    return random.nextInt(4) == 0
        ? new Filter.And(List.of())
        : new Filter.Or(
            List.of(
                new Filter.TextIn(Filter.TextField.VISIBILITY, Set.of("public")),
                new Filter.TextIn(Filter.TextField.OWNER, Set.of(project)),
                new Filter.SharedWith(project, Set.of("accepted"))));
  }

  Criterion criterion(int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 12)) {
      case 0, 1 -> new Criterion.Phrase(place(), random.nextInt(6) == 0 ? id() : text());
      case 2, 3 -> new Criterion.Like(place(), pattern());
      case 4, 5 -> new Criterion.Near(place(), nearWord(), 1 + random.nextInt(2));
      case 6 -> Criterion.is(Filter.TextField.DISK_FORMAT, oneOf(List.of("raw", "qcow2", "none")));
      case 7, 8 -> new Criterion.All(some(4, () -> criterion(depth - 1)));
      case 9, 10 -> new Criterion.Any(some(4, () -> criterion(depth - 1)));
      default -> new Criterion.Not(criterion(depth - 1));
    };
  }

  private Place place() {
    return switch (random.nextInt(6)) {
      case 0 -> new Place.Name();
      case 1 -> new Place.Tag();
      case 2 -> new Place.Property(random.nextInt(9) == 0 ? "long" : oneOf(PROPERTIES));
      case 3 -> new Place.Id();
      default -> new Place.Anywhere();
    };
  }

  private TextPattern pattern() {
    String text = random.nextInt(6) == 0 ? id() : text();
    int from = random.nextInt(text.length() + 1);
    List<String> pieces = new ArrayList<>(List.of(text.substring(0, from)));
    if (random.nextInt(3) == 0) {
      int end = from + random.nextInt(text.length() - from + 1);
      if (end > from) {
        pieces.add(text.substring(from, end));
      }
      from = end;
    }
    pieces.add(random.nextBoolean() ? "" : text.substring(from));
    if (random.nextInt(4) == 0) {
      pieces.addFirst("");
    }
    List<String> inner =
        pieces.subList(1, pieces.size() - 1).stream().filter(piece -> !piece.isEmpty()).toList();
    return new TextPattern(
        Stream.of(List.of(pieces.getFirst()), inner, List.of(pieces.getLast()))
            .flatMap(List::stream)
            .map(RandomDiscovery::withoutHalves)
            .toList());
  }

  /// A cut may have gone through a character of two units.
  private static String withoutHalves(String piece) {
    String whole =
        piece
            .codePoints()
            .filter(point -> point < 0xD800 || point > 0xDFFF)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return whole.isEmpty() && !piece.isEmpty() ? "-" : whole;
  }

  private String nearWord() {
    return random.nextInt(8) == 0 ? id() : SearchText.of(word()).text();
  }

  private List<Sort> order() {
    List<Sort> order = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      order.add(new Sort(oneOf(Sort.Field.values()), random.nextBoolean()));
    }
    order.add(new Sort(Sort.Field.ID, random.nextBoolean()));
    return order;
  }

  private List<DiscoveryQuery.FacetRequest> facets() {
    return Stream.concat(
            FacetField.Attribute.COUNTED.stream().map(FacetField.Attribute::new),
            Stream.of(
                new FacetField.Tag(),
                new FacetField.Flag(Filter.FlagField.PROTECTED),
                new FacetField.Flag(Filter.FlagField.HIDDEN),
                new FacetField.Property("os"),
                new FacetField.Property("o"),
                new FacetField.Property("é"),
                new FacetField.Property("long"),
                new FacetField.Property("nobody has it")))
        .filter(field -> random.nextInt(3) == 0)
        .map(field -> new DiscoveryQuery.FacetRequest(field, 1 + random.nextInt(6)))
        .toList();
  }

  private String text() {
    StringBuilder text = new StringBuilder(random.nextInt(6) == 0 ? oneOf(BETWEEN) : "");
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(word()).append(random.nextInt(4) == 0 && i == 0 ? "" : oneOf(BETWEEN));
    }
    return random.nextInt(12) == 0 ? "" : text.toString();
  }

  private String word() {
    return some(4, () -> oneOf(LETTERS)).stream().collect(Collectors.joining("", "a", ""));
  }

  private String id() {
    return "a" + random.nextInt(IDS) + "-b1";
  }

  private <T> List<T> some(int most, Supplier<T> each) {
    return Stream.generate(each).limit(random.nextInt(most)).toList();
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
