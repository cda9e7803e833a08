package dev.vitrine.search;

import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.Relevance;
import dev.vitrine.catalog.query.SearchText;
import dev.vitrine.catalog.query.TextPattern;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.UTF32ToUTF8;

/// Criteria in Lucene's terms; the counterpart of [ImageTexts]. A document's score is the
/// relevance: sums of small whole numbers, which a `float` has exactly.
///
/// Nothing is expanded into clauses: prefixes, patterns and near words run as automata over the
/// dictionary, and what they find is gathered in one set of documents.
final class TextQueries {
  /// Steps that making an automaton may take: it grows with the square of a pattern's length. What
  /// asks is bounded before; this is the last line.
  private static final int AUTOMATON_WORK = 1 << 24;

  private TextQueries() {}

  static Query query(Criterion criterion) {
    return switch (criterion) {
      case Criterion.All(List<Criterion> parts) -> all(parts);
      case Criterion.Any(List<Criterion> parts) -> any(parts);
      case Criterion.Not(Criterion part) -> not(part);
      case Criterion.Holds holds -> weighted(Queries.query(holds.filter()), 0);
      case Criterion.Phrase phrase -> phrase(phrase);
      case Criterion.Like like -> like(like);
      case Criterion.Near near -> near(near);
    };
  }

  private static Query all(List<Criterion> parts) {
    BooleanQuery.Builder builder =
        new BooleanQuery.Builder().add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
    for (Criterion part : parts) {
      switch (part) {
        case Criterion.Not(Criterion excluded) -> builder.add(query(excluded), Occur.MUST_NOT);
        case Criterion.Holds holds -> builder.add(Queries.query(holds.filter()), Occur.FILTER);
        default -> builder.add(query(part), Occur.MUST);
      }
    }
    return builder.build();
  }

  private static Query any(List<Criterion> parts) {
    if (parts.isEmpty()) {
      return MatchNoDocsQuery.INSTANCE;
    }
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    parts.forEach(part -> builder.add(query(part), Occur.SHOULD));
    return builder.build();
  }

  private static Query not(Criterion part) {
    return weighted(
        new BooleanQuery.Builder()
            .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
            .add(query(part), Occur.MUST_NOT)
            .build(),
        0);
  }

  private static Query phrase(Criterion.Phrase phrase) {
    SearchText text = SearchText.of(phrase.text());
    List<String> words = text.wordTexts();
    List<Query> places = new ArrayList<>();
    for (Field field : fields(phrase.place())) {
      if (!words.isEmpty()) {
        places.add(weighted(field.words(words), field.weight()));
      }
    }
    boolean inName =
        phrase.place() instanceof Place.Name || phrase.place() instanceof Place.Anywhere;
    if (inName && !words.isEmpty()) {
      Term whole = new Term(ImageTexts.NAME_TEXT, ImageTexts.utf8(text.marked()));
      places.add(weighted(new TermQuery(whole), Relevance.WHOLE));
    }
    if (phrase.place() instanceof Place.Id || phrase.place() instanceof Place.Anywhere) {
      places.add(weighted(new TermQuery(ImageDocument.idTerm(phrase.text())), Relevance.WHOLE));
    }
    return best(places);
  }

  private static Query like(Criterion.Like like) {
    TextPattern pattern = like.pattern();
    List<Query> places = new ArrayList<>();
    for (Field field : fields(like.place())) {
      places.add(weighted(field.pattern(pattern), Relevance.ofSimilar(field.weight())));
    }
    boolean anywhere = like.place() instanceof Place.Anywhere;
    if (like.place() instanceof Place.Id || (anywhere && !pattern.opensWithStar())) {
      Query ids =
          new AutomatonQuery(
              new Term(ImageDocument.name(TextField.ID)),
              determinized(joined(pattern.pieces().stream().map(Automata::makeString).toList())));
      places.add(weighted(ids, Relevance.ofSimilar(Relevance.NAME)));
    }
    return best(places);
  }

  private static Query near(Criterion.Near near) {
    List<Query> places = new ArrayList<>();
    for (Field field : fields(near.place())) {
      places.add(weighted(field.near(near), Relevance.ofSimilar(field.weight())));
    }
    if (near.place() instanceof Place.Id) {
      Query ids = new AutomatonQuery(new Term(ImageDocument.name(TextField.ID)), automaton(near));
      places.add(weighted(ids, Relevance.ofSimilar(Relevance.NAME)));
    }
    return best(places);
  }

  private static Automaton automaton(Criterion.Near near) {
    Automaton automaton = new LevenshteinAutomata(near.word(), true).toAutomaton(near.edits());
    if (automaton == null) {
      throw new IllegalArgumentException("too many edits: " + near);
    }
    return automaton;
  }

  private static Query best(List<Query> places) {
    return switch (places.size()) {
      case 0 -> MatchNoDocsQuery.INSTANCE;
      case 1 -> places.getFirst();
      default -> new DisjunctionMaxQuery(places, 0);
    };
  }

  private static Query weighted(Query query, int weight) {
    return new BoostQuery(new ConstantScoreQuery(query), weight);
  }

  private static Automaton joined(List<Automaton> pieces) {
    List<Automaton> joined = new ArrayList<>();
    for (Automaton piece : pieces) {
      if (!joined.isEmpty()) {
        joined.add(Automata.makeAnyString());
      }
      joined.add(piece);
    }
    return Operations.concatenate(joined);
  }

  private static Automaton determinized(Automaton automaton) {
    return Operations.determinize(automaton, AUTOMATON_WORK);
  }

  private static List<Field> fields(Place place) {
    Field name = new Plain(ImageTexts.NAME_WORDS, ImageTexts.NAME_TEXT, Relevance.NAME);
    Field tag = new Plain(ImageTexts.TAG_WORDS, ImageTexts.TAG_TEXT, Relevance.TAG);
    return switch (place) {
      case Place.Anywhere() -> List.of(name, tag, new AnyProperty());
      case Place.Name() -> List.of(name);
      case Place.Tag() -> List.of(tag);
      case Place.Property(String property) ->
          SearchText.isSearched(property) ? List.of(new Named(property)) : List.of();
      case Place.Id() -> List.of();
    };
  }

  /// Where texts of a place are in the index.
  private sealed interface Field {
    int weight();

    /// The field of the words, in their places.
    String wordsField();

    /// The field of the whole texts.
    String textField();

    /// What stands for a word in the dictionary.
    BytesRef word(String word);

    /// An automaton that reads whatever stands before the text in the dictionary.
    Automaton beforeText();

    /// One that reads whatever stands before a word.
    Automaton beforeWord();

    default Query words(List<String> words) {
      BytesRef[] terms = words.stream().map(this::word).toArray(BytesRef[]::new);
      return terms.length == 1
          ? new TermQuery(new Term(wordsField(), terms[0]))
          : new PhraseQuery(wordsField(), terms);
    }

    default Query near(Criterion.Near near) {
      Automaton words = new UTF32ToUTF8().convert(automaton(near));
      return bytes(wordsField(), List.of(beforeWord(), words));
    }

    default Query pattern(TextPattern pattern) {
      String word = pattern.pieces().getFirst();
      if (pattern.pieces().size() == 2 && pattern.endsWithStar()) {
        SearchText text = SearchText.of(word);
        if (text.wordTexts().equals(List.of(text.text()))) {
          // There are fewer words than texts, and those that begin so stand together.
          return new PrefixQuery(new Term(wordsField(), word(text.text())));
        }
      }
      List<Automaton> parts = new ArrayList<>();
      parts.add(beforeText());
      parts.add(Automata.makeAnyBinary());
      for (String piece : pattern.markedPieces()) {
        parts.add(Automata.makeBinary(ImageTexts.utf8(piece)));
        parts.add(Automata.makeAnyBinary());
      }
      return bytes(textField(), parts);
    }

    private static Query bytes(String field, List<Automaton> parts) {
      return new AutomatonQuery(new Term(field), determinized(Operations.concatenate(parts)), true);
    }
  }

  /// A name or a tag.
  private record Plain(String wordsField, String textField, int weight) implements Field {
    @Override
    public BytesRef word(String word) {
      return ImageTexts.utf8(word);
    }

    @Override
    public Automaton beforeText() {
      return Automata.makeEmptyString();
    }

    @Override
    public Automaton beforeWord() {
      return Automata.makeEmptyString();
    }
  }

  /// The property of that name.
  private record Named(String property) implements Field {
    @Override
    public int weight() {
      return Relevance.PROPERTY;
    }

    @Override
    public String wordsField() {
      return ImageTexts.NAMED_WORDS;
    }

    @Override
    public String textField() {
      return ImageTexts.PROPERTY_TEXT;
    }

    @Override
    public BytesRef word(String word) {
      return ImageTexts.named(property, ImageTexts.utf8(word));
    }

    @Override
    public Automaton beforeText() {
      return Automata.makeBinary(ImageTexts.named(property, new BytesRef()));
    }

    @Override
    public Automaton beforeWord() {
      return beforeText();
    }
  }

  /// Whatever property it is.
  private record AnyProperty() implements Field {
    @Override
    public int weight() {
      return Relevance.PROPERTY;
    }

    @Override
    public String wordsField() {
      return ImageTexts.PROPERTY_WORDS;
    }

    @Override
    public String textField() {
      return ImageTexts.PROPERTY_TEXT;
    }

    @Override
    public BytesRef word(String word) {
      return ImageTexts.utf8(word);
    }

    @Override
    public Automaton beforeText() {
      int end = ImageTexts.AFTER_NAME & 0xFF;
      return Operations.concatenate(
          List.of(Operations.repeat(Automata.makeCharRange(0, end - 1)), Automata.makeChar(end)));
    }

    @Override
    public Automaton beforeWord() {
      return Automata.makeEmptyString();
    }
  }
}
