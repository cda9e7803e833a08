package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The `vitrine` script at the top of the sources, in a tree whose build is a stub: it notes that
/// it ran and puts a launcher down that says its arguments.
@Timeout(120)
class SourceTreeScriptTest {
  private static final Path SOURCES = Path.of("../..");

  @TempDir private Path folder;
  private Path tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = Files.createDirectory(folder.resolve("a tree"));
    copy("vitrine");
    copy("tools/dist/src/main/bin/find-java.sh");
    script(
        "mvnw",
        """
        echo "built with $JAVA_HOME: $*" >> builds
        sleep 1
        mkdir -p tools/dist/target/vitrine/lib tools/dist/target/vitrine/bin
        echo '#!/bin/sh
        echo "launched: $*"' > tools/dist/target/launcher
        chmod +x tools/dist/target/launcher
        mv tools/dist/target/launcher tools/dist/target/vitrine/bin/vitrine
        touch tools/dist/target/vitrine/lib/built
        """);
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    Path source = Files.createDirectories(tree.resolve("module/src/main/java"));
    Files.writeString(source.resolve("A.java"), "class A {}");
    for (Path old : List.of(tree.resolve("pom.xml"), source.resolve("A.java"), source)) {
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(60)));
    }
  }

  @Test
  void buildsOnceAndHandsItsArgumentsOver() throws Exception {
    Typed first = run(tree.resolve("vitrine"), "serve", "--data", "a b");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).isEqualTo("launched: serve --data a b\n");
    assertThat(first.err()).startsWith("vitrine: building").hasLineCount(1);
    Typed second = run(tree.resolve("vitrine"), "version");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).hasSize(1).allMatch(line -> line.contains("-Dquick"));
  }

  @Test
  void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
    run(tree.resolve("vitrine"));
    Path source = tree.resolve("module/src/main/java");
    touch(source.resolve("A.java"));
    run(tree.resolve("vitrine"));
    assertThat(builds()).hasSize(2);
    Files.delete(source.resolve("A.java"));
    touch(source);
    run(tree.resolve("vitrine"));
    assertThat(builds()).hasSize(3);
    Path test = Files.createDirectories(tree.resolve("module/src/test/java"));
    touch(test);
    run(tree.resolve("vitrine"));
    assertThat(builds()).as("tests are not part of the distribution").hasSize(3);
  }

  @Test
  void buildsOnceForAllWhoCallItAtTheSameTimeAlsoByALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), tree.resolve("vitrine"));
    List<Process> calls = new ArrayList<>();
    for (Path called : List.of(tree.resolve("vitrine"), link, link)) {
      calls.add(start(called, "version"));
    }
    for (Process call : calls) {
      assertThat(finish(call).out()).isEqualTo("launched: version\n");
    }
    assertThat(builds()).hasSize(1);
  }

  @Test
  void failsWhenTheBuildDoes() throws Exception {
    script("mvnw", "echo broken >&2; exit 1\n");
    Typed failed = run(tree.resolve("vitrine"), "serve");
    assertThat(failed.exitCode()).isNotZero();
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).endsWith("broken\n");
  }

  @Test
  void saysInOneLineWhatToInstall() throws Exception {
    Path finder = tree.resolve("tools/dist/src/main/bin/find-java.sh");
    Files.writeString(
        finder, Files.readString(finder).replace("JAVA_NEEDED=25", "JAVA_NEEDED=2500"));
    Typed failed = run(tree.resolve("vitrine"), "serve");
    assertThat(failed.exitCode()).isEqualTo(69);
    assertThat(failed.err()).contains("JDK 2500", "install").hasLineCount(1);
  }

  private void copy(String file) throws Exception {
    Path target = tree.resolve(file);
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Files.copy(SOURCES.resolve(file), target, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void script(String name, String body) throws Exception {
    Path file = tree.resolve(name);
    Files.writeString(file, "#!/bin/sh\nset -eu\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /// Makes the file or folder newer than anything that was built.
  private static void touch(Path file) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));
    Thread.sleep(1_100);
  }

  private List<String> builds() throws Exception {
    return Files.readAllLines(tree.resolve("builds"));
  }

  private Typed run(Path script, String... arguments) throws Exception {
    return finish(start(script, arguments));
  }

  private Process start(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile()).start();
  }

  private static Typed finish(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Typed(process.waitFor(), out, err);
  }
}
