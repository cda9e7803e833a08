package dev.vitrine.search;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter.FlagField;
import dev.vitrine.catalog.query.Filter.NumberField;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.Filter.TimeField;
import dev.vitrine.catalog.query.Sort;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// How an image is indexed: the names of the fields and what is in them. Nothing is stored but what
/// filters, orders and discovery need; the id, which is a sort key of every order, comes from
/// there. What discovery needs is in [ImageTexts].
final class ImageDocument {
  /// One less than what fits, to leave room for rounding up.
  static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000 - 2;

  static final long MIN_SECONDS = -MAX_SECONDS;

  static final String TAG = "tag";
  static final String PROPERTY = "property";
  static final String MEMBER = "member";

  private ImageDocument() {}

  /// @param members the membership state of each member project
  static Document of(Image image, Map<String, MemberStatus> members) {
    Document document = new Document();
    for (TextField field : TextField.values()) {
      addTerm(document, name(field), text(image, field));
    }
    for (FlagField field : FlagField.values()) {
      addTerm(document, name(field), String.valueOf(flag(image, field)));
    }
    for (NumberField field : NumberField.values()) {
      Long value = number(image, field);
      if (value != null) {
        document.add(new LongPoint(name(field), value));
      }
    }
    for (TimeField field : TimeField.values()) {
      document.add(new LongPoint(name(field), micros(time(image, field))));
    }
    for (Sort.Field field : Sort.Field.values()) {
      addSortValue(document, field, sortValue(image, field));
    }
    image.tags().forEach(tag -> addTerm(document, TAG, tag));
    image
        .properties()
        .forEach((key, value) -> {
          if (value != null) {
            document.add(new StringField(PROPERTY, Terms.of(key, value), Store.NO));
          }
        });
    if (image.visibility() == Visibility.SHARED) {
      members.forEach((project, status) ->
          document.add(new StringField(MEMBER, Terms.of(project, status.text()), Store.NO)));
    }
    ImageTexts.add(document, image);
    return document;
  }

  /// What identifies the document of an image.
  static Term idTerm(String id) {
    return new Term(name(TextField.ID), Terms.of(id));
  }

  private static void addTerm(Document document, String field, @Nullable String value) {
    if (value != null) {
      document.add(new StringField(field, Terms.of(value), Store.NO));
    }
  }

  private static void addSortValue(Document document, Sort.Field field, @Nullable SortValue value) {
    switch (value) {
      case SortValue.Text(BytesRef text) ->
          document.add(new SortedDocValuesField(name(field), text));
      case SortValue.Whole(long number) ->
          document.add(new NumericDocValuesField(name(field), number));
      case null -> {}
    }
  }

  static String name(TextField field) {
    return field.name().toLowerCase(Locale.ROOT);
  }

  static String name(FlagField field) {
    return field.name().toLowerCase(Locale.ROOT);
  }

  static String name(NumberField field) {
    return field.name().toLowerCase(Locale.ROOT);
  }

  static String name(TimeField field) {
    return field.name().toLowerCase(Locale.ROOT);
  }

  /// Texts are sorted by other bytes than they are found by ([Terms]), so the fields differ.
  /// Numbers keep the name: Lucene then skips by the points what cannot be on the page.
  static String name(Sort.Field field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return isText(field) ? name + "_order" : name;
  }

  static boolean isText(Sort.Field field) {
    return switch (field) {
      case NAME, STATUS, CONTAINER_FORMAT, DISK_FORMAT, ID -> true;
      case SIZE, CREATED_AT, UPDATED_AT -> false;
    };
  }

  /// What an image has to say to a sort key; null for what sorts lowest.
  static @Nullable SortValue sortValue(Image image, Sort.Field field) {
    return switch (field) {
      case NAME -> SortValue.text(image.name());
      case STATUS -> SortValue.text(image.status().text());
      case CONTAINER_FORMAT -> SortValue.text(image.containerFormat());
      case DISK_FORMAT -> SortValue.text(image.diskFormat());
      case ID -> SortValue.text(image.id());
      case SIZE -> image.sizeBytes() == null ? null : new SortValue.Whole(image.sizeBytes());
      case CREATED_AT -> new SortValue.Whole(micros(image.createdAt()));
      case UPDATED_AT -> new SortValue.Whole(micros(image.updatedAt()));
    };
  }

  private static @Nullable String text(Image image, TextField field) {
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

  private static boolean flag(Image image, FlagField field) {
    return switch (field) {
      case PROTECTED -> image.isProtected();
      case HIDDEN -> image.hidden();
    };
  }

  private static @Nullable Long number(Image image, NumberField field) {
    return switch (field) {
      case SIZE -> image.sizeBytes();
      case VIRTUAL_SIZE -> image.virtualSizeBytes();
      case MIN_DISK -> (long) image.minDiskGib();
      case MIN_RAM -> (long) image.minRamMib();
    };
  }

  private static Instant time(Image image, TimeField field) {
    return switch (field) {
      case CREATED_AT -> image.createdAt();
      case UPDATED_AT -> image.updatedAt();
    };
  }

  /// Microseconds since 1970, rounded down.
  private static long micros(Instant time) {
    return clampSeconds(time.getEpochSecond()) * 1_000_000 + time.getNano() / 1000;
  }

  /// A `long` of microseconds reaches to the year 294 000; what is beyond is taken for the last of
  /// them.
  static long clampSeconds(long seconds) {
    return Math.clamp(seconds, MIN_SECONDS, MAX_SECONDS);
  }
}
