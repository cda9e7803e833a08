package dev.vitrine.images.metadefs;

import static dev.vitrine.images.metadefs.Vocabulary.ADMIN;
import static dev.vitrine.images.metadefs.Vocabulary.IMAGE;
import static dev.vitrine.images.metadefs.Vocabulary.empty;
import static dev.vitrine.images.metadefs.Vocabulary.full;
import static dev.vitrine.images.metadefs.Vocabulary.object;
import static dev.vitrine.images.metadefs.Vocabulary.properties;
import static dev.vitrine.images.metadefs.Vocabulary.reader;
import static dev.vitrine.images.metadefs.Vocabulary.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinitionBuilder;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.catalog.metadefs.Tag;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Namespaces and what is in them: how they come, change and go.
class DefinitionsTest {
  private final MemoryRegistry registry = new MemoryRegistry();
  private final Catalog catalog = new Catalog(registry);
  private final Definitions definitions =
      Definitions.over(catalog, Policy.defaults(), InstantSource.system());
  private final Namespaces namespaces = definitions.namespaces();

  @Test
  void makesANamespaceWithAllThatIsInItInOneCommit() throws Exception {
    WholeNamespace made = namespaces.create(ADMIN, full("n/ü::1", false));

    assertThat(registry.head()).isEqualTo(1);
    assertThat(namespaces.show(ADMIN, "n/ü::1")).isEqualTo(made);
    assertThat(made.content().objects()).containsOnlyKeys("o");
    assertThat(definitions.resourceTypes().list(ADMIN))
        .extracting(ResourceType::name)
        .containsExactly(IMAGE);
  }

  @Test
  void givesANewNamespaceTheDefaults() throws Exception {
    Namespace made = namespaces.create(ADMIN, empty("n")).namespace();

    assertThat(made.visibility()).isEqualTo(NamespaceVisibility.PRIVATE);
    assertThat(made.owner()).isEqualTo("ops");
    assertThat(made.isProtected()).isFalse();
  }

  @Test
  void makesNothingWhenAPartIsSaidTwice() throws Exception {
    NewNamespace twice =
        new NewNamespace(
            empty("n").attributes(),
            List.of(new NewAssociation("T", null, null)),
            properties("p"),
            List.of(object("o"), object("o")),
            List.of());
    refused(Refusal.Conflict.class, () -> namespaces.create(ADMIN, twice));

    assertThat(registry.head()).isZero();
  }

  @Test
  void refusesANameThatIsTakenLongOrEmpty() throws Exception {
    namespaces.create(ADMIN, empty("n"));

    refused(Refusal.Conflict.class, () -> namespaces.create(ADMIN, empty("n")));
    refused(Refusal.Invalid.class, () -> namespaces.create(ADMIN, empty("")));
    refused(Refusal.Invalid.class, () -> namespaces.create(ADMIN, empty("x".repeat(81))));
    assertThat(namespaces.create(ADMIN, empty("\uD83D\uDE00".repeat(80))).namespace().name())
        .hasSize(160);
  }

  @Test
  void deletesANamespaceWithAllThatIsInIt() throws Exception {
    namespaces.create(ADMIN, full("n", false));
    namespaces.delete(ADMIN, "n");

    refused(Refusal.NotFound.class, () -> namespaces.show(ADMIN, "n"));
    WholeNamespace again = namespaces.create(ADMIN, empty("n"));
    assertThat(again.content().properties()).isEmpty();
    assertThat(definitions.resourceTypes().list(ADMIN)).as("types stay").hasSize(1);
  }

  @Test
  void movesTheContentWithTheName() throws Exception {
    namespaces.create(ADMIN, full("n", false));
    Namespace renamed =
        namespaces.replace(ADMIN, "n", new NamespaceAttributes("m", null, null, null, false, null));

    assertThat(renamed.displayName()).isNull();
    assertThat(renamed.visibility()).isEqualTo(NamespaceVisibility.PRIVATE);
    assertThat(renamed.owner()).isEqualTo("ops");
    assertThat(renamed.associations()).hasSize(1);
    assertThat(namespaces.show(ADMIN, "m").content().tags()).containsOnlyKeys("t");
    refused(Refusal.NotFound.class, () -> namespaces.show(ADMIN, "n"));
  }

  @Test
  void doesNotMoveANamespaceOntoAnother() throws Exception {
    namespaces.create(ADMIN, full("n", false));
    namespaces.create(ADMIN, empty("m"));

    refused(Refusal.Conflict.class, () -> namespaces.replace(ADMIN, "n", empty("m").attributes()));
    assertThat(namespaces.show(ADMIN, "n").content().properties()).isNotEmpty();
  }

  @Test
  void takesNothingAwayFromAProtectedNamespaceButLetsItGrow() throws Exception {
    namespaces.create(ADMIN, full("n", true));
    List<ThrowingCallable> deletions =
        List.of(
            () -> namespaces.delete(ADMIN, "n"),
            () -> namespaces.clearProperties(ADMIN, "n"),
            () -> namespaces.clearObjects(ADMIN, "n"),
            () -> namespaces.clearTags(ADMIN, "n"),
            () -> definitions.properties().remove(ADMIN, "n", "p"),
            () -> definitions.objects().remove(ADMIN, "n", "o"),
            () -> definitions.tags().remove(ADMIN, "n", "t"),
            () -> definitions.resourceTypes().dissociate(ADMIN, "n", IMAGE));
    for (ThrowingCallable deletion : deletions) {
      assertThatThrownBy(deletion)
          .isInstanceOf(Refusal.Forbidden.class)
          .hasMessageContaining("is protected and cannot be deleted");
    }

    definitions.tags().add(ADMIN, "n", "u");
    definitions.properties().replace(ADMIN, "n", "p", new Properties.Named("p2", text("P")));
    assertThat(namespaces.show(ADMIN, "n").content().properties()).containsOnlyKeys("p2");
  }

  @Test
  void clearsOneKindAtATime() throws Exception {
    namespaces.create(ADMIN, full("n", false));

    namespaces.clearProperties(ADMIN, "n");
    namespaces.clearTags(ADMIN, "n");
    namespaces.clearTags(ADMIN, "n");
    var content = namespaces.show(ADMIN, "n").content();
    assertThat(content.properties()).isEmpty();
    assertThat(content.tags()).isEmpty();
    assertThat(content.objects()).isNotEmpty();
  }

  @Test
  void changesPropertiesInTheirPlaces() throws Exception {
    Properties use = definitions.properties();
    namespaces.create(ADMIN, empty("n"));
    for (String name : List.of("a", "b/c", "d")) {
      use.add(ADMIN, "n", new Properties.Named(name, text(name)));
    }

    refused(
        Refusal.Conflict.class, () -> use.add(ADMIN, "n", new Properties.Named("a", text("A"))));
    refused(
        Refusal.Conflict.class,
        () -> use.replace(ADMIN, "n", "a", new Properties.Named("d", text("D"))));
    refused(
        Refusal.NotFound.class,
        () -> use.replace(ADMIN, "n", "x", new Properties.Named("x", text("X"))));
    use.replace(ADMIN, "n", "b/c", new Properties.Named("b", text("B")));
    use.remove(ADMIN, "n", "a");
    assertThat(use.list(ADMIN, "n").keySet()).containsExactly("b", "d");
    refused(Refusal.NotFound.class, () -> use.remove(ADMIN, "n", "a"));
  }

  @Test
  void findsAPropertyByTheNameThatItHasOnAResource() throws Exception {
    Properties use = definitions.properties();
    namespaces.create(ADMIN, full("n", false));
    definitions.resourceTypes().associate(ADMIN, "n", new NewAssociation("Bare", null, null));

    assertThat(use.show(ADMIN, "n", "hw_p", IMAGE).name()).isEqualTo("p");
    for (String wrong : List.of("p", "hw_x")) {
      refused(Refusal.NotFound.class, () -> use.show(ADMIN, "n", wrong, IMAGE));
    }
    refused(Refusal.NotFound.class, () -> use.show(ADMIN, "n", "p", "Bare"));
    refused(Refusal.NotFound.class, () -> use.show(ADMIN, "n", "p", "Other"));
  }

  @Test
  void putsThePrefixBeforeEveryNameThatAResourceSees() throws Exception {
    WholeNamespace whole = namespaces.create(ADMIN, full("n", false));

    WholeNamespace applied = whole.appliedTo(IMAGE);
    assertThat(applied.content().properties()).containsOnlyKeys("hw_p");
    ObjectDefinition object = applied.content().objects().sequencedValues().getFirst();
    assertThat(object.required()).containsExactly("hw_q");
    assertThat(object.properties()).containsOnlyKeys("hw_q");
    assertThat(whole.appliedTo("Other")).isEqualTo(whole);
  }

  @Test
  void replacesAnObjectWhole() throws Exception {
    Objects use = definitions.objects();
    namespaces.create(ADMIN, full("n", false));
    ObjectDefinition before = use.show(ADMIN, "n", "o");
    use.add(ADMIN, "n", object("z"));

    ObjectDefinition after = use.replace(ADMIN, "n", "o", object("a"));
    assertThat(after.properties()).isEmpty();
    assertThat(after.createdAt()).isEqualTo(before.createdAt());
    assertThat(after.updatedAt()).isAfter(before.updatedAt());
    assertThat(use.list(ADMIN, "n"))
        .extracting(ObjectDefinition::name)
        .as("the oldest first")
        .containsExactly("a", "z");
    refused(Refusal.Conflict.class, () -> use.replace(ADMIN, "n", "a", object("z")));
    refused(Refusal.Conflict.class, () -> use.add(ADMIN, "n", object("z")));
  }

  @Test
  void givesManyTagsOrAddsThem() throws Exception {
    Tags use = definitions.tags();
    namespaces.create(ADMIN, full("n", false));

    use.addAll(ADMIN, "n", List.of("a", "b"), true);
    assertThat(names(use, TagQuery.newestFirst())).containsExactly("b", "a", "t");
    refused(Refusal.Conflict.class, () -> use.addAll(ADMIN, "n", List.of("c", "a"), true));
    refused(Refusal.Conflict.class, () -> use.addAll(ADMIN, "n", List.of("c", "c"), false));
    use.addAll(ADMIN, "n", List.of(), false);
    assertThat(names(use, TagQuery.newestFirst())).containsExactly("b", "a", "t");
    use.addAll(ADMIN, "n", List.of("a", "z"), false);
    assertThat(names(use, TagQuery.newestFirst())).containsExactly("z", "a");
  }

  @Test
  void pagesTags() throws Exception {
    Tags use = definitions.tags();
    namespaces.create(ADMIN, empty("n"));
    use.addAll(ADMIN, "n", List.of("c", "a", "b"), false);
    use.rename(ADMIN, "n", "c", "d");

    assertThat(names(use, new TagQuery(TagQuery.SortKey.NAME, true, null, 2)))
        .containsExactly("a", "b");
    assertThat(names(use, new TagQuery(TagQuery.SortKey.NAME, true, "b", 2))).containsExactly("d");
    assertThat(names(use, new TagQuery(TagQuery.SortKey.CREATED_AT, true, null, null)))
        .containsExactly("d", "a", "b");
    assertThat(names(use, new TagQuery(TagQuery.SortKey.UPDATED_AT, false, null, null)))
        .containsExactly("d", "b", "a");
    refused(
        Refusal.NotFound.class,
        () -> names(use, new TagQuery(TagQuery.SortKey.NAME, true, "x", 2)));
    refused(Refusal.Conflict.class, () -> use.rename(ADMIN, "n", "d", "a"));
  }

  @Test
  void listsWhatTheCallerMaySee() throws Exception {
    namespaces.create(ADMIN, empty("public", NamespaceVisibility.PUBLIC, "o"));
    namespaces.create(ADMIN, empty("private", NamespaceVisibility.PRIVATE, "o"));
    namespaces.create(ADMIN, empty("foreign", NamespaceVisibility.PRIVATE, "x"));

    assertThat(listed(reader("o"))).containsExactly("private", "public");
    assertThat(listed(reader("y"))).containsExactly("public");
    assertThat(listed(ADMIN)).containsExactly("foreign", "private", "public");
    refused(Refusal.NotFound.class, () -> namespaces.show(reader("o"), "foreign"));
    refused(Refusal.NotFound.class, () -> namespaces.delete(reader("o"), "foreign"));
    assertThatThrownBy(() -> namespaces.delete(reader("o"), "public"))
        .isInstanceOf(Refusal.Forbidden.class)
        .hasMessage("You are not authorized to complete delete_metadef_namespace action.");
  }

  @Test
  void refusesInTheSameWordsWhatIsHiddenAndWhatIsNot() throws Exception {
    namespaces.create(ADMIN, empty("hidden", NamespaceVisibility.PRIVATE, "o"));

    assertThatThrownBy(() -> namespaces.show(reader("x"), "hidden"))
        .isInstanceOf(Refusal.NotFound.class)
        .hasMessage("Metadata definition namespace=hidden was not found.");
    assertThatThrownBy(() -> namespaces.show(reader("x"), "nobody"))
        .isInstanceOf(Refusal.NotFound.class)
        .hasMessage("Metadata definition namespace=nobody was not found.");
  }

  @Test
  void filtersAndPagesNamespaces() throws Exception {
    for (int i = 0; i < 7; i++) {
      NamespaceVisibility visibility =
          i % 2 == 0 ? NamespaceVisibility.PUBLIC : NamespaceVisibility.PRIVATE;
      namespaces.create(ADMIN, empty("n" + i, visibility, "o"));
      if (i < 5) {
        definitions
            .resourceTypes()
            .associate(ADMIN, "n" + i, new NewAssociation("T" + i % 3, null, null));
      }
    }

    List<String> seen = new ArrayList<>();
    String marker = null;
    int pages = 0;
    do {
      NamespacePage page =
          namespaces.list(
              ADMIN,
              new NamespaceQuery(null, null, NamespaceQuery.SortKey.NAMESPACE, true, marker, 3));
      page.namespaces().forEach(namespace -> seen.add(namespace.name()));
      marker = page.nextMarker();
      pages++;
    } while (marker != null);
    assertThat(seen).containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6");
    assertThat(pages).isEqualTo(3);
    assertThat(list(NamespaceVisibility.PRIVATE, null)).containsExactly("n5", "n3", "n1");
    assertThat(list(null, Set.of("T1", "T2", "?"))).containsExactly("n4", "n2", "n1");
  }

  @Test
  void showsEachCommitInTheNextList() throws Exception {
    for (int i = 0; i < 20; i++) {
      namespaces.create(ADMIN, empty("n" + i));
      assertThat(listed(ADMIN)).hasSize(i + 1).startsWith("n" + i);
    }
    namespaces.delete(ADMIN, "n3");
    assertThat(listed(ADMIN)).hasSize(19).doesNotContain("n3");
    namespaces.replace(ADMIN, "n4", empty("m").attributes());
    assertThat(listed(ADMIN)).contains("m").doesNotContain("n4");
  }

  @Test
  void answersFromTheRecordsWhenThereAreTooManyToRemember() throws Exception {
    NamespaceDirectory directory = new NamespaceDirectory(catalog, 2);
    for (int i = 0; i < 5; i++) {
      namespaces.create(ADMIN, empty("n" + i));
      try (var all = directory.all()) {
        assertThat(all.map(Namespace::name)).hasSize(i + 1);
      }
    }
  }

  @Test
  void losesNothingWhenManyWriteAtOnce() throws Exception {
    namespaces.create(ADMIN, empty("n"));
    List<Future<?>> writers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        String name = "t" + i;
        writers.add(threads.submit(() -> definitions.tags().add(ADMIN, "n", name)));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(namespaces.show(ADMIN, "n").content().tags()).hasSize(16);
  }

  @Test
  void leavesNothingBehindWhenTheNamespaceIsDeletedMeanwhile() throws Exception {
    for (int round = 0; round < 20; round++) {
      namespaces.create(ADMIN, empty("n"));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> adding = threads.submit(() -> definitions.tags().add(ADMIN, "n", "t"));
        Future<?> deleting =
            threads.submit(() -> {
              namespaces.delete(ADMIN, "n");
              return null;
            });
        deleting.get();
        try {
          adding.get();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(Refusal.NotFound.class);
        }
      }
      try (var records = registry.scan("metadef/", null)) {
        assertThat(records).isEmpty();
      }
    }
  }

  @Test
  void refusesANamespaceBeyondItsBound() throws Exception {
    namespaces.create(ADMIN, empty("n"));
    String words = "x".repeat(1 << 20);
    for (int i = 0; i < 3; i++) {
      definitions.properties().add(ADMIN, "n", wordy("p" + i, words));
    }
    refused(
        Refusal.TooLarge.class, () -> definitions.properties().add(ADMIN, "n", wordy("p4", words)));
    assertThat(definitions.properties().list(ADMIN, "n")).hasSize(3);
  }

  private static Properties.Named wordy(String name, String words) {
    return new Properties.Named(
        name, new PropertyDefinitionBuilder("string", name).description(words).build());
  }

  private List<String> listed(Caller caller) throws Exception {
    return namespaces
        .list(
            caller,
            new NamespaceQuery(null, null, NamespaceQuery.SortKey.CREATED_AT, false, null, 100))
        .namespaces()
        .stream()
        .map(Namespace::name)
        .toList();
  }

  private List<String> list(
      @Nullable NamespaceVisibility visibility, @Nullable Set<String> resourceTypes)
      throws Exception {
    return namespaces
        .list(
            ADMIN,
            new NamespaceQuery(
                visibility, resourceTypes, NamespaceQuery.SortKey.CREATED_AT, false, null, 100))
        .namespaces()
        .stream()
        .map(Namespace::name)
        .toList();
  }

  private List<String> names(Tags use, TagQuery query) throws Refusal {
    return use.list(ADMIN, "n", query).stream().map(Tag::name).toList();
  }

  private static void refused(Class<? extends Refusal> kind, ThrowingCallable use) {
    assertThatThrownBy(use).isInstanceOf(kind);
  }
}
