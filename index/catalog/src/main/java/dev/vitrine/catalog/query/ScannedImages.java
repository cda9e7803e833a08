package dev.vitrine.catalog.query;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Member;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All images and members as they are when it is made, and what a query means, said as plainly as
/// can be. Immutable.
public final class ScannedImages {
  private final List<Image> images;
  private final Map<String, List<Member>> members;

  public ScannedImages(Catalog catalog) {
    this(catalog, UnaryOperator.identity());
  }

  /// @param view what of each image there is to search
  public ScannedImages(Catalog catalog, UnaryOperator<Image> view) {
    try (Stream<Versioned<Image>> all = catalog.allImages()) {
      images = all.map(Versioned::value).map(view).toList();
    }
    try (Stream<Versioned<Member>> all = catalog.allMembers()) {
      members = all.map(Versioned::value).collect(Collectors.groupingBy(Member::imageId));
    }
  }

  /// The ids of the page's images, in order.
  public List<String> search(ImageQuery query) {
    Comparator<Image> order = order(query.order());
    Image after = query.after();
    return images.stream()
        .filter(image -> image.status().visible())
        .filter(image -> matches(query.filter(), image))
        .filter(image -> after == null || order.compare(image, after) > 0)
        .sorted(order)
        .limit(query.limit())
        .map(Image::id)
        .toList();
  }

  /// The page, the number of all, and the facets.
  public Findings discover(DiscoveryQuery query) {
    List<Found> found =
        images.stream()
            .filter(image -> image.status().visible())
            .filter(image -> matches(query.scope(), image))
            .flatMap(image ->
                relevance(query.wanted(), image).stream()
                    .mapToObj(relevance -> new Found(image, query.byRelevance() ? relevance : 0)))
            .toList();
    Comparator<Found> order =
        Comparator.comparing(Found::relevance, Comparator.reverseOrder())
            .thenComparing(Found::image, order(query.order()));
    DiscoveryQuery.After after = query.after();
    Found place =
        after == null
            ? null
            : new Found(after.image(), query.byRelevance() ? after.relevance() : 0);
    List<Findings.Hit> hits =
        found.stream()
            .filter(each -> place == null || order.compare(each, place) > 0)
            .sorted(order)
            .limit(query.limit())
            .map(each -> new Findings.Hit(each.image.id(), each.relevance))
            .toList();
    List<Image> all = found.stream().map(Found::image).toList();
    return new Findings(
        hits, all.size(), query.facets().stream().map(request -> facet(request, all)).toList());
  }

  private record Found(Image image, int relevance) {}

  /// Empty when the image does not fit.
  private OptionalInt relevance(Criterion wanted, Image image) {
    return switch (wanted) {
      case Criterion.All all -> {
        List<OptionalInt> parts = all.parts().stream().map(part -> relevance(part, image)).toList();
        yield parts.stream().allMatch(OptionalInt::isPresent)
            ? OptionalInt.of(sum(parts))
            : OptionalInt.empty();
      }
      case Criterion.Any any -> {
        List<OptionalInt> parts = any.parts().stream().map(part -> relevance(part, image)).toList();
        yield parts.stream().anyMatch(OptionalInt::isPresent)
            ? OptionalInt.of(sum(parts))
            : OptionalInt.empty();
      }
      case Criterion.Not not ->
          relevance(not.part(), image).isPresent() ? OptionalInt.empty() : OptionalInt.of(0);
      case Criterion.Holds holds ->
          matches(holds.filter(), image) ? OptionalInt.of(0) : OptionalInt.empty();
      case Criterion.Phrase phrase -> best(TextLeaf.of(phrase), image);
      case Criterion.Like like -> best(TextLeaf.of(like), image);
      case Criterion.Near near -> best(TextLeaf.of(near), image);
    };
  }

  private static int sum(List<OptionalInt> parts) {
    return parts.stream().mapToInt(part -> part.orElse(0)).sum();
  }

  private static OptionalInt best(TextLeaf leaf, Image image) {
    return leaf.hits(image).stream().mapToInt(TextLeaf.Hit::weight).max();
  }

  private static Findings.Facet facet(DiscoveryQuery.FacetRequest request, List<Image> found) {
    Map<String, Long> counts =
        found.stream()
            .flatMap(image -> values(image, request.field()))
            .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
    List<Findings.Count> highest =
        counts.entrySet().stream()
            .map(each -> new Findings.Count(each.getKey(), each.getValue()))
            .sorted(
                Comparator.comparing(Findings.Count::images, Comparator.reverseOrder())
                    .thenComparing(Findings.Count::value, ScannedImages::compareTexts))
            .limit(request.most())
            .toList();
    return new Findings.Facet(request.field(), highest, counts.size());
  }

  private static Stream<String> values(Image image, FacetField field) {
    Stream<String> values =
        switch (field) {
          case FacetField.Attribute attribute -> Stream.ofNullable(text(image, attribute.field()));
          case FacetField.Flag flag -> Stream.of(String.valueOf(flag(image, flag.field())));
          case FacetField.Tag _ -> image.tags().stream().distinct();
          case FacetField.Property property ->
              Stream.of(property.name())
                  .filter(SearchText::isSearched)
                  .flatMap(name -> Stream.ofNullable(image.properties().get(name)));
        };
    return values.filter(value -> SearchText.of(value).whole());
  }

  private boolean matches(Filter filter, Image image) {
    return switch (filter) {
      case Filter.And and -> and.parts().stream().allMatch(part -> matches(part, image));
      case Filter.Or or -> or.parts().stream().anyMatch(part -> matches(part, image));
      case Filter.Not not -> !matches(not.part(), image);
      case Filter.TextIn in -> {
        String text = text(image, in.field());
        yield text != null && in.values().contains(text);
      }
      case Filter.FlagIs is -> flag(image, is.field()) == is.value();
      case Filter.NumberIn in -> {
        Long number = number(image, in.field());
        yield number != null
            && (in.min() == null || number >= in.min())
            && (in.max() == null || number <= in.max());
      }
      case Filter.Time time ->
          holds(time, time(image, time.field()).truncatedTo(ChronoUnit.SECONDS));
      case Filter.HasTag has -> image.tags().contains(has.tag());
      case Filter.Property property ->
          property.value().equals(image.properties().get(property.name()));
      case Filter.SharedWith with ->
          image.visibility() == Visibility.SHARED
              && members.getOrDefault(image.id(), List.of()).stream()
                  .filter(member -> member.project().equals(with.project()))
                  .anyMatch(member -> with.memberStatuses().contains(member.status().text()));
    };
  }

  private static boolean holds(Filter.Time filter, Instant time) {
    int compared = time.compareTo(filter.value());
    return switch (filter.comparison()) {
      case LESS -> compared < 0;
      case LESS_OR_EQUAL -> compared <= 0;
      case EQUAL -> compared == 0;
      case NOT_EQUAL -> compared != 0;
      case GREATER_OR_EQUAL -> compared >= 0;
      case GREATER -> compared > 0;
    };
  }

  private static @Nullable String text(Image image, Filter.TextField field) {
    return switch (field) {
      case ID -> image.id();
      case NAME -> image.name();
      case STATUS -> image.status().text();
      case VISIBILITY -> image.visibility().text();
      case OWNER -> image.owner();
      case CONTAINER_FORMAT -> image.containerFormat();
      case DISK_FORMAT -> image.diskFormat();
      case CHECKSUM -> image.checksum();
      case HASH_ALGORITHM -> image.hashAlgorithm();
      case HASH_VALUE -> image.hashValue();
    };
  }

  private static boolean flag(Image image, Filter.FlagField field) {
    return switch (field) {
      case PROTECTED -> image.isProtected();
      case HIDDEN -> image.hidden();
    };
  }

  private static @Nullable Long number(Image image, Filter.NumberField field) {
    return switch (field) {
      case SIZE -> image.sizeBytes();
      case VIRTUAL_SIZE -> image.virtualSizeBytes();
      case MIN_DISK -> (long) image.minDiskGib();
      case MIN_RAM -> (long) image.minRamMib();
    };
  }

  private static Instant time(Image image, Filter.TimeField field) {
    return switch (field) {
      case CREATED_AT -> image.createdAt();
      case UPDATED_AT -> image.updatedAt();
    };
  }

  private static Comparator<Image> order(List<Sort> keys) {
    Comparator<Image> order = (_, _) -> 0;
    for (Sort key : keys) {
      Comparator<Image> next = ascending(key.field());
      order = order.thenComparing(key.ascending() ? next : next.reversed());
    }
    return order;
  }

  private static Comparator<Image> ascending(Sort.Field field) {
    return switch (field) {
      case NAME -> Comparator.comparing(Image::name, ScannedImages::compareTexts);
      case STATUS -> Comparator.comparing(image -> image.status().text());
      case CONTAINER_FORMAT ->
          Comparator.comparing(Image::containerFormat, ScannedImages::compareTexts);
      case DISK_FORMAT -> Comparator.comparing(Image::diskFormat, ScannedImages::compareTexts);
      case SIZE ->
          Comparator.comparing(Image::sizeBytes, Comparator.nullsFirst(Comparator.naturalOrder()));
      case ID -> Comparator.comparing(Image::id, ScannedImages::compareTexts);
      case CREATED_AT -> Comparator.comparing(image -> micros(image.createdAt()));
      case UPDATED_AT -> Comparator.comparing(image -> micros(image.updatedAt()));
    };
  }

  private static int compareTexts(@Nullable String one, @Nullable String other) {
    // Null is before everything, the empty text too.
    return Arrays.compare(comparedCodePoints(one), comparedCodePoints(other));
  }

  private static int @Nullable [] comparedCodePoints(@Nullable String text) {
    return text == null ? null : text.codePoints().limit(Sort.COMPARED_CODE_POINTS).toArray();
  }

  private static Instant micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }
}
