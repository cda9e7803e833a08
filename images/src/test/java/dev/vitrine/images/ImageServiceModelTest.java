package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static dev.vitrine.images.Site.reader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Callers of several projects do whatever comes to their minds; a model that is nothing but a list
/// of notes says how each call must end and what each caller must see.
@Timeout(120)
class ImageServiceModelTest {
  private static final int STEPS = 600;
  private static final List<Caller> CALLERS =
      List.of(ADMIN, member("p"), reader("p"), member("q"), reader("q"), Site.NOBODY);
  private static final int MAX_DATA_BYTES = 200_000;

  @RegisterExtension final Site site = new Site();

  private final List<Note> notes = new ArrayList<>();
  private SplittableRandom random = new SplittableRandom();

  /// What the model knows of an image.
  private static final class Note {
    final String id;
    final String owner;
    Visibility visibility;
    boolean isProtected;
    @Nullable String name;
    byte @Nullable [] data;
    boolean deleted;
    final Set<String> members = new HashSet<>();
    final Set<String> accepted = new HashSet<>();

    Note(Image image, String owner) {
      this.id = image.id();
      this.owner = owner;
      this.visibility = image.visibility();
    }
  }

  @BeforeEach
  void seed() {
    random = new SplittableRandom(Seeds.next("ImageServiceModelTest"));
  }

  @Test
  void endsEachCallAsTheModelSays() throws Exception {
    for (int step = 0; step < STEPS; step++) {
      Caller caller = pick(CALLERS);
      String context = "step " + step + " by " + caller;
      if (notes.isEmpty() || random.nextInt(8) == 0) {
        create(caller, context);
        continue;
      }
      Note note = pick(notes);
      switch (random.nextInt(9)) {
        case 0 -> show(caller, note, context);
        case 1 -> rename(caller, note, context);
        case 2 -> reveal(caller, note, context);
        case 3, 4 -> upload(caller, note, context);
        case 5 -> download(caller, note, context);
        case 6 -> delete(caller, note, context);
        case 7 -> share(note);
        default -> list(caller, context);
      }
      if (random.nextInt(50) == 0) {
        site.backend.losePower();
        site.newStore();
        site.service().recover();
      }
      site.checkRecords();
    }
    for (Note note : notes) {
      assertThat(site.exists(note.id)).isEqualTo(!note.deleted);
      if (note.data != null && !note.deleted) {
        assertThat(site.download(ADMIN, note.id)).isEqualTo(note.data);
      }
    }
  }

  private void create(Caller caller, String context) throws Exception {
    Visibility visibility = pick(List.of(Visibility.values()));
    boolean known = !notes.isEmpty() && random.nextInt(4) == 0;
    String id = known ? pick(notes).id : UUID.randomUUID().toString();
    boolean may =
        caller.admin() || (caller.roles().contains("member") && visibility != Visibility.PUBLIC);
    String expected = !may ? "Forbidden" : known ? "Conflict" : "ok";
    NewImage wanted = new Wanted().id(id).visibility(visibility).formats("bare", "raw").build();

    assertThat(Outcome.of(() -> site.service().create(caller, wanted)))
        .as("create, %s", context)
        .isEqualTo(expected);

    if (expected.equals("ok")) {
      Image image = site.record(id);
      assertThat(image.owner()).isEqualTo(caller.project());
      notes.add(new Note(image, java.util.Objects.requireNonNull(caller.project())));
    }
  }

  private void show(Caller caller, Note note, String context) {
    assertThat(Outcome.of(() -> site.service().show(caller, note.id)))
        .as("show, %s", context)
        .isEqualTo(mayGet(caller, note) ? "ok" : "NotFound");
    if (mayGet(caller, note)) {
      Image image = site.record(note.id);
      assertThat(image.name()).isEqualTo(note.name);
      assertThat(image.visibility()).isEqualTo(note.visibility);
      assertThat(image.isProtected()).isEqualTo(note.isProtected);
      assertThat(image.status())
          .isEqualTo(note.data == null ? ImageStatus.QUEUED : ImageStatus.ACTIVE);
    }
  }

  private void rename(Caller caller, Note note, String context) {
    String name = "n" + random.nextInt(100);
    boolean isProtected = random.nextInt(4) == 0;
    List<ImageChange> steps =
        List.of(new ImageChange.Set("name", name), new ImageChange.Set("protected", isProtected));

    String expected = write(caller, note);
    assertThat(Outcome.of(() -> site.service().change(caller, note.id, steps)))
        .as("rename, %s", context)
        .isEqualTo(expected);

    if (expected.equals("ok")) {
      note.name = name;
      note.isProtected = isProtected;
    }
  }

  private void reveal(Caller caller, Note note, String context) {
    Visibility visibility = pick(List.of(Visibility.values()));
    List<ImageChange> steps = List.of(new ImageChange.Replace("visibility", visibility.text()));
    String expected = write(caller, note);
    if (expected.equals("ok") && visibility == Visibility.PUBLIC && !caller.admin()) {
      expected = "Forbidden";
    }

    assertThat(Outcome.of(() -> site.service().change(caller, note.id, steps)))
        .as("reveal, %s", context)
        .isEqualTo(expected);

    if (expected.equals("ok")) {
      note.visibility = visibility;
    }
  }

  private void upload(Caller caller, Note note, String context) {
    byte[] data = SeededData.diskLike(random.nextInt(5), random.nextInt(MAX_DATA_BYTES));
    boolean cut = random.nextInt(4) == 0;
    boolean wrong = random.nextInt(4) == 0;
    OptionalLong declared =
        random.nextBoolean() && !wrong
            ? OptionalLong.empty()
            : OptionalLong.of(wrong ? data.length + 1 : data.length);
    String expected = write(caller, note);
    if (expected.equals("ok")) {
      expected = note.data != null ? "Conflict" : cut ? "IOException" : wrong ? "Invalid" : "ok";
    }
    ByteSource whole = site.source(data);
    ByteSource source =
        () -> {
          var slice = whole.next();
          if (slice == null && cut) {
            throw new IOException("cut");
          }
          return slice;
        };

    assertThat(Outcome.of(() -> site.service().upload(caller, note.id, declared, source)))
        .as("upload, %s", context)
        .isEqualTo(expected);

    if (expected.equals("ok")) {
      note.data = data;
    }
  }

  private void download(Caller caller, Note note, String context) throws Exception {
    String expected =
        !mayGetOr(caller, note, "member") ? mayGet(caller, note) ? "Forbidden" : "NotFound" : "ok";

    assertThat(Outcome.of(() -> site.service().download(caller, note.id)))
        .as("download, %s", context)
        .isEqualTo(expected);

    if (expected.equals("ok") && note.data != null) {
      assertThat(site.download(caller, note.id)).isEqualTo(note.data);
    }
  }

  private void delete(Caller caller, Note note, String context) {
    String expected = write(caller, note);
    if (expected.equals("ok") && note.isProtected) {
      expected = "Forbidden";
    }

    assertThat(Outcome.of(() -> site.service().delete(caller, note.id)))
        .as("delete, %s", context)
        .isEqualTo(expected);

    if (expected.equals("ok")) {
      note.deleted = true;
    }
  }

  private void share(Note note) throws Exception {
    if (!note.deleted) {
      MemberStatus answer = pick(List.of(MemberStatus.values()));
      site.share(site.record(note.id), "q", answer);
      note.members.add("q");
      note.accepted.remove("q");
      if (answer == MemberStatus.ACCEPTED) {
        note.accepted.add("q");
      }
    }
  }

  private void list(Caller caller, String context) throws Exception {
    boolean may = caller.admin() || caller.roles().contains("reader");
    assertThat(Outcome.of(() -> site.list(caller, new ListRequest.Scope.Default(), "accepted")))
        .as("list, %s", context)
        .isEqualTo(may ? "ok" : "Forbidden");
    if (may) {
      assertThat(site.list(caller, new ListRequest.Scope.Default(), "accepted"))
          .as("list, %s", context)
          .isEqualTo(
              notes.stream()
                  .filter(note -> !note.deleted && isListed(caller, note))
                  .map(note -> note.id)
                  .toList());
    }
  }

  private static boolean isListed(Caller caller, Note note) {
    boolean own = note.owner.equals(caller.project());
    if (caller.admin()) {
      return own || note.visibility != Visibility.COMMUNITY;
    }
    return own
        || note.visibility == Visibility.PUBLIC
        || (note.visibility == Visibility.SHARED
            && caller.project() != null
            && note.accepted.contains(caller.project()));
  }

  /// How a call ends that only the owner's members and administrators may make.
  private static String write(Caller caller, Note note) {
    if (note.deleted) {
      return "NotFound";
    }
    boolean own = note.owner.equals(caller.project());
    if (caller.admin() || (own && caller.roles().contains("member"))) {
      return "ok";
    }
    return mayGet(caller, note) ? "Forbidden" : "NotFound";
  }

  private static boolean mayGet(Caller caller, Note note) {
    return mayGetOr(caller, note, "reader");
  }

  private static boolean mayGetOr(Caller caller, Note note, String role) {
    if (note.deleted) {
      return false;
    }
    if (caller.admin()) {
      return true;
    }
    boolean sees =
        note.owner.equals(caller.project())
            || switch (note.visibility) {
              case PUBLIC, COMMUNITY -> true;
              case SHARED -> caller.project() != null && note.members.contains(caller.project());
              case PRIVATE -> false;
            };
    return sees && caller.roles().contains(role);
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
