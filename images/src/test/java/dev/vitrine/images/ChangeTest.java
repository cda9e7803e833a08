package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static dev.vitrine.images.Site.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.ImageChange.Add;
import dev.vitrine.images.ImageChange.AddTag;
import dev.vitrine.images.ImageChange.Remove;
import dev.vitrine.images.ImageChange.RemoveTag;
import dev.vitrine.images.ImageChange.Replace;
import dev.vitrine.images.ImageChange.Set;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {
  private static final Caller OWNER = member("p");

  @RegisterExtension final Site site = new Site();

  @Test
  void setsEveryAttributeThatACallerMaySet() throws Exception {
    Image before = site.put(image -> image.owner("p"));

    Image after =
        change(
            ADMIN,
            before,
            new Set("name", "n"),
            new Set("visibility", "private"),
            new Set("protected", true),
            new Set("os_hidden", true),
            new Set("owner", "q"),
            new Set("container_format", "bare"),
            new Replace("disk_format", "raw"),
            new Replace("min_disk", 1),
            new Replace("min_ram", 2),
            new Replace("tags", List.of("b", "a", "b")),
            new Set("custom", "c"));

    assertThat(after)
        .isEqualTo(
            before
                .change()
                .name("n")
                .visibility(Visibility.PRIVATE)
                .isProtected(true)
                .hidden(true)
                .owner("q")
                .containerFormat("bare")
                .diskFormat("raw")
                .minDiskGib(1)
                .minRamMib(2)
                .tags(List.of("b", "a"))
                .property("custom", "c")
                .updatedAt(after.updatedAt())
                .build());
    assertThat(after.updatedAt()).isAfter(before.updatedAt());
    assertThat(site.record(before.id())).isEqualTo(after);
  }

  @Test
  void setsToNullWhatMayBeNull() throws Exception {
    Image before = site.put(i -> i.owner("p").name("n").containerFormat("bare").diskFormat("raw"));

    Image after =
        change(
            ADMIN,
            before,
            new Set("name", null),
            new Set("owner", null),
            new Set("container_format", null),
            new Set("disk_format", null),
            new Set("kernel_id", null));

    assertThat(after.name()).isNull();
    assertThat(after.owner()).isNull();
    assertThat(after.containerFormat()).isNull();
    assertThat(after.diskFormat()).isNull();
    assertThat(after.properties()).containsEntry("kernel_id", null);
  }

  @Test
  void changesNothingWithoutSteps() throws Exception {
    Image before = site.put("p", Visibility.PUBLIC);

    assertThat(change(reader("q"), before)).isEqualTo(before);
    assertThat(site.record(before.id())).isEqualTo(before);
  }

  @Test
  void showsLaterStepsWhatEarlierOnesDid() throws Exception {
    Image before = site.put(image -> image.owner("p").property("old", "1"));

    Image after =
        change(
            OWNER,
            before,
            new Remove("old"),
            new Add("old", "2"),
            new Add("new", "3"),
            new Replace("new", "4"),
            new Set("gone", "5"),
            new Remove("gone"));

    assertThat(after.properties())
        .containsOnly(java.util.Map.entry("old", "2"), java.util.Map.entry("new", "4"));
  }

  @Test
  void changesNothingWhenOneStepIsRefused() throws Exception {
    Image before = site.put("p", Visibility.SHARED);

    assertThatThrownBy(() -> change(OWNER, before, new Set("name", "n"), new Remove("absent")))
        .isInstanceOf(Refusal.Conflict.class);
    assertThat(site.record(before.id())).isEqualTo(before);
  }

  @Test
  void tellsPresentFromAbsentProperties() throws Exception {
    Image image = site.put(i -> i.owner("p").property("there", "1"));

    refuses(Refusal.Conflict.class, OWNER, image, new Add("there", "2"));
    refuses(Refusal.Conflict.class, OWNER, image, new Replace("absent", "2"));
    refuses(Refusal.Conflict.class, OWNER, image, new Remove("absent"));
    refuses(Refusal.Conflict.class, OWNER, image, new Add("name", "2"));
    refuses(Refusal.Forbidden.class, OWNER, image, new Remove("name"));
    refuses(Refusal.Forbidden.class, OWNER, image, new Remove("visibility"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "status",
        "checksum",
        "size",
        "virtual_size",
        "direct_url",
        "self",
        "file",
        "schema",
        "created_at",
        "updated_at",
        "os_hash_algo",
        "os_hash_value",
        "stores",
        "locations",
        "location",
        "deleted",
        "deleted_at",
        "os_glance_anything"
      })
  void refusesToTouchWhatIsTheServicesOwn(String name) throws Exception {
    Image image = site.put("p", Visibility.SHARED);

    refuses(Refusal.Forbidden.class, ADMIN, image, new Set(name, "x"));
    refuses(Refusal.Forbidden.class, ADMIN, image, new Add(name, "x"));
    refuses(Refusal.Forbidden.class, ADMIN, image, new Replace(name, "x"));
    refuses(Refusal.Forbidden.class, ADMIN, image, new Remove(name));
  }

  @Test
  void letsOnlyAnAdministratorPublish() throws Exception {
    Image image = site.put("p", Visibility.SHARED);

    refuses(Refusal.Forbidden.class, OWNER, image, new Set("visibility", "public"));
    assertThat(change(OWNER, image, new Set("visibility", "community")).visibility())
        .isEqualTo(Visibility.COMMUNITY);
    assertThat(change(ADMIN, image, new Set("visibility", "public")).visibility())
        .isEqualTo(Visibility.PUBLIC);
    assertThat(change(OWNER, image, new Set("visibility", "private")).visibility())
        .isEqualTo(Visibility.PRIVATE);
  }

  @Test
  void asksThePolicyForEachKindOfStep() throws Exception {
    Image image = site.put("p", Visibility.SHARED);
    List<Policy.Action> asked = new ArrayList<>();
    site.policy((caller, action, target) -> {
      asked.add(action);
      return true;
    });

    change(OWNER, image, new Set("visibility", "community"));
    assertThat(asked).containsExactly(Policy.Action.COMMUNITIZE_IMAGE);
    asked.clear();
    change(OWNER, image, new Set("visibility", "public"), new Set("a", "b"), new Set("c", "d"));
    assertThat(asked)
        .containsExactlyInAnyOrder(Policy.Action.PUBLICIZE_IMAGE, Policy.Action.MODIFY_IMAGE);
    asked.clear();
    change(OWNER, image, new Set("visibility", "private"));
    assertThat(asked).containsExactly(Policy.Action.MODIFY_IMAGE);
  }

  @Test
  void keepsToOwnersWhereThePolicyIsForOwnersOnly() throws Exception {
    site.policy(Site.FOR_OWNERS_ONLY);
    Image image = site.put("p", Visibility.PUBLIC);
    Image ownerless = site.put(null, Visibility.PUBLIC);

    refuses(Refusal.Forbidden.class, member("q"), image, new Set("name", "n"));
    refuses(Refusal.Forbidden.class, member("q"), ownerless, new Set("name", "n"));
  }

  @Test
  void leavesToTheRulesOtherwiseWhoMayChangeWhoseImages() throws Exception {
    site.policy((caller, action, target) -> true);
    Image image = site.put("p", Visibility.PUBLIC);

    assertThat(change(member("q"), image, new Set("name", "n")).name()).isEqualTo("n");
  }

  @Test
  void letsOnlyAnAdministratorGiveAnImageAway() throws Exception {
    Image image = site.put("p", Visibility.SHARED);

    refuses(Refusal.Forbidden.class, OWNER, image, new Set("owner", "q"));
    refuses(Refusal.Forbidden.class, OWNER, image, new Replace("owner", null));
    refuses(Refusal.Forbidden.class, OWNER, image, new Set("owner", "p"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageStatus.class,
      names = {"QUEUED", "UPLOADING", "IMPORTING", "ACTIVE", "DEACTIVATED"})
  void changesFormatsOnlyWhileThereIsNoData(ImageStatus status) throws Exception {
    boolean importing = status == ImageStatus.IMPORTING;
    boolean staged = importing || status == ImageStatus.UPLOADING;
    Image image = site.put(i -> i.owner("p").status(staged ? ImageStatus.QUEUED : status));
    if (staged) {
      site.stage(OWNER, image.id(), new byte[] {1, 2, 3});
    }
    if (importing) {
      site.abandonImport(OWNER, image.id(), new ImportSource.Direct(), ImportTest.WORDS);
    }

    if (status == ImageStatus.QUEUED || importing) {
      assertThat(change(OWNER, image, new Set("disk_format", "iso")).diskFormat()).isEqualTo("iso");
      assertThat(change(OWNER, image, new Set("container_format", "ova")).containerFormat())
          .isEqualTo("ova");
    } else {
      refuses(Refusal.Forbidden.class, OWNER, image, new Set("disk_format", "iso"));
      refuses(Refusal.Forbidden.class, OWNER, image, new Set("container_format", "ova"));
    }
    assertThat(change(OWNER, image, new Set("name", "n")).name()).isEqualTo("n");
  }

  @Test
  void changesProtectedImages() throws Exception {
    Image image = site.put(i -> i.owner("p").isProtected(true));

    assertThat(change(OWNER, image, new Set("protected", false)).isProtected()).isFalse();
  }

  @Test
  void countsTagsAsTheyWereGiven() throws Exception {
    Image image = site.put("p", Visibility.SHARED);

    change(OWNER, image, new Set("tags", Collections.nCopies(128, "t")));
    refuses(Refusal.TooLarge.class, OWNER, image, new Set("tags", Collections.nCopies(129, "t")));
  }

  @Test
  void givesAndTakesOneTagAtATime() throws Exception {
    site.options(quotas(128, 2));
    Image image = site.put(i -> i.owner("p").tags(List.of("a")));

    assertThat(change(OWNER, image, new AddTag("b"), new AddTag("a")).tags())
        .containsExactly("a", "b");
    refuses(Refusal.TooLarge.class, OWNER, image, new AddTag("c"));
    assertThat(change(OWNER, image, new RemoveTag("a")).tags()).containsExactly("b");
    refuses(Refusal.NotFound.class, OWNER, image, new RemoveTag("a"));
    refuses(Refusal.Invalid.class, OWNER, image, new AddTag("\uD83D\uDE00"));
    refuses(Refusal.NotFound.class, member("q"), image, new AddTag("c"));
  }

  @Test
  void countsPropertiesOnlyWhenThereAreNewOnes() throws Exception {
    site.options(quotas(2, 128));
    Image image =
        site.put(i -> i.owner("p").property("a", "1").property("b", "2").property("c", "3"));

    refuses(Refusal.TooLarge.class, OWNER, image, new Add("d", "4"));
    refuses(Refusal.TooLarge.class, OWNER, image, new Remove("a"), new Add("d", "4"));
    assertThat(change(OWNER, image, new Replace("a", "5")).properties()).hasSize(3);
    assertThat(change(OWNER, image, new Remove("a")).properties()).hasSize(2);
    assertThat(change(OWNER, image, new Remove("b"), new Add("d", "4")).properties()).hasSize(2);
  }

  @Test
  void doesNotCountTheServicesOwnNotes() throws Exception {
    site.options(quotas(1, 128));
    Image image = site.put(i -> i.owner("p").property("os_glance_failed_import", ""));

    assertThat(change(OWNER, image, new Add("a", "1")).properties()).hasSize(2);
  }

  @Test
  void takesANegativeQuotaForNone() throws Exception {
    site.options(quotas(-1, -1));
    Image image = site.put("p", Visibility.SHARED);

    assertThat(
            change(OWNER, image, new Set("tags", Collections.nCopies(500, "t")), new Set("a", "1"))
                .tags())
        .containsExactly("t");
  }

  @Test
  void refusesValuesThatMakeNoSense() throws Exception {
    Image image = site.put("p", Visibility.SHARED);

    refuses(Refusal.Invalid.class, OWNER, image, new Set("min_disk", -1));
    refuses(Refusal.Invalid.class, OWNER, image, new Set("visibility", "secret"));
    refuses(Refusal.Invalid.class, OWNER, image, new Set("name", "\uD83D\uDE00"));
    refuses(Refusal.Invalid.class, OWNER, image, new Set("x", "\uD83D\uDE00"));
    refuses(Refusal.Invalid.class, OWNER, image, new Set("\uD83D\uDE00", "x"));
    refuses(Refusal.Invalid.class, OWNER, image, new Set("tags", List.of("\uD83D\uDE00")));
    refuses(Refusal.Invalid.class, OWNER, image, new Set("x".repeat(256), "x"));
  }

  @Test
  void tellsWhoMayNotChangeFromWhoMayNotKnow() throws Exception {
    Image hidden = site.put("p", Visibility.PRIVATE);
    Image open = site.put("p", Visibility.PUBLIC);

    refuses(Refusal.NotFound.class, member("q"), hidden, new Set("name", "n"));
    refuses(Refusal.Forbidden.class, member("q"), open, new Set("name", "n"));
    refuses(Refusal.Forbidden.class, reader("p"), open, new Set("name", "n"));
    site.service().delete(OWNER, open.id());
    refuses(Refusal.NotFound.class, OWNER, open, new Set("name", "n"));
  }

  @Test
  void decidesAnewWhenSomebodyWasFaster() throws Exception {
    Image image = site.put("p", Visibility.SHARED);
    site.registry.injectAt(Keys.image(image.id()), new MemoryRegistry.Fault.Conflict());

    assertThat(change(OWNER, image, new Set("name", "n")).name()).isEqualTo("n");
  }

  @Test
  void losesNoneOfManyChangesAtOnce() throws Exception {
    Image image = site.put("p", Visibility.SHARED);
    List<Future<Image>> changes = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        Set step = new Set("p" + i, "v");
        changes.add(callers.submit(() -> change(OWNER, image, step)));
      }
      for (Future<Image> change : changes) {
        change.get();
      }
    }

    assertThat(site.record(image.id()).properties()).hasSize(32);
  }

  private static ImageServiceOptions quotas(int properties, int tags) {
    ImageServiceOptions defaults = ImageServiceOptions.defaults();
    return new ImageServiceOptions(
        properties,
        tags,
        defaults.memberQuota(),
        defaults.sizeCapBytes(),
        defaults.hashes(),
        defaults.containerFormats(),
        defaults.diskFormats(),
        defaults.taskTimeToLive(),
        defaults.imports(),
        defaults.indexWait());
  }

  private Image change(Caller caller, Image image, ImageChange... steps) throws Exception {
    return site.service().change(caller, image.id(), List.of(steps));
  }

  private void refuses(
      Class<? extends Refusal> kind, Caller caller, Image image, ImageChange... steps) {
    assertThatThrownBy(() -> change(caller, image, steps)).isInstanceOf(kind);
  }
}
