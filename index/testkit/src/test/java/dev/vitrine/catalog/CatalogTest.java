package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CatalogTest {
  private static final Instant THEN = Instant.parse("2026-01-05T10:00:00Z");

  private final Registry registry = new MemoryRegistry();
  private final Catalog catalog = new Catalog(registry);

  @Test
  void readsBackAnImageAtTheRevisionOfItsCommit() throws Exception {
    Image image = image("a");
    long revision = catalog.transaction().expectFree("a").putImage(image).commit();

    assertThat(catalog.image("a")).contains(new Versioned<>(image, revision));
    assertThat(catalog.image("b")).isEmpty();
    assertThat(catalog.images(List.of("b", "a", "no such/id"))).containsOnlyKeys("a");
  }

  @Test
  void hasNoImageWithAnIdThatCannotBeOne() {
    for (String id : List.of("", "a/b", "é", "\uD834", "x".repeat(10_000))) {
      assertThat(catalog.image(id)).isEmpty();
      assertThat(catalog.member(id, "p")).isEmpty();
      assertThat(catalog.members(id)).isEmpty();
      assertThat(catalog.tombstone(id)).isEmpty();
    }
    assertThat(catalog.member("a", "\uD834")).isEmpty();
    assertThat(catalog.member("a", "p".repeat(10_000))).isEmpty();
  }

  @Test
  void refusesAChangeOfAnImageThatChangedMeanwhile() throws Exception {
    catalog.transaction().expectFree("a").putImage(image("a")).commit();
    Versioned<Image> read = catalog.image("a").orElseThrow();
    Image renamed = read.value().change().name("new").build();
    catalog.transaction().expectImage(read).putImage(renamed).commit();

    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> catalog.transaction().expectImage(read).putImage(image("a")).commit());
    assertThat(catalog.image("a").orElseThrow().value()).isEqualTo(renamed);
  }

  @Test
  void keepsTheIdOfADeletedImageTaken() throws Exception {
    catalog.transaction().expectFree("a").putImage(image("a")).commit();
    Versioned<Image> read = catalog.image("a").orElseThrow();
    catalog
        .transaction()
        .expectImage(read)
        .deleteImage("a")
        .putTombstone(new Tombstone("a", THEN))
        .commit();

    assertThat(catalog.image("a")).isEmpty();
    assertThat(catalog.tombstone("a")).isPresent();
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> catalog.transaction().expectFree("a").putImage(image("a")).commit())
        .satisfies(conflict -> assertThat(conflict.key()).isEqualTo(Keys.tombstone("a")));
  }

  @Test
  void streamsAllImagesById() throws Exception {
    for (String id : List.of("c", "a", "b")) {
      catalog.transaction().putImage(image(id)).putMember(member(id, "p")).commit();
    }

    try (var all = catalog.allImages()) {
      assertThat(all.map(image -> image.value().id())).containsExactly("a", "b", "c");
    }
    try (var rest = catalog.allImages("a")) {
      assertThat(rest.map(image -> image.value().id())).containsExactly("b", "c");
    }
  }

  @Test
  void knowsTheMembersOfAnImageAndNotThoseOfItsNeighbours() throws Exception {
    for (String image : List.of("a", "aa", "b")) {
      for (String project : List.of("q", "p", "x/y ü")) {
        catalog
            .transaction()
            .expectNoMember(image, project)
            .putMember(member(image, project))
            .commit();
      }
    }
    Versioned<Member> read = catalog.member("a", "x/y ü").orElseThrow();
    Member accepted = read.value().answered(MemberStatus.ACCEPTED, THEN.plusSeconds(5));
    catalog.transaction().expectMember(read).putMember(accepted).commit();
    catalog.transaction().deleteMember("a", "q").commit();

    assertThat(catalog.members("a"))
        .extracting(Versioned::value)
        .containsExactly(member("a", "p"), accepted);
    assertThat(catalog.members("c")).isEmpty();
    try (var all = catalog.allMembers()) {
      assertThat(all).hasSize(8);
    }
  }

  @Test
  void saysWhichRecordCannotBeRead() throws Exception {
    Key key = Keys.image("a");
    registry.commit(Transaction.builder().put(key, new byte[] {'{'}).build());

    assertThatExceptionOfType(RegistryException.Unreadable.class)
        .isThrownBy(() -> catalog.image("a"))
        .satisfies(e -> assertThat(e.key()).isEqualTo(key));
  }

  private static Image image(String id) {
    return new ImageBuilder(id, THEN).name("name of " + id).build();
  }

  private static Member member(String image, String project) {
    return new Member(image, project, MemberStatus.PENDING, THEN, THEN);
  }
}
