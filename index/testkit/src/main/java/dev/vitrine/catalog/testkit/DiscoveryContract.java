package dev.vitrine.catalog.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Member;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.Discovery;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.DiscoveryQuery.FacetRequest;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Filter.FlagField;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.query.Relevance;
import dev.vitrine.catalog.query.ScannedImages;
import dev.vitrine.catalog.query.SearchText;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.query.TextPattern;
import dev.vitrine.catalog.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Discovery] does.
public abstract class DiscoveryContract {
  /// Long enough for a machine that is busy with something else.
  protected static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Filter EVERYTHING = new Filter.And(List.of());
  private static final Place ANYWHERE = new Place.Anywhere();
  private static final Place NAME = new Place.Name();
  private static final Place TAG = new Place.Tag();
  private static final Place ID = new Place.Id();
  private static final List<Sort> BY_ID = List.of(new Sort(Sort.Field.ID, true));
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  private final MemoryRegistry registry = new MemoryRegistry();
  private final Catalog catalog = new Catalog(registry);
  private @Nullable Discovery opened;

  /// Opens a discovery over the registry, in a place of its own.
  protected abstract Discovery open(Registry registry) throws Exception;

  /// Closes what was opened.
  protected abstract void close(Discovery discovery) throws Exception;

  @BeforeEach
  final void open() throws Exception {
    opened = open(registry);
  }

  @AfterEach
  final void close() throws Exception {
    if (opened != null) {
      close(opened);
    }
    registry.close();
  }

  private Discovery discovery() {
    if (opened == null) {
      throw new AssertionError("not open");
    }
    return opened;
  }

  // --- words ---

  @Test
  void findsAWordWhereverItStands() throws Exception {
    put(image("1").name("Ubuntu-24.04-server"));
    put(image("2").tags(List.of("golden ubuntu")));
    put(image("3").property("os_distro", "ubuntu"));
    put(image("4").name("kubuntu").property("ubuntu", "no").owner("ubuntu").checksum("ubuntu"));
    put(image("ubuntu"));

    assertThat(find(words("ubuntu"))).containsExactly("1", "2", "3", "ubuntu");
    assertThat(find(words("UBUNTU"))).containsExactly("1", "2", "3");
    assertThat(find(new Criterion.Phrase(NAME, "ubuntu"))).containsExactly("1");
    assertThat(find(new Criterion.Phrase(TAG, "ubuntu"))).containsExactly("2");
    assertThat(find(new Criterion.Phrase(property("os_distro"), "ubuntu"))).containsExactly("3");
    assertThat(find(new Criterion.Phrase(property("ubuntu"), "no"))).containsExactly("4");
    assertThat(find(new Criterion.Phrase(property("os"), "ubuntu"))).isEmpty();
    assertThat(find(new Criterion.Phrase(ID, "ubuntu"))).containsExactly("ubuntu");
  }

  @Test
  void wordsOfAPhraseStandTogetherAndInOrder() throws Exception {
    put(image("1").name("debian 12 (bookworm)"));
    put(image("2").name("debian-bookworm-12"));
    put(image("3").name("12 debian"));
    put(image("4").tags(List.of("debian", "12")).property("a", "debian").property("b", "12"));
    put(image("5").property("os", "Debian_12"));

    assertThat(find(words("debian 12"))).containsExactly("1", "5");
    assertThat(find(words("debian-12"))).containsExactly("1", "5");
    assertThat(find(words("12 (BOOKWORM)"))).containsExactly("1");
    assertThat(find(words("debian debian"))).isEmpty();
  }

  @Test
  void aTextWithoutWordsFindsNothingButAnId() throws Exception {
    put(image("1").name("--").tags(List.of("", "--")).property("a", ""));
    put(image("--"));

    assertThat(find(words("--"))).containsExactly("--");
    assertThat(find(words(""))).isEmpty();
  }

  @Test
  void searchesTheBeginningOfLongValues() throws Exception {
    String most = "a".repeat(SearchText.MAX_CODE_POINTS - 4);
    put(image("1").name(most + " in out").property("p", most + " in out"));

    assertThat(find(words("in"))).containsExactly("1");
    assertThat(find(words("out"))).isEmpty();
    assertThat(find(like(property("p"), "*out*"))).isEmpty();
    assertThat(find(like(property("p"), "*in*"))).containsExactly("1");
    put(image("2").property("n".repeat(SearchText.MAX_CODE_POINTS + 1), "deep"));
    assertThat(find(words("deep"))).isEmpty();
    assertThat(find(like(property("n".repeat(SearchText.MAX_CODE_POINTS + 1)), "*"))).isEmpty();
  }

  // --- patterns ---

  @Test
  void aStarAtTheEndIsForWordsThatBeginSo() throws Exception {
    put(image("1").name("old Debian"));
    put(image("2").tags(List.of("debris")));
    put(image("3").property("os", "deb"));
    put(image("4").name("xdeb"));
    put(image("deb5"));

    assertThat(find(like(ANYWHERE, "deb*"))).containsExactly("1", "2", "3", "deb5");
    assertThat(find(like(NAME, "DEB*"))).containsExactly("1");
    assertThat(find(like(property("os"), "d*"))).containsExactly("3");
    assertThat(find(like(ID, "deb*"))).containsExactly("deb5");
    assertThat(find(like(ID, "DEB*"))).isEmpty();
  }

  @Test
  void aPatternMayGoOverSeveralWords() throws Exception {
    put(image("1").name("ubuntu-24.04-amd64"));
    put(image("2").name("ubuntu 24.04"));
    put(image("3").name("kubuntu-24.04"));

    assertThat(find(like(ANYWHERE, "ubuntu-24*"))).containsExactly("1");
    assertThat(find(like(ANYWHERE, "*ubuntu-24*"))).containsExactly("1", "3");
    assertThat(find(like(ANYWHERE, "ubuntu*04"))).containsExactly("1", "2");
    assertThat(find(like(ANYWHERE, "ubuntu*0"))).isEmpty();
    assertThat(find(like(ANYWHERE, "*4.0*d64"))).containsExactly("1");
    assertThat(find(like(ANYWHERE, "*04"))).containsExactly("1", "2", "3");
    assertThat(find(like(ANYWHERE, "*-24*"))).containsExactly("1", "3");
    assertThat(find(like(ANYWHERE, "-24*"))).containsExactly("1", "3");
  }

  @Test
  void aStarAloneIsForWhateverIsThere() throws Exception {
    put(image("1").name("").property("os", "a"));
    put(image("2").tags(List.of("a")).property("os", null));
    put(image("3").property("o", "os"));

    assertThat(find(like(NAME, "*"))).containsExactly("1");
    assertThat(find(like(TAG, "*"))).containsExactly("2");
    assertThat(find(like(property("os"), "*"))).containsExactly("1");
    assertThat(find(new Criterion.Not(like(property("os"), "*")))).containsExactly("2", "3");
    assertThat(find(like(ID, "*"))).containsExactly("1", "2", "3");
  }

  @Test
  void looksWithinIdsOnlyWhenToldTo() throws Exception {
    put(image("1bea47ed-f6a9"));

    assertThat(find(like(ANYWHERE, "1bea*"))).hasSize(1);
    assertThat(find(like(ANYWHERE, "1bea*a9"))).hasSize(1);
    assertThat(find(like(ANYWHERE, "1bea*f6"))).isEmpty();
    assertThat(find(like(ANYWHERE, "*47ed*"))).isEmpty();
    assertThat(find(like(ID, "*47ed*"))).hasSize(1);
    assertThat(find(like(ID, "f6a9*"))).isEmpty();
    assertThat(find(new Criterion.Near(ID, "1bea47de-f6a9", 1))).hasSize(1);
    assertThat(find(new Criterion.Near(ANYWHERE, "1bea47ed-f6a9", 1))).isEmpty();
  }

  // --- near words ---

  @Test
  void findsWordsThatAreNear() throws Exception {
    put(image("1").name("the debian"));
    put(image("2").tags(List.of("debain")));
    put(image("3").property("os", "Debia"));
    put(image("4").name("debianic"));
    put(image("5").name("dbn"));

    assertThat(find(new Criterion.Near(ANYWHERE, "debian", 1))).containsExactly("1", "2", "3");
    assertThat(find(new Criterion.Near(ANYWHERE, "debian", 2))).containsExactly("1", "2", "3", "4");
    assertThat(find(new Criterion.Near(property("os"), "debian", 1))).containsExactly("3");
    assertThat(find(new Criterion.Near(property("o"), "debian", 2))).isEmpty();
  }

  // --- logic and relevance ---

  @Test
  void combinesConditions() throws Exception {
    put(image("1").name("a b").status(ImageStatus.ACTIVE));
    put(image("2").name("a").status(ImageStatus.ACTIVE));
    put(image("3").name("b"));
    Criterion a = words("a");
    Criterion b = words("b");
    Criterion active = Criterion.is(TextField.STATUS, "active");

    assertThat(find(new Criterion.All(List.of(a, b)))).containsExactly("1");
    assertThat(find(new Criterion.Any(List.of(a, b)))).containsExactly("1", "2", "3");
    assertThat(find(new Criterion.All(List.of(a, new Criterion.Not(b))))).containsExactly("2");
    assertThat(find(new Criterion.Not(a))).containsExactly("3");
    assertThat(find(new Criterion.All(List.of(b, active)))).containsExactly("1");
    assertThat(find(Criterion.anything())).containsExactly("1", "2", "3");
    assertThat(find(new Criterion.Any(List.of()))).isEmpty();
  }

  @Test
  void relevanceIsTheSumOfTheBestPlaces() throws Exception {
    put(image("1").name("Debian").tags(List.of("debian")).property("os", "debian"));
    put(image("2").name("debian 12"));
    put(image("3").tags(List.of("debian")));
    put(image("4").property("os", "debian"));
    put(image("5").name("debian").status(ImageStatus.ACTIVE));
    put(image("6").name("debiam"));

    assertThat(relevant(words("debian")))
        .containsExactly(
            hit("1", Relevance.WHOLE),
            hit("5", Relevance.WHOLE),
            hit("2", Relevance.NAME),
            hit("3", Relevance.TAG),
            hit("4", Relevance.PROPERTY));
    assertThat(relevant(new Criterion.All(List.of(words("debian"), like(NAME, "12*")))))
        .containsExactly(hit("2", Relevance.NAME + Relevance.ofSimilar(Relevance.NAME)));
    assertThat(
            relevant(
                new Criterion.Any(
                    List.of(words("debian"), Criterion.is(TextField.STATUS, "active")))))
        .startsWith(hit("1", Relevance.WHOLE), hit("5", Relevance.WHOLE));
    assertThat(relevant(new Criterion.Near(ANYWHERE, "debian", 1)))
        .contains(hit("6", Relevance.ofSimilar(Relevance.NAME)));
    assertThat(relevant(new Criterion.Not(words("debian")))).containsExactly(hit("6", 0));
  }

  // --- facets ---

  @Test
  void countsWhatWasFound() throws Exception {
    put(image("1").name("a").property("os", "debian").tags(List.of("x", "y")).isProtected(true));
    put(image("2").name("a").property("os", "debian").tags(List.of("x")).diskFormat("raw"));
    put(image("3").name("a").property("os", "arch").property("o", "s").owner("me"));
    put(image("4").name("a").property("os", null));
    put(image("5").name("b").property("os", "suse").property("long", "x".repeat(300)));

    Findings found =
        discover(
            EVERYTHING,
            words("a"),
            1,
            new FacetField.Property("os"),
            new FacetField.Property("o"),
            new FacetField.Tag(),
            new FacetField.Flag(FlagField.PROTECTED),
            new FacetField.Attribute(TextField.DISK_FORMAT),
            new FacetField.Attribute(TextField.OWNER),
            new FacetField.Attribute(TextField.VISIBILITY),
            new FacetField.Property("none"));
    assertThat(found.total()).isEqualTo(4);
    assertThat(found.hits()).hasSize(1);
    assertThat(found.facets().stream().map(Findings.Facet::counts))
        .containsExactly(
            List.of(count("debian", 2), count("arch", 1)),
            List.of(count("s", 1)),
            List.of(count("x", 2), count("y", 1)),
            List.of(count("false", 3), count("true", 1)),
            List.of(count("raw", 1)),
            List.of(count("me", 1)),
            List.of(count("shared", 4)),
            List.of());
    Findings.Facet tooLong =
        discover(EVERYTHING, words("b"), 1, new FacetField.Property("long")).facets().getFirst();
    assertThat(tooLong.counts()).isEmpty();
    assertThat(tooLong.distinctValues()).isZero();
  }

  @Test
  void returnsTheHighestCountsAndTellsHowManyThereAre() throws Exception {
    for (int i = 0; i < 30; i++) {
      put(image("id-" + i).property("n", String.valueOf(i % 7)));
    }
    DiscoveryQuery query =
        new DiscoveryQuery(
            EVERYTHING,
            Criterion.anything(),
            false,
            BY_ID,
            null,
            0,
            List.of(new FacetRequest(new FacetField.Property("n"), 3)));
    Findings found = discovery().discover(query, registry.head(), LIMIT);
    assertThat(found.hits()).isEmpty();
    assertThat(found.total()).isEqualTo(30);
    assertThat(found.facets().getFirst().counts())
        .containsExactly(count("0", 5), count("1", 5), count("2", 4));
    assertThat(found.facets().getFirst().distinctValues()).isEqualTo(7);
  }

  // --- who sees what ---

  @Test
  void whatIsOutOfScopeHasNoInfluence() throws Exception {
    Filter mine = new Filter.TextIn(TextField.OWNER, Set.of("me"));
    put(image("1").owner("me").name("debian").property("os", "debian"));
    DiscoveryQuery query =
        new DiscoveryQuery(
            mine,
            words("debian"),
            true,
            BY_ID,
            null,
            10,
            List.of(new FacetRequest(new FacetField.Property("os"), 10)));
    Findings before = discovery().discover(query, registry.head(), LIMIT);

    for (int i = 0; i < 20; i++) {
      put(image("other-" + i).owner("you").name("debian " + i).property("os", "os " + i));
    }
    assertThat(discovery().discover(query, registry.head(), LIMIT)).isEqualTo(before);
    assertThat(before.total()).isEqualTo(1);
  }

  @Test
  void sharingCountsAtOnce() throws Exception {
    Filter shared = new Filter.SharedWith("me", Set.of("accepted"));
    put(image("1").name("a").visibility(Visibility.SHARED));
    assertThat(discover(shared, words("a"), 10).total()).isZero();

    catalog
        .transaction()
        .putMember(new Member("1", "me", MemberStatus.ACCEPTED, NOON, NOON))
        .commit();
    assertThat(discover(shared, words("a"), 10).total()).isEqualTo(1);
  }

  @Test
  void neverFindsImagesThatNobodyMaySee() throws Exception {
    put(image("1").name("a").status(ImageStatus.DELETED));
    put(image("2").name("a").status(ImageStatus.KILLED));
    put(image("3").name("a").status(ImageStatus.PENDING_DELETE));
    assertThat(find(words("a"))).isEmpty();
  }

  // --- revisions ---

  @Test
  void showsACommitToWhoeverAsksForItsRevision() throws Exception {
    for (int i = 0; i < 30; i++) {
      put(image("1").name("word" + i));
      assertThat(find(words("word" + i))).containsExactly("1");
    }
    catalog.transaction().deleteImage("1").commit();
    assertThat(find(words("word29"))).isEmpty();
  }

  @Test
  void givesUpWhenTheRevisionDoesNotComeInTime() throws Exception {
    put(image("1"));
    DiscoveryQuery query =
        new DiscoveryQuery(EVERYTHING, words("a"), true, BY_ID, null, 10, List.of());
    assertThatExceptionOfType(IndexBehindException.class)
        .isThrownBy(() -> discovery().discover(query, registry.head() + 1, Duration.ofMillis(50)));
  }

  // --- chance ---

  @Test
  void findsWhatAScanFinds() throws Exception {
    RandomDiscovery chance = new RandomDiscovery(random("findsWhatAScanFinds"));
    for (int round = 0; round < 15; round++) {
      for (int i = 0; i < 25; i++) {
        chance.change(catalog).commit();
      }
      ScannedImages scanned = new ScannedImages(catalog);
      for (int i = 0; i < 150; i++) {
        DiscoveryQuery query = chance.query(catalog);
        assertThat(discovery().discover(query, registry.head(), LIMIT))
            .as("round %s, %s", round, query)
            .isEqualTo(scanned.discover(query));
      }
    }
  }

  @Test
  void pagesAddUpToTheWhole() throws Exception {
    Random random = random("pagesAddUpToTheWhole");
    RandomDiscovery chance = new RandomDiscovery(random);
    for (int i = 0; i < 150; i++) {
      chance.change(catalog).commit();
    }
    for (int i = 0; i < 60; i++) {
      Filter scope = chance.scope();
      Criterion wanted = chance.criterion(2);
      boolean byRelevance = random.nextBoolean();
      int limit = 1 + random.nextInt(10);
      List<Findings.Hit> paged = new ArrayList<>();
      DiscoveryQuery.@Nullable After after = null;
      Findings page;
      do {
        page = discover(scope, wanted, byRelevance, after, limit);
        paged.addAll(page.hits());
        if (!page.hits().isEmpty()) {
          Findings.Hit last = page.hits().getLast();
          after = new DiscoveryQuery.After(last.relevance(), read(last.id()));
        }
      } while (!page.hits().isEmpty());
      assertThat(paged)
          .as("%s by %s", wanted, limit)
          .isEqualTo(discover(scope, wanted, byRelevance, null, 1000).hits())
          .hasSize((int) page.total());
    }
  }

  private static Random random(String test) {
    return new Random(Seeds.next("DiscoveryContract." + test));
  }

  // --- words of the tests ---

  private static ImageBuilder image(String id) {
    return new ImageBuilder(id, NOON);
  }

  private void put(ImageBuilder image) throws Exception {
    catalog.transaction().putImage(image.build()).commit();
  }

  private Image read(String id) {
    return catalog.image(id).map(Versioned::value).orElseThrow();
  }

  private static Place property(String name) {
    return new Place.Property(name);
  }

  private static Criterion words(String text) {
    return new Criterion.Phrase(ANYWHERE, text);
  }

  private static Criterion like(Place place, String pattern) {
    return new Criterion.Like(place, new TextPattern(Arrays.asList(pattern.split("\\*", -1))));
  }

  private static Findings.Count count(String value, long images) {
    return new Findings.Count(value, images);
  }

  private static Findings.Hit hit(String id, int relevance) {
    return new Findings.Hit(id, relevance);
  }

  private List<String> find(Criterion wanted) throws Exception {
    return discover(EVERYTHING, wanted, 1000).hits().stream().map(Findings.Hit::id).toList();
  }

  private List<Findings.Hit> relevant(Criterion wanted) throws Exception {
    return discover(EVERYTHING, wanted, true, null, 1000).hits();
  }

  private Findings discover(
      Filter scope,
      Criterion wanted,
      boolean byRelevance,
      DiscoveryQuery.@Nullable After after,
      int limit)
      throws Exception {
    return discovery()
        .discover(
            new DiscoveryQuery(scope, wanted, byRelevance, BY_ID, after, limit, List.of()),
            registry.head(),
            LIMIT);
  }

  private Findings discover(Filter scope, Criterion wanted, int limit, FacetField... facets)
      throws Exception {
    return discovery()
        .discover(
            new DiscoveryQuery(
                scope,
                wanted,
                false,
                BY_ID,
                null,
                limit,
                Stream.of(facets).map(field -> new FacetRequest(field, 10)).toList()),
            registry.head(),
            LIMIT);
  }
}
