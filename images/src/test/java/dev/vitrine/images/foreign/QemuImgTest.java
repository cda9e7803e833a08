package dev.vitrine.images.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.formats.Format;
import dev.vitrine.formats.disk.UnreadableDiskException;
import dev.vitrine.images.ForeignDisks;
import dev.vitrine.images.access.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With a script in the place of bubblewrap, which does what the first word of the image says. What
/// the real one keeps in is shown by `tools/acceptance/conversion`.
@Timeout(60)
class QemuImgTest {
  private static final String SCRIPT =
      """
      #!/bin/sh
      while [ $# -gt 0 ]; do
        case "$1" in
          --ro-bind) [ "$3" = /image ] && image=$2; shift 3 ;;
          --bind) disk=$2; shift 3 ;;
          --version) exit 0 ;;
          *) shift ;;
        esac
      done
      case "$(head -c 4 "$image")" in
        hang) exec sleep 600 ;;
        fail) printf 'qemu-img: /image:\\033[1m no disk\\n' >&2; exit 1 ;;
        slow) exit 152 ;;
        long) exec truncate -s 5M "$disk" ;;
        none) exit 0 ;;
        *) exec cp "$image" "$disk" ;;
      esac
      """;

  @TempDir Path temporary;
  private Path folder;
  private Confinement confinement;

  @BeforeEach
  void install() throws IOException {
    folder = temporary.resolve("conversions");
    confinement = new Confinement(script("bwrap", SCRIPT), Path.of("/bin/true"));
  }

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(temporary.resolve(name), text);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private QemuImg qemu() throws InterruptedException {
    return QemuImg.open(Path.of("/usr/bin/qemu-img"), folder, 0, confinement);
  }

  private static ForeignDisks.Disk open(QemuImg qemu, String image) throws Exception {
    return open(qemu, image, () -> {});
  }

  private static ForeignDisks.Disk open(QemuImg qemu, String image, ForeignDisks.StillWanted wanted)
      throws Exception {
    byte[] bytes = image.getBytes(StandardCharsets.US_ASCII);
    return qemu.open(Format.VMDK, 1 << 20, new ByteArrayInputStream(bytes), wanted);
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void readsTheDiskThatTheProgramMakes() throws Exception {
    try (ForeignDisks.Disk disk = open(qemu(), "0123456789")) {
      assertThat(disk.lengthBytes()).isEqualTo(10);
      byte[] some = new byte[6];
      disk.read(3, some, 1, 4);
      assertThat(new String(some, StandardCharsets.US_ASCII)).isEqualTo("\0003456\0");
      assertThat(disk.stream().readAllBytes()).asString().isEqualTo("0123456789");
      try (Stream<Path> conversions = Files.list(folder)) {
        assertThat(conversions)
            .singleElement()
            .satisfies(each ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rwx------"));
      }
    }

    assertNothingIsLeft();
  }

  @Test
  void saysWhyThereIsNoDisk() throws Exception {
    QemuImg qemu = qemu();
    for (String[] each :
        List.of(
            new String[] {"fail", "qemu-img: /image: [1m no disk"},
            new String[] {"slow", "more time than it may"},
            new String[] {"long", "another length"},
            new String[] {"none", "another length"})) {
      assertThatThrownBy(() -> open(qemu, each[0]))
          .isInstanceOf(UnreadableDiskException.class)
          .hasMessageContaining(each[1]);
    }

    assertNothingIsLeft();
  }

  @Test
  void killsAProgramThatNobodyWaitsForAnyMore() throws Exception {
    AtomicLong program = new AtomicLong();
    ForeignDisks.StillWanted wanted =
        () -> {
          ProcessHandle.current().children().findFirst().ifPresent(it -> program.set(it.pid()));
          if (program.get() != 0) {
            throw new Refusal.Gone("the image was deleted");
          }
        };
    QemuImg qemu = qemu();

    assertThatThrownBy(() -> open(qemu, "hang", wanted)).isInstanceOf(Refusal.Gone.class);

    assertThat(ProcessHandle.of(program.get()).filter(ProcessHandle::isAlive)).isEmpty();
    assertNothingIsLeft();
  }

  @Test
  void endsWithItsImport() throws Exception {
    QemuImg qemu = qemu();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread importing =
        Thread.ofVirtual()
            .start(() -> {
              try (ForeignDisks.Disk _ = open(qemu, "hang")) {
                thrown.set(new AssertionError("there is no disk"));
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    await().until(() -> ProcessHandle.current().children().findAny().isPresent());

    importing.interrupt();
    importing.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    await().until(() -> ProcessHandle.current().children().findAny().isEmpty());
    assertNothingIsLeft();
  }

  @Test
  void givesTurnsBack() throws Exception {
    QemuImg qemu = qemu();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> open(qemu, "fail")).isInstanceOf(UnreadableDiskException.class);
      open(qemu, "0123456789").close();
    }
    try (ForeignDisks.Disk _ = open(qemu, "0123456789");
        ForeignDisks.Disk _ = open(qemu, "0123456789")) {
      assertThatThrownBy(() ->
              open(
                  qemu,
                  "0123456789",
                  () -> {
                    throw new Refusal.Gone("the image was deleted");
                  }))
          .isInstanceOf(Refusal.Gone.class);
    }
  }

  @Test
  void leavesTheRoomThatIsReserved() throws Exception {
    QemuImg qemu = QemuImg.open(Path.of("/usr/bin/qemu-img"), folder, Long.MAX_VALUE, confinement);

    assertThatThrownBy(() -> open(qemu, "0123456789")).isInstanceOf(Refusal.TooLarge.class);

    assertNothingIsLeft();
  }

  @Test
  void runsNothingUnconfined() throws Exception {
    Path ran = temporary.resolve("ran");
    Path program = script("qemu-img", "#!/bin/sh\ntouch " + ran + "\n");
    Path broken = script("broken", "#!/bin/sh\necho 'bwrap: no namespaces' >&2\nexit 1\n");
    for (Confinement none :
        List.of(
            new Confinement(temporary.resolve("nowhere"), Path.of("/bin/true")),
            new Confinement(script("there", SCRIPT), temporary.resolve("nowhere")),
            new Confinement(broken, Path.of("/bin/true")))) {
      QemuImg qemu = QemuImg.open(program, folder, 0, none);

      assertThatThrownBy(() -> open(qemu, "0123456789"))
          .isInstanceOf(Refusal.Unavailable.class)
          .hasMessageContaining("safely");
    }

    assertThat(ran).doesNotExist();
    assertThat(folder).doesNotExist();
  }

  @Test
  void removesWhatAKilledServiceLeft() throws Exception {
    Path left = Files.createDirectories(folder.resolve("123"));
    Files.writeString(left.resolve("image"), "of a tenant");

    QemuImg.clear(folder);
    QemuImg.clear(folder);

    assertThat(folder).doesNotExist();
  }

  @Test
  void confinesBeforeItRuns() {
    List<String> whole =
        Confinement.USUAL.command(
            List.of(
                new Confinement.Given(Path.of("/data/image"), "/image", false),
                new Confinement.Given(Path.of("/data/disk"), "/disk", true)),
            RunLimits.of(64 << 20, 1 << 30),
            List.of("/usr/bin/qemu-img", "--version"));

    int bound = whole.indexOf("--");
    assertThat(whole.subList(0, bound)).contains("--unshare-pid", "--die-with-parent");
    List<String> command = whole.subList(bound + 1, whole.size());
    List<String> room = command.subList(0, command.indexOf("--"));
    assertThat(room)
        .startsWith("/usr/bin/bwrap")
        .contains("--unshare-user", "--disable-userns", "--unshare-net", "--unshare-pid")
        .contains("--die-with-parent", "--clearenv")
        .containsSubsequence("--cap-drop", "ALL")
        .containsSubsequence("--ro-bind", "/data/image", "/image")
        .containsSubsequence("--bind", "/data/disk", "/disk")
        .containsSubsequence("--remount-ro", "/");
    assertThat(room.stream().filter("--bind"::equals)).hasSize(1);
    assertThat(
            Confinement.USUAL.command(
                List.of(), RunLimits.TRIAL, List.of("/opt/qemu-img", "--version")))
        .containsSubsequence("--ro-bind", "/opt/qemu-img", "/opt/qemu-img", "--remount-ro");
    List<String> limited = command.subList(room.size() + 1, command.size());
    assertThat(limited)
        .startsWith("/usr/bin/prlimit")
        .contains("--cpu=40", "--fsize=" + ((1L << 30) + (2 << 20)), "--as=1073741824")
        .endsWith("--", "/usr/bin/qemu-img", "--version");
  }
}
