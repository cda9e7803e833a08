package dev.vitrine.images.metadefs;

import static dev.vitrine.images.metadefs.Vocabulary.IMAGE;
import static dev.vitrine.images.metadefs.Vocabulary.full;
import static dev.vitrine.images.metadefs.Vocabulary.object;
import static dev.vitrine.images.metadefs.Vocabulary.properties;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.metadefs.NamespaceLoader.Outcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What loading does to namespaces that are there already, mode by mode.
class NamespaceLoaderTest {
  private final MemoryRegistry registry = new MemoryRegistry();
  private final Catalog catalog = new Catalog(registry);
  private final NamespaceLoader loader = new NamespaceLoader(catalog, InstantSource.system());

  /// Another edition of `full("n")`: other words, one property less and one more, and so on.
  private static NewNamespace newer() {
    return new NewNamespace(
        new NamespaceAttributes("n", "Newer", null, null, false, null),
        List.of(new NewAssociation(IMAGE, "new_", null), new NewAssociation("More", null, null)),
        properties("added"),
        List.of(object("o"), object("more")),
        List.of("t", "u"));
  }

  @Test
  void addsWhatIsNotThereWhateverTheMode() throws Exception {
    for (LoadMode mode : LoadMode.values()) {
      assertThat(loader.load(full("n" + mode, false), mode)).isEqualTo(Outcome.ADDED);
    }
    assertThat(exported()).hasSize(4);
  }

  @Test
  void leavesUnsaidWhatIsNotSaidButTheOwner() throws Exception {
    loader.load(newer(), LoadMode.SKIP);
    assertThat(only().namespace().visibility()).isNull();
    assertThat(only().namespace().owner()).isEqualTo("admin");
  }

  @Test
  void skips() throws Exception {
    loader.load(full("n", true), LoadMode.SKIP);
    WholeNamespace before = only();
    assertThat(loader.load(newer(), LoadMode.SKIP)).isEqualTo(Outcome.KEPT);
    assertThat(only()).isEqualTo(before);
  }

  @Test
  void mergesWhatIsMissing() throws Exception {
    loader.load(full("n", true), LoadMode.SKIP);
    WholeNamespace before = only();
    assertThat(loader.load(newer(), LoadMode.MERGE)).isEqualTo(Outcome.MERGED);

    WholeNamespace after = only();
    assertThat(after.namespace().displayName()).isEqualTo("Full");
    assertThat(after.namespace().association(IMAGE))
        .isEqualTo(before.namespace().association(IMAGE));
    assertThat(after.namespace().association("More")).isPresent();
    assertThat(after.content().properties()).containsOnlyKeys("p", "added");
    assertThat(after.content().objects()).containsOnlyKeys("o", "more");
    assertThat(after.content().objects().get("o")).isEqualTo(before.content().objects().get("o"));
    assertThat(after.content().tags()).containsOnlyKeys("t", "u");
    assertThat(loader.load(newer(), LoadMode.MERGE)).isEqualTo(Outcome.KEPT);
  }

  @Test
  void prefersWhatIsNewAndKeepsTheRest() throws Exception {
    loader.load(full("n", true), LoadMode.SKIP);
    assertThat(loader.load(newer(), LoadMode.PREFER_NEW)).isEqualTo(Outcome.MERGED);

    WholeNamespace after = only();
    assertThat(after.namespace().displayName()).isEqualTo("Newer");
    assertThat(after.namespace().isProtected()).isFalse();
    assertThat(after.namespace().association(IMAGE).orElseThrow().prefix()).isEqualTo("new_");
    assertThat(after.content().properties()).containsOnlyKeys("p", "added");
    assertThat(after.content().objects().sequencedValues().getFirst().properties()).isEmpty();
    assertThat(loader.load(newer(), LoadMode.PREFER_NEW)).isEqualTo(Outcome.KEPT);
  }

  @Test
  void overwritesEvenWhatIsProtected() throws Exception {
    loader.load(full("n", true), LoadMode.SKIP);
    assertThat(loader.load(newer(), LoadMode.OVERWRITE)).isEqualTo(Outcome.REPLACED);

    assertThat(only().content().properties()).containsOnlyKeys("added");
    assertThat(only().content().objects()).containsOnlyKeys("o", "more");
    assertThat(only().namespace().associations()).hasSize(2);
  }

  @Test
  void fillsOnlyARegistryThatIsNew() throws Exception {
    assertThat(loader.fillNewRegistry(List.of(full("a", false), full("b", false)))).isTrue();
    assertThat(registry.head()).as("one commit").isEqualTo(1);
    loader.unload();
    assertThat(loader.fillNewRegistry(List.of(full("a", false)))).isFalse();
    assertThat(exported()).isEmpty();
  }

  @Test
  void unloadsEverything() throws Exception {
    loader.load(full("n", true), LoadMode.SKIP);
    assertThat(loader.unload()).isEqualTo(1);
    try (var records = registry.scan("metadef/", null)) {
      assertThat(records).isEmpty();
    }
  }

  private List<WholeNamespace> exported() {
    List<WholeNamespace> namespaces = new ArrayList<>();
    loader.export(namespaces::add);
    return namespaces;
  }

  private WholeNamespace only() {
    assertThat(exported()).hasSize(1);
    return exported().getFirst();
  }
}
