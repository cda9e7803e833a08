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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All images and members as they are when it is made, and what a query means, said as plainly as
/// can be. Immutable.
public final class ScannedImages {
  private final List<Image> images;
  private final Map<String, List<Member>> members;

  public ScannedImages(Catalog catalog) {
    try (Stream<Versioned<Image>> all = catalog.allImages()) {
      images = all.map(Versioned::value).toList();
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
