package dev.vitrine.catalog.query;

import dev.vitrine.catalog.query.Filter.TextField;
import java.util.List;
import java.util.Set;

/// What somebody looks for: a tree of conditions, some of which say how well an image fits. Every
/// kind has one meaning, which `DiscoveryContract` in the testkit holds every [Discovery] to.
///
/// The *relevance* of an image is a whole number that depends on the image and the criterion alone,
/// not on what else there is: each condition on texts that holds adds the weight of the best place
/// where it does ([Relevance]). Conditions on attributes, and negated ones, add nothing.
public sealed interface Criterion {

  /// All conditions hold; true when there are none.
  record All(List<Criterion> parts) implements Criterion {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /// At least one condition holds; false when there are none.
  record Any(List<Criterion> parts) implements Criterion {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  record Not(Criterion part) implements Criterion {}

  /// An exact condition on an attribute.
  record Holds(Filter filter) implements Criterion {}

  /// The words of the text stand one after the other in one value of the place; an id is the text
  /// itself. Without any word, nothing fits but an id.
  record Phrase(Place place, String text) implements Criterion {
    public Phrase {
      text = SearchText.required(text);
    }
  }

  /// A value of the place fits the pattern. [Place.Anywhere] does not look within ids: a pattern
  /// that opens with a star fits none there.
  record Like(Place place, TextPattern pattern) implements Criterion {}

  /// A word in the place, or the id, is at most so many edits away. One edit takes, puts or changes
  /// a character, or swaps two neighbours, none of which is edited again. [Place.Anywhere] does not
  /// look at ids.
  ///
  /// @param word as it is compared with words; without case
  /// @param edits 1 or 2
  record Near(Place place, String word, int edits) implements Criterion {
    public Near {
      if (edits < 1 || edits > 2) {
        throw new IllegalArgumentException(edits + " edits");
      }
    }
  }

  /// Where a text is looked for.
  sealed interface Place {
    /// In the name, the tags, the properties and the id.
    record Anywhere() implements Place {}

    record Name() implements Place {}

    /// In each tag by itself.
    record Tag() implements Place {}

    /// In the value of the custom property.
    record Property(String name) implements Place {}

    /// The id. Case counts.
    record Id() implements Place {}
  }

  /// A condition that always holds.
  static Criterion anything() {
    return new All(List.of());
  }

  /// A condition on one of the attributes that are compared whole.
  static Criterion is(TextField field, String value) {
    return new Holds(new Filter.TextIn(field, Set.of(value)));
  }
}
