package dev.vitrine.catalog.query;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.SearchText.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// A value of an image, and where in it stands what was looked for. Immutable.
///
/// @param place whose value it is; never [Place.Anywhere]
/// @param spans in code points of the value, in order, without overlap
public record Highlight(Place place, String value, List<Span> spans) {
  public Highlight {
    spans = List.copyOf(spans);
  }

  /// All places of an image that a criterion looks for, whether or not the image fits as a whole;
  /// none for what it excludes.
  public static List<Highlight> of(Criterion wanted, Image image) {
    record Value(Place place, String text) {}
    SequencedMap<Value, List<Span>> found = new LinkedHashMap<>();
    leaves(wanted)
        .flatMap(leaf -> leaf.hits(image).stream())
        .map(TextLeaf.Hit::highlight)
        .forEach(highlight ->
            found
                .computeIfAbsent(
                    new Value(highlight.place, highlight.value), _ -> new ArrayList<>())
                .addAll(highlight.spans));
    return found.entrySet().stream()
        .map((Map.Entry<Value, List<Span>> each) ->
            new Highlight(each.getKey().place, each.getKey().text, joined(each.getValue())))
        .toList();
  }

  private static Stream<TextLeaf> leaves(Criterion wanted) {
    return switch (wanted) {
      case Criterion.All all -> all.parts().stream().flatMap(Highlight::leaves);
      case Criterion.Any any -> any.parts().stream().flatMap(Highlight::leaves);
      case Criterion.Not _, Criterion.Holds _ -> Stream.empty();
      case Criterion.Phrase phrase -> Stream.of(TextLeaf.of(phrase));
      case Criterion.Like like -> Stream.of(TextLeaf.of(like));
      case Criterion.Near near -> Stream.of(TextLeaf.of(near));
    };
  }

  private static List<Span> joined(List<Span> spans) {
    List<Span> joined = new ArrayList<>();
    for (Span span : spans.stream().sorted(Comparator.comparingInt(Span::start)).toList()) {
      Span last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && span.start() <= last.end()) {
        joined.removeLast();
        joined.add(new Span(last.start(), Math.max(last.end(), span.end())));
      } else {
        joined.add(span);
      }
    }
    return joined;
  }
}
