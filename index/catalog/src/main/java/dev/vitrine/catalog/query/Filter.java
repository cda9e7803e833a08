package dev.vitrine.catalog.query;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A condition on an image. Every kind has one meaning, which `ImageIndexContract` in the testkit
/// holds every index to.
public sealed interface Filter {

  /// All of the conditions hold; true when there are none.
  record And(List<Filter> parts) implements Filter {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /// At least one of the conditions holds; false when there are none.
  record Or(List<Filter> parts) implements Filter {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  record Not(Filter part) implements Filter {}

  /// The text field is there and is one of the values, exactly.
  record TextIn(TextField field, Set<String> values) implements Filter {
    public TextIn {
      values = Set.copyOf(values);
    }
  }

  /// The flag has the value.
  record FlagIs(FlagField field, boolean value) implements Filter {}

  /// The number is there and within the bounds, both inclusive; null is no bound.
  record NumberIn(NumberField field, @Nullable Long min, @Nullable Long max) implements Filter {}

  /// The time, cut to whole seconds as the API shows it, compares so with the given one, which is
  /// taken as it is: with a fraction it equals no time.
  record Time(TimeField field, Comparison comparison, Instant value) implements Filter {}

  /// The image has the tag.
  record HasTag(String tag) implements Filter {}

  /// The custom property is there and has exactly this text.
  record Property(String name, String value) implements Filter {}

  /// The image's visibility is `shared`, the project is one of its members, and the membership is
  /// in one of the states. Memberships that an image keeps from the time when it was shared count
  /// for nothing.
  record SharedWith(String project, Set<String> memberStatuses) implements Filter {
    public SharedWith {
      memberStatuses = Set.copyOf(memberStatuses);
    }
  }

  enum TextField {
    ID,
    NAME,
    STATUS,
    VISIBILITY,
    OWNER,
    CONTAINER_FORMAT,
    DISK_FORMAT,
    CHECKSUM,
    HASH_ALGORITHM,
    HASH_VALUE
  }

  enum FlagField {
    PROTECTED,
    HIDDEN
  }

  enum NumberField {
    SIZE,
    VIRTUAL_SIZE,
    MIN_DISK,
    MIN_RAM
  }

  enum TimeField {
    CREATED_AT,
    UPDATED_AT
  }

  enum Comparison {
    LESS,
    LESS_OR_EQUAL,
    EQUAL,
    NOT_EQUAL,
    GREATER_OR_EQUAL,
    GREATER
  }
}
