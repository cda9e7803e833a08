package dev.vitrine.catalog.query;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.SearchText.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A condition on texts, looked for in one image. Immutable.
sealed interface TextLeaf {

  /// @param words of the text
  record OfPhrase(Place place, String text, List<String> words) implements TextLeaf {}

  record OfPattern(Place place, TextPattern pattern) implements TextLeaf {}

  record OfNear(Place place, Criterion.Near near) implements TextLeaf {}

  /// A place where the condition holds, and what it adds there.
  record Hit(Highlight highlight, int weight) {}

  Place place();

  static TextLeaf of(Criterion.Phrase phrase) {
    SearchText text = SearchText.of(phrase.text());
    return new OfPhrase(phrase.place(), phrase.text(), text.wordTexts());
  }

  static TextLeaf of(Criterion.Like like) {
    return new OfPattern(like.place(), like.pattern());
  }

  static TextLeaf of(Criterion.Near near) {
    return new OfNear(near.place(), near);
  }

  /// Where the condition holds; nowhere when it does not.
  default List<Hit> hits(Image image) {
    List<Hit> hits = new ArrayList<>();
    boolean anywhere = place() instanceof Place.Anywhere;
    String name = image.name();
    if (name != null && (anywhere || place() instanceof Place.Name)) {
      add(hits, new Place.Name(), name, isWhole(name) ? Relevance.WHOLE : weight(Relevance.NAME));
    }
    if (anywhere || place() instanceof Place.Tag) {
      image.tags().forEach(tag -> add(hits, new Place.Tag(), tag, weight(Relevance.TAG)));
    }
    for (Map.Entry<String, @Nullable String> property : image.properties().entrySet()) {
      Place here = new Place.Property(property.getKey());
      String value = property.getValue();
      if (value != null
          && (anywhere || place().equals(here))
          && SearchText.isSearched(property.getKey())) {
        add(hits, here, value, weight(Relevance.PROPERTY));
      }
    }
    if (fitsId(image.id())) {
      Span all = new Span(0, image.id().length());
      int weight = this instanceof OfPhrase ? Relevance.WHOLE : weight(Relevance.NAME);
      hits.add(new Hit(new Highlight(new Place.Id(), image.id(), List.of(all)), weight));
    }
    return hits;
  }

  private void add(List<Hit> hits, Place place, String value, int weight) {
    SearchText text = SearchText.of(value);
    List<Span> spans =
        switch (this) {
          case OfPhrase phrase -> TextMatch.phrase(text, phrase.words());
          case OfPattern pattern -> TextMatch.like(text, pattern.pattern());
          case OfNear near -> TextMatch.near(text, near.near());
        };
    if (!spans.isEmpty()) {
      hits.add(new Hit(new Highlight(place, value, spans), weight));
    }
  }

  private int weight(int ofText) {
    return this instanceof OfPhrase ? ofText : Relevance.ofSimilar(ofText);
  }

  private boolean isWhole(String name) {
    return this instanceof OfPhrase phrase
        && SearchText.of(name).text().equals(SearchText.of(phrase.text()).text());
  }

  private boolean fitsId(String id) {
    boolean ids = place() instanceof Place.Id;
    boolean anywhere = place() instanceof Place.Anywhere;
    return switch (this) {
      case OfPhrase phrase -> (ids || anywhere) && id.equals(phrase.text());
      case OfPattern like ->
          (ids || (anywhere && !like.pattern().opensWithStar()))
              && TextMatch.fitsWhole(id, like.pattern());
      case OfNear near -> ids && TextMatch.distance(id, near.near().word()) <= near.near().edits();
    };
  }
}
