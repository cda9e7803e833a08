package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static dev.vitrine.images.Site.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Member;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sharing: who is a member, who says so, and who knows.
class MembersTest {
  private static final Caller OWNER = member("o");
  private static final Caller MEMBER = member("m");
  private static final Caller OTHER_MEMBER = member("n");
  private static final Caller STRANGER = member("x");

  @RegisterExtension final Site site = new Site();
  private String id = "";

  @BeforeEach
  void shareAnImage() throws Exception {
    id = site.put("o", Visibility.SHARED).id();
    members().add(OWNER, id, "m");
    members().add(OWNER, id, "n");
  }

  @Test
  void aNewMemberIsPending() throws Exception {
    Member added = members().add(OWNER, id, "p");

    assertThat(added.project()).isEqualTo("p");
    assertThat(added.imageId()).isEqualTo(id);
    assertThat(added.status()).isEqualTo(MemberStatus.PENDING);
    assertThat(added.createdAt()).isEqualTo(added.updatedAt());
    assertThat(members().show(OWNER, id, "p")).isEqualTo(added);
  }

  @Test
  void theOwnerSeesAllMembersAndAMemberItself() throws Exception {
    assertThat(projects(OWNER)).containsExactly("m", "n");
    assertThat(projects(reader("o"))).containsExactly("m", "n");
    assertThat(projects(ADMIN)).containsExactly("m", "n");
    assertThat(projects(MEMBER)).containsExactly("m");
    assertThat(projects(reader("n"))).containsExactly("n");
    assertThat(outcome(() -> members().list(STRANGER, id))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().list(ADMIN, "missing"))).isEqualTo("NotFound");

    assertThat(outcome(() -> members().show(MEMBER, id, "m"))).isEqualTo("ok");
    for (Caller caller : List.of(MEMBER, STRANGER)) {
      assertThat(outcome(() -> members().show(caller, id, "n"))).isEqualTo("NotFound");
    }
    assertThat(outcome(() -> members().show(OWNER, id, "x"))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().show(OWNER, "missing", "m"))).isEqualTo("NotFound");
  }

  @Test
  void membersAreListedInTheOrderInWhichTheyCame() throws Exception {
    members().add(OWNER, id, "z");
    members().add(OWNER, id, "a");

    assertThat(projects(OWNER)).containsExactly("m", "n", "z", "a");
  }

  @Test
  void onlyTheOwnerAddsAndRemoves() throws Exception {
    assertThat(outcome(() -> members().add(MEMBER, id, "p"))).isEqualTo("Forbidden");
    assertThat(outcome(() -> members().add(reader("o"), id, "p"))).isEqualTo("Forbidden");
    assertThat(outcome(() -> members().add(STRANGER, id, "p"))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().add(ADMIN, id, "p"))).isEqualTo("ok");

    assertThat(outcome(() -> members().remove(MEMBER, id, "m"))).isEqualTo("Forbidden");
    assertThat(outcome(() -> members().remove(MEMBER, id, "n"))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().remove(reader("o"), id, "m"))).isEqualTo("Forbidden");
    assertThat(outcome(() -> members().remove(STRANGER, id, "m"))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().remove(OWNER, id, "x"))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().remove(OWNER, id, "m"))).isEqualTo("ok");
    assertThat(outcome(() -> members().remove(ADMIN, id, "n"))).isEqualTo("ok");
    assertThat(projects(OWNER)).containsExactly("p");
  }

  @Test
  void whoIsRemovedSeesTheImageNoMore() throws Exception {
    assertThat(outcome(() -> site.service().show(MEMBER, id))).isEqualTo("ok");

    members().remove(OWNER, id, "m");

    assertThat(outcome(() -> site.service().show(MEMBER, id))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().list(MEMBER, id))).isEqualTo("NotFound");
  }

  @Test
  void onlyTheMemberAnswers() throws Exception {
    MemberStatus accepted = MemberStatus.ACCEPTED;
    assertThat(outcome(() -> members().answer(OWNER, id, "m", accepted))).isEqualTo("Forbidden");
    assertThat(outcome(() -> members().answer(OTHER_MEMBER, id, "m", accepted)))
        .isEqualTo("NotFound");
    assertThat(outcome(() -> members().answer(reader("m"), id, "m", accepted)))
        .isEqualTo("Forbidden");
    assertThat(outcome(() -> members().answer(STRANGER, id, "m", accepted))).isEqualTo("NotFound");
    assertThat(outcome(() -> members().answer(ADMIN, id, "x", accepted))).isEqualTo("NotFound");

    Member before = members().show(OWNER, id, "m");
    Member answered = members().answer(MEMBER, id, "m", accepted);

    assertThat(answered.status()).isEqualTo(accepted);
    assertThat(answered.createdAt()).isEqualTo(before.createdAt());
    assertThat(answered.updatedAt()).isAfter(before.updatedAt());
    assertThat(members().answer(ADMIN, id, "m", MemberStatus.PENDING).status())
        .isEqualTo(MemberStatus.PENDING);
  }

  @Test
  void theAnswerDecidesAboutTheList() throws Exception {
    assertThat(listed(MEMBER, "accepted")).isEmpty();
    assertThat(listed(MEMBER, "pending")).containsExactly(id);

    members().answer(MEMBER, id, "m", MemberStatus.ACCEPTED);
    assertThat(listed(MEMBER, "accepted")).containsExactly(id);
    assertThat(listed(OTHER_MEMBER, "accepted")).isEmpty();

    members().answer(MEMBER, id, "m", MemberStatus.REJECTED);
    assertThat(listed(MEMBER, "accepted")).isEmpty();
    assertThat(outcome(() -> site.service().show(MEMBER, id))).isEqualTo("ok");
    assertThat(outcome(() -> site.service().download(MEMBER, id))).isEqualTo("ok");
  }

  @Test
  void onlySharedImagesHaveMembers() throws Exception {
    for (Visibility visibility :
        List.of(Visibility.PRIVATE, Visibility.PUBLIC, Visibility.COMMUNITY)) {
      String other = site.put("o", visibility).id();
      for (Caller caller : List.of(OWNER, ADMIN)) {
        assertThatThrownBy(() -> members().add(caller, other, "m"))
            .isInstanceOf(Refusal.Forbidden.class)
            .hasMessageContaining("Only shared images have members");
        assertThat(outcome(() -> members().list(caller, other))).isEqualTo("Forbidden");
        assertThat(outcome(() -> members().show(caller, other, "m"))).isEqualTo("NotFound");
        assertThat(outcome(() -> members().remove(caller, other, "m"))).isEqualTo("Forbidden");
        assertThat(outcome(() -> members().answer(caller, other, "m", MemberStatus.ACCEPTED)))
            .isEqualTo("Forbidden");
      }
      assertThat(outcome(() -> members().list(STRANGER, other)))
          .isEqualTo(visibility == Visibility.PRIVATE ? "NotFound" : "Forbidden");
    }
  }

  @Test
  void membersComeBackWithTheVisibility() throws Exception {
    members().answer(MEMBER, id, "m", MemberStatus.ACCEPTED);
    see(Visibility.PRIVATE);
    assertThat(outcome(() -> site.service().show(MEMBER, id))).isEqualTo("NotFound");
    assertThat(listed(MEMBER, "accepted")).isEmpty();

    see(Visibility.SHARED);

    assertThat(members().show(MEMBER, id, "m").status()).isEqualTo(MemberStatus.ACCEPTED);
    assertThat(listed(MEMBER, "accepted")).containsExactly(id);
  }

  @Test
  void aMemberIsAddedOnceUntilItIsRemoved() throws Exception {
    members().answer(MEMBER, id, "m", MemberStatus.ACCEPTED);
    assertThat(outcome(() -> members().add(OWNER, id, "m"))).isEqualTo("Conflict");

    members().remove(OWNER, id, "m");
    assertThat(members().add(OWNER, id, "m").status()).isEqualTo(MemberStatus.PENDING);
  }

  @Test
  void projectsAreNamedByTextOfSomeLength() throws Exception {
    for (String wrong : List.of("", "m".repeat(256), "\ud83d\ude00")) {
      assertThat(outcome(() -> members().add(OWNER, id, wrong))).isEqualTo("Invalid");
    }
    for (String fine : List.of("m".repeat(255), "a/b", "ä ö")) {
      members().add(OWNER, id, fine);
      assertThat(members().show(OWNER, id, fine).project()).isEqualTo(fine);
      members().remove(OWNER, id, fine);
    }
  }

  @Test
  void theQuotaBoundsMembers() throws Exception {
    site.options(quota(3));
    members().add(OWNER, id, "p");
    assertThat(outcome(() -> members().add(OWNER, id, "q"))).isEqualTo("TooLarge");
    members().remove(OWNER, id, "p");
    assertThat(outcome(() -> members().add(OWNER, id, "q"))).isEqualTo("ok");

    site.options(quota(-1));
    assertThat(outcome(() -> members().add(OWNER, id, "r"))).isEqualTo("ok");
    site.options(quota(0));
    String other = site.put("o", Visibility.SHARED).id();
    assertThat(outcome(() -> members().add(OWNER, other, "r"))).isEqualTo("TooLarge");
  }

  @Test
  void theQuotaHoldsAgainstManyAtOnce() throws Exception {
    site.options(quota(5));
    List<FutureTask<String>> adds = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String project = "many" + i;
      adds.add(new FutureTask<>(() -> outcome(() -> members().add(OWNER, id, project))));
    }
    adds.forEach(Thread::startVirtualThread);

    List<String> outcomes = new ArrayList<>();
    for (FutureTask<String> add : adds) {
      outcomes.add(add.get());
    }
    assertThat(outcomes).containsOnly("ok", "TooLarge");
    assertThat(outcomes.stream().filter("ok"::equals)).hasSize(3);
    assertThat(projects(OWNER)).hasSize(5);
  }

  @Test
  void noMemberIsLeftOfAnImageThatIsDeletedMeanwhile() throws Exception {
    Image image = site.record(id);
    // The delete has read the members and is about to commit when one more is added.
    site.registry.inject(
        transaction -> transaction.writes().containsKey(Keys.tombstone(image.id())),
        new MemoryRegistry.Fault.Delay(Duration.ofMillis(300)));
    FutureTask<String> delete =
        new FutureTask<>(() -> outcome(() -> site.service().delete(OWNER, image.id())));
    Thread.startVirtualThread(delete);
    Thread.sleep(100);

    members().add(OWNER, id, "late");

    assertThat(delete.get()).isEqualTo("ok");
    assertThat(site.catalog.members(id)).isEmpty();
    assertThat(outcome(() -> members().add(OWNER, id, "later"))).isEqualTo("NotFound");
  }

  @Test
  void noAnswerBringsBackTheMemberOfADeletedImage() throws Exception {
    site.registry.injectAt(
        Keys.member(id, "m"), new MemoryRegistry.Fault.Delay(Duration.ofMillis(300)));
    FutureTask<String> answer =
        new FutureTask<>(
            () -> outcome(() -> members().answer(MEMBER, id, "m", MemberStatus.ACCEPTED)));
    Thread.startVirtualThread(answer);
    Thread.sleep(100);

    site.service().delete(OWNER, id);

    assertThat(answer.get()).isEqualTo("NotFound");
    assertThat(site.catalog.members(id)).isEmpty();
  }

  @Test
  void sharingLeavesTheImageAsItWas() throws Exception {
    Image before = site.record(id);

    members().add(OWNER, id, "p");
    members().answer(MEMBER, id, "m", MemberStatus.ACCEPTED);
    members().remove(OWNER, id, "p");

    assertThat(site.record(id)).isEqualTo(before);
  }

  @Test
  void asksThePolicy() throws Exception {
    for (Policy.Action action :
        List.of(
            Policy.Action.ADD_MEMBER,
            Policy.Action.GET_MEMBER,
            Policy.Action.GET_MEMBERS,
            Policy.Action.MODIFY_MEMBER,
            Policy.Action.DELETE_MEMBER)) {
      site.policy((caller, asked, target) -> asked != action);

      assertThat(
              List.of(
                  outcome(() -> members().add(OWNER, id, "m")).equals("Forbidden"),
                  outcome(() -> members().show(OWNER, id, "m")).equals("NotFound"),
                  outcome(() -> members().list(OWNER, id)).equals("Forbidden"),
                  outcome(() -> members().answer(MEMBER, id, "m", MemberStatus.PENDING))
                      .equals("Forbidden"),
                  outcome(() -> members().remove(OWNER, id, "n")).equals("Forbidden")))
          .as("refused without %s", action)
          .isEqualTo(
              switch (action) {
                case ADD_MEMBER -> List.of(true, false, false, false, false);
                case GET_MEMBER -> List.of(false, true, false, true, true);
                case GET_MEMBERS -> List.of(false, false, true, false, false);
                case MODIFY_MEMBER -> List.of(false, false, false, true, false);
                default -> List.of(false, false, false, false, true);
              });
      site.policy(Policy.defaults());
      if (site.catalog.member(id, "n").isEmpty()) {
        members().add(OWNER, id, "n");
      }
    }
  }

  private MemberService members() {
    return site.service().members();
  }

  private List<String> projects(Caller caller) throws Exception {
    return members().list(caller, id).stream().map(Member::project).toList();
  }

  private List<String> listed(Caller caller, String status) throws Exception {
    return site.list(caller, new ListRequest.Scope.Default(), status);
  }

  private void see(Visibility visibility) throws Exception {
    site.service()
        .change(OWNER, id, List.of(new ImageChange.Replace("visibility", visibility.text())));
  }

  private static String outcome(Outcome.Call call) {
    return Outcome.of(call);
  }

  private static ImageServiceOptions quota(int members) {
    ImageServiceOptions defaults = ImageServiceOptions.defaults();
    return new ImageServiceOptions(
        defaults.propertyQuota(),
        defaults.tagQuota(),
        members,
        defaults.sizeCapBytes(),
        defaults.hashes(),
        defaults.containerFormats(),
        defaults.diskFormats(),
        defaults.taskTimeToLive(),
        defaults.imports(),
        defaults.indexWait());
  }
}
