package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.NOBODY;
import static dev.vitrine.images.Site.member;
import static dev.vitrine.images.Site.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.access.ListRequest.Scope;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who sees an image by its id, who in which list, and who may do what.
class WhoSeesWhatTest {
  private static final Caller OWNER = member("o");
  private static final Caller OWNER_READER = reader("o");
  private static final Caller STRANGER = member("x");

  /// Projects that the shared image is shared with, by their answer.
  private static final Caller ACCEPTED = member("accepted");

  private static final Caller PENDING = member("pending");
  private static final Caller REJECTED = member("rejected");

  private static final Scope DEFAULT = new Scope.Default();
  private static final Scope ALL = new Scope.All();

  /// A policy that leaves everything to the fixed rules.
  private static final Policy OPEN = (caller, action, target) -> true;

  @RegisterExtension final Site site = new Site();

  private final Map<String, Image> images = new LinkedHashMap<>();

  @BeforeEach
  void makeOneImageOfEachKind() throws Exception {
    for (Visibility visibility : Visibility.values()) {
      images.put(visibility.text(), site.put("o", visibility));
    }
    for (Visibility visibility : Visibility.values()) {
      images.put("ownerless " + visibility.text(), site.put(null, visibility));
    }
    site.share(image("shared"), "accepted", MemberStatus.ACCEPTED);
    site.share(image("shared"), "pending", MemberStatus.PENDING);
    site.share(image("shared"), "rejected", MemberStatus.REJECTED);
    // What is no longer shared keeps its members, who see it no more.
    site.share(image("private"), "accepted", MemberStatus.ACCEPTED);
  }

  @Test
  void showsAnImageByItsIdToThoseWhoMaySeeIt() {
    String[] open = {"public", "community", "ownerless public", "ownerless community"};
    String[] shared = {
      "public", "community", "shared", "ownerless public", "ownerless community", "ownerless shared"
    };
    String[] strangers = {
      "public", "community", "ownerless public", "ownerless community", "ownerless shared"
    };
    String[] owners = {
      "public",
      "private",
      "shared",
      "community",
      "ownerless public",
      "ownerless shared",
      "ownerless community"
    };

    assertThat(shownTo(ADMIN)).containsExactlyInAnyOrderElementsOf(images.keySet());
    assertThat(shownTo(OWNER)).containsExactlyInAnyOrder(owners);
    assertThat(shownTo(OWNER_READER)).containsExactlyInAnyOrder(owners);
    for (Caller caller : List.of(ACCEPTED, PENDING, REJECTED)) {
      assertThat(shownTo(caller)).containsExactlyInAnyOrder(shared);
    }
    assertThat(shownTo(STRANGER)).containsExactlyInAnyOrder(strangers).contains(open);
  }

  @Test
  void showsAnonymousCallersWhatThePolicyLetsThemSee() {
    assertThat(shownTo(NOBODY)).isEmpty();

    site.policy(OPEN);

    assertThat(shownTo(NOBODY))
        .containsExactlyInAnyOrder(
            "public",
            "community",
            "ownerless public",
            "ownerless private",
            "ownerless shared",
            "ownerless community");
  }

  @Test
  void showsHiddenImagesByTheirId() throws Exception {
    Image hidden = site.put(i -> i.owner("o").hidden(true));

    assertThat(site.service().show(OWNER, hidden.id())).isEqualTo(hidden);
  }

  @Test
  void showsDeletedAndKilledImagesToNobody() throws Exception {
    for (ImageStatus status :
        List.of(ImageStatus.KILLED, ImageStatus.PENDING_DELETE, ImageStatus.DELETED)) {
      Image image = site.put(i -> i.owner("o").visibility(Visibility.PUBLIC).status(status));
      for (Caller caller : List.of(ADMIN, OWNER, STRANGER)) {
        assertThatThrownBy(() -> site.service().show(caller, image.id()))
            .isInstanceOf(Refusal.NotFound.class);
        assertThat(site.list(caller, ALL, "accepted")).doesNotContain(image.id());
      }
    }
  }

  @Test
  void listsForAProjectWithoutWishes() throws Exception {
    assertThat(listed(OWNER, DEFAULT, "accepted"))
        .containsExactlyInAnyOrder("public", "private", "shared", "community", "ownerless public");
    assertThat(listed(OWNER_READER, DEFAULT, "accepted"))
        .isEqualTo(listed(OWNER, DEFAULT, "accepted"));
    assertThat(listed(STRANGER, DEFAULT, "accepted"))
        .containsExactlyInAnyOrder("public", "ownerless public");
    assertThat(listed(ACCEPTED, DEFAULT, "accepted"))
        .containsExactlyInAnyOrder("public", "shared", "ownerless public");
    assertThat(listed(PENDING, DEFAULT, "accepted"))
        .containsExactlyInAnyOrder("public", "ownerless public");
  }

  @Test
  void listsSharedImagesByTheAnswerThatCounts() throws Exception {
    Scope shared = new Scope.Only(Visibility.SHARED);

    assertThat(listed(PENDING, shared, "pending")).containsExactly("shared");
    assertThat(listed(REJECTED, shared, "rejected")).containsExactly("shared");
    assertThat(listed(REJECTED, shared, "pending")).isEmpty();
    assertThat(listed(PENDING, shared, "pending", "accepted", "rejected"))
        .containsExactly("shared");
    assertThat(listed(OWNER, shared, "pending")).containsExactly("shared");
    assertThat(listed(STRANGER, shared, "pending", "accepted", "rejected")).isEmpty();
    assertThat(listed(PENDING, DEFAULT, "pending")).contains("shared");
  }

  @Test
  void listsOneVisibilityForAProject() throws Exception {
    assertThat(listed(STRANGER, new Scope.Only(Visibility.PUBLIC), "accepted"))
        .containsExactlyInAnyOrder("public", "ownerless public");
    assertThat(listed(STRANGER, new Scope.Only(Visibility.COMMUNITY), "accepted"))
        .containsExactlyInAnyOrder("community", "ownerless community");
    assertThat(listed(STRANGER, new Scope.Only(Visibility.PRIVATE), "accepted")).isEmpty();
    assertThat(listed(OWNER, new Scope.Only(Visibility.PRIVATE), "accepted"))
        .containsExactly("private");
    assertThat(listed(ACCEPTED, new Scope.Only(Visibility.PRIVATE), "accepted")).isEmpty();
  }

  @Test
  void listsEverythingThatAProjectCanSee() throws Exception {
    assertThat(listed(STRANGER, ALL, "accepted"))
        .containsExactlyInAnyOrder(
            "public", "community", "ownerless public", "ownerless community");
    assertThat(listed(ACCEPTED, ALL, "accepted"))
        .containsExactlyInAnyOrder(
            "public", "community", "shared", "ownerless public", "ownerless community");
  }

  @Test
  void listsForAnAdministrator() throws Exception {
    images.put("own community", site.put("ops", Visibility.COMMUNITY));

    assertThat(listed(ADMIN, DEFAULT, "accepted"))
        .containsExactlyInAnyOrder(
            "public",
            "private",
            "shared",
            "ownerless public",
            "ownerless private",
            "ownerless shared",
            "own community");
    assertThat(listed(ADMIN, ALL, "pending")).containsExactlyInAnyOrderElementsOf(images.keySet());
    assertThat(listed(ADMIN, new Scope.Only(Visibility.SHARED), "pending"))
        .containsExactlyInAnyOrder("shared", "ownerless shared");
    assertThat(listed(ADMIN, new Scope.Only(Visibility.COMMUNITY), "pending"))
        .containsExactlyInAnyOrder("community", "ownerless community", "own community");
  }

  @Test
  void listsForAServiceWithoutIdentity() throws Exception {
    assertThat(listed(Caller.unidentified(), DEFAULT, "accepted"))
        .containsExactlyInAnyOrder(
            "public",
            "private",
            "shared",
            "ownerless public",
            "ownerless private",
            "ownerless shared");
  }

  @Test
  void listsForAnonymousCallersWhereThePolicyLetsThem() throws Exception {
    assertThatThrownBy(() -> site.list(NOBODY, DEFAULT, "accepted"))
        .isInstanceOf(Refusal.Forbidden.class);

    site.policy(OPEN);

    assertThat(listed(NOBODY, DEFAULT, "accepted"))
        .containsExactlyInAnyOrder("public", "ownerless public");
    assertThat(listed(NOBODY, ALL, "accepted"))
        .containsExactlyInAnyOrder(
            "public", "community", "ownerless public", "ownerless community");
    assertThat(listed(NOBODY, new Scope.Only(Visibility.SHARED), "accepted")).isEmpty();
  }

  @Test
  void addsWhatTheCallerAsksForToWhatItSees() throws Exception {
    Filter owner = new Filter.TextIn(Filter.TextField.OWNER, Set.of("o"));
    ListRequest request =
        new ListRequest(owner, Site.NEWEST_LAST, null, 100, DEFAULT, Set.of("accepted"));

    assertThat(site.service().list(ACCEPTED, request).images())
        .containsExactly(image("public"), image("shared"));
  }

  @Test
  void leavesOutWhatThePolicyWithholds() throws Exception {
    site.policy((caller, action, target) ->
        !(action == Policy.Action.GET_IMAGE
            && target instanceof Policy.Target.Existing(Image image, var _)
            && image.visibility() == Visibility.PUBLIC));

    assertThat(listed(ACCEPTED, DEFAULT, "accepted")).containsExactly("shared");
    assertThatThrownBy(() -> site.service().show(ACCEPTED, image("public").id()))
        .isInstanceOf(Refusal.NotFound.class);
  }

  @Test
  void answersEachActionAsTheDefaultRulesSay() throws Exception {
    for (String kind : List.of("public", "community", "private", "shared")) {
      Image image = image(kind);
      boolean strangerKnows = kind.equals("public") || kind.equals("community");
      boolean memberKnows = strangerKnows || kind.equals("shared");
      String stranger = strangerKnows ? "Forbidden" : "NotFound";
      String member = memberKnows ? "Forbidden" : "NotFound";

      assertThat(patch(STRANGER, image)).isEqualTo(stranger);
      assertThat(patch(ACCEPTED, image)).isEqualTo(member);
      assertThat(patch(OWNER_READER, image)).isEqualTo("Forbidden");
      assertThat(patch(OWNER, image)).isEqualTo("ok");
      assertThat(patch(ADMIN, image)).isEqualTo("ok");

      assertThat(upload(STRANGER, image)).isEqualTo(stranger);
      assertThat(upload(ACCEPTED, image)).isEqualTo(member);
      assertThat(upload(OWNER_READER, image)).isEqualTo("Forbidden");
      assertThat(upload(OWNER, image)).isEqualTo("Invalid"); // allowed; it has no format
      assertThat(upload(ADMIN, image)).isEqualTo("Invalid");

      assertThat(download(STRANGER, image)).isEqualTo(strangerKnows ? "ok" : "NotFound");
      assertThat(download(ACCEPTED, image)).isEqualTo(memberKnows ? "ok" : "NotFound");
      assertThat(download(PENDING, image)).isEqualTo(memberKnows ? "ok" : "NotFound");
      assertThat(download(OWNER_READER, image)).isEqualTo("Forbidden");
      assertThat(download(reader("x"), image)).isEqualTo(stranger);
      assertThat(download(OWNER, image)).isEqualTo("ok");
      assertThat(download(ADMIN, image)).isEqualTo("ok");

      assertThat(deactivate(STRANGER, image)).isEqualTo(stranger);
      assertThat(deactivate(ACCEPTED, image)).isEqualTo(member);
      assertThat(deactivate(OWNER_READER, image)).isEqualTo("Forbidden");
      Image active = site.put(i -> i.owner("o").status(ImageStatus.ACTIVE));
      assertThat(deactivate(OWNER, active)).isEqualTo("ok");
      assertThat(deactivate(ADMIN, active)).isEqualTo("ok");

      assertThat(delete(STRANGER, image)).isEqualTo(stranger);
      assertThat(delete(ACCEPTED, image)).isEqualTo(member);
      assertThat(delete(OWNER_READER, image)).isEqualTo("Forbidden");
      assertThat(delete(kind.equals("public") ? ADMIN : OWNER, image)).isEqualTo("ok");
    }
  }

  private Image image(String kind) {
    Image image = images.get(kind);
    assertThat(image).as(kind).isNotNull();
    return java.util.Objects.requireNonNull(image);
  }

  private List<String> shownTo(Caller caller) {
    return images.keySet().stream()
        .filter(
            kind -> Outcome.of(() -> site.service().show(caller, image(kind).id())).equals("ok"))
        .toList();
  }

  private List<String> listed(Caller caller, Scope scope, String... statuses) throws Exception {
    List<String> ids = site.list(caller, scope, statuses);
    return images.keySet().stream().filter(kind -> ids.contains(image(kind).id())).toList();
  }

  private String patch(Caller caller, Image image) {
    List<ImageChange> steps = List.of(new ImageChange.Set("name", "n"));
    return Outcome.of(() -> site.service().change(caller, image.id(), steps));
  }

  private String upload(Caller caller, Image image) {
    return Outcome.of(() -> site.upload(caller, image.id(), new byte[1]));
  }

  private String download(Caller caller, Image image) {
    return Outcome.of(() -> site.service().download(caller, image.id()));
  }

  private String deactivate(Caller caller, Image image) {
    return Outcome.of(() -> site.service().deactivate(caller, image.id()));
  }

  private String delete(Caller caller, Image image) {
    return Outcome.of(() -> site.service().delete(caller, image.id()));
  }
}
