package dev.vitrine.search;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.catalog.query.Filter.FlagField;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.SearchText;
import dev.vitrine.catalog.query.Sort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The part of an image's document that discovery needs: words with their places for phrases, whole
/// texts for patterns, and values to count by. The counterpart of [TextQueries] and [FacetCounter].
///
/// Whole texts are terms, so each is kept once however many images have it, and a pattern is looked
/// for in the dictionary. There are no n-grams: they would cost a posting for each character.
final class ImageTexts {
  static final String NAME_WORDS = "name_words";
  static final String NAME_TEXT = "name_text";
  static final String TAG_WORDS = "tag_words";
  static final String TAG_TEXT = "tag_text";

  /// Words of all properties, whatever their names.
  static final String PROPERTY_WORDS = "property_words";

  /// The same words, each with the name of its property before it.
  static final String NAMED_WORDS = "named_words";

  /// Texts of properties, each with the name before it.
  static final String PROPERTY_TEXT = "property_text";

  /// Between a property's name and what follows: a byte that no UTF-8 text contains.
  static final byte AFTER_NAME = (byte) 0xFF;

  private static final FieldType WORDS = new FieldType();

  static {
    WORDS.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    WORDS.setTokenized(true);
    WORDS.setOmitNorms(true);
    WORDS.freeze();
  }

  private final Document document;

  private ImageTexts(Document document) {
    this.document = document;
  }

  static void add(Document document, Image image) {
    ImageTexts texts = new ImageTexts(document);
    texts.addName(image.name());
    texts.addTags(image.tags());
    texts.addProperties(image.properties());
    texts.addValue(TextField.OWNER, image.owner());
    texts.addValue(TextField.VISIBILITY, image.visibility().text());
    texts.addValue(FlagField.PROTECTED, image.isProtected());
    texts.addValue(FlagField.HIDDEN, image.hidden());
  }

  private void addName(@Nullable String name) {
    if (name == null) {
      return;
    }
    SearchText text = SearchText.of(name);
    addWords(NAME_WORDS, words(text));
    addText(NAME_TEXT, utf8(text.marked()));
  }

  private void addTags(List<String> tags) {
    List<WordStream.Word> words = new ArrayList<>();
    for (String tag : tags) {
      SearchText text = SearchText.of(tag);
      words.addAll(words(text));
      addText(TAG_TEXT, utf8(text.marked()));
      if (text.whole()) {
        document.add(new SortedSetDocValuesField(facet(new FacetField.Tag()), utf8(tag)));
      }
    }
    addWords(TAG_WORDS, words);
  }

  private void addProperties(Map<String, @Nullable String> properties) {
    List<WordStream.Word> words = new ArrayList<>();
    List<WordStream.Word> named = new ArrayList<>();
    properties.forEach((name, value) -> {
      if (value == null || !SearchText.isSearched(name)) {
        return;
      }
      SearchText text = SearchText.of(value);
      words.addAll(words(text));
      words(text)
          .forEach(word -> named.add(new WordStream.Word(named(name, word.term()), word.begins())));
      addText(PROPERTY_TEXT, named(name, utf8(text.marked())));
      if (text.whole()) {
        document.add(
            new SortedSetDocValuesField(
                facet(new FacetField.Property(name)), named(name, utf8(value))));
      }
    });
    addWords(PROPERTY_WORDS, words);
    addWords(NAMED_WORDS, named);
  }

  private static List<WordStream.Word> words(SearchText text) {
    List<WordStream.Word> words = new ArrayList<>();
    for (String word : text.wordTexts()) {
      words.add(new WordStream.Word(utf8(word), words.isEmpty()));
    }
    return words;
  }

  private void addWords(String field, List<WordStream.Word> words) {
    if (!words.isEmpty()) {
      document.add(new Field(field, new WordStream(words), WORDS));
    }
  }

  private void addText(String field, BytesRef text) {
    document.add(new StringField(field, text, Store.NO));
  }

  private void addValue(TextField field, @Nullable String value) {
    if (value != null && SearchText.of(value).whole()) {
      document.add(new SortedDocValuesField(facet(new FacetField.Attribute(field)), utf8(value)));
    }
  }

  private void addValue(FlagField field, boolean value) {
    document.add(
        new SortedDocValuesField(facet(new FacetField.Flag(field)), utf8(String.valueOf(value))));
  }

  /// The field whose values are counted. Where an order has them already, it is the order's.
  static String facet(FacetField field) {
    return switch (field) {
      case FacetField.Attribute attribute ->
          switch (attribute.field()) {
            case STATUS -> ImageDocument.name(Sort.Field.STATUS);
            case CONTAINER_FORMAT -> ImageDocument.name(Sort.Field.CONTAINER_FORMAT);
            case DISK_FORMAT -> ImageDocument.name(Sort.Field.DISK_FORMAT);
            default -> ImageDocument.name(attribute.field()) + "_facet";
          };
      case FacetField.Flag flag -> ImageDocument.name(flag.field()) + "_facet";
      case FacetField.Tag() -> "tag_facet";
      case FacetField.Property _ -> "property_facet";
    };
  }

  /// What stands in the dictionaries for a text of a property.
  static BytesRef named(String name, BytesRef text) {
    byte[] before = name.getBytes(StandardCharsets.UTF_8);
    byte[] term = new byte[before.length + 1 + text.length];
    System.arraycopy(before, 0, term, 0, before.length);
    term[before.length] = AFTER_NAME;
    System.arraycopy(text.bytes, text.offset, term, before.length + 1, text.length);
    return new BytesRef(term);
  }

  static BytesRef utf8(String text) {
    return new BytesRef(text.getBytes(StandardCharsets.UTF_8));
  }
}
