package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VitrineTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"serve", "fsck", "stats", "rebuild-index", "config", "version"})
  void teachesEveryCommand(String command) {
    Typed help = Typed.run(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: vitrine " + command, "--help").doesNotContain("$$");
    assertThat(help.err()).isEmpty();
    assertThat(Typed.run("--help").out()).contains("  " + command + " ");
  }

  @Test
  void showsHowItIsUsedWhenItIsUsedWrongly() {
    for (String[] wrong :
        List.of(
            new String[] {},
            new String[] {"--bogus"},
            new String[] {"serve", "--bogus"},
            new String[] {"serve", "--listen"})) {
      Typed typed = Typed.run(wrong);
      assertThat(typed.exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(typed.out()).isEmpty();
      assertThat(typed.err()).contains("Usage: vitrine");
    }
  }

  @Test
  void endsInOneLineWhenTheConfigurationIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("a.conf"), "[vitrine]\nlog_levle = info\n");
    Typed typed = Typed.run("serve", "--config", file.toString());
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).startsWith("vitrine: " + file + ":2: ").hasLineCount(1);
  }

  @Test
  void showsTheCauseOnlyWhenAskedTo() {
    String missing = folder.resolve("missing.conf").toString();
    assertThat(Typed.run("config", "--config", missing).err()).hasLineCount(1);
    assertThat(Typed.run("--debug", "config", "--config", missing).err()).contains("\tat ");
    assertThat(Typed.run("config", "--debug", "--config", missing).err()).contains("\tat ");
  }

  @Test
  void printsTheConfigurationAsAFileThatSaysWhereFrom() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.conf"), "bind_port = 9393\n[database]\nconnection = x\n");
    Typed typed = Typed.run("config", "--config", file.toString(), "--data", "/srv/images");
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.out())
        .startsWith("[DEFAULT]")
        .contains("# " + file + ":1\nbind_port = 9393")
        .contains("# --data\ndata_dir = /srv/images")
        .contains("# default\nbind_host = 127.0.0.1");
    assertThat(typed.err()).contains(file + ":3: [database] connection");

    Path again = Files.writeString(folder.resolve("b.conf"), typed.out());
    assertThat(Typed.run("config", "--config", again.toString()).out())
        .as("what is printed can be read")
        .contains("bind_port = 9393", "data_dir = /srv/images");
  }

  @Test
  void saysWhenThereIsNothingToLookAt() {
    for (String command : List.of("fsck", "stats", "rebuild-index")) {
      Typed typed = Typed.run(command, "--data", folder.toString());
      assertThat(typed.exitCode()).isEqualTo(2);
      assertThat(typed.err())
          .isEqualTo(
              "vitrine: there is no Vitrine data in %s (--data names another folder)%n"
                  .formatted(folder));
    }
  }

  @Test
  void refusesAnAddressThatIsNone() {
    for (String address : List.of("9292", "host", "::1:9292", "[::1]", "host:port", "")) {
      Typed typed = Typed.run("serve", "--data", folder.toString(), "--listen", address);
      assertThat(typed.exitCode()).as(address).isEqualTo(2);
      assertThat(typed.err()).contains("wants HOST:PORT").hasLineCount(1);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void countsBytesForPeople() {
    assertThat(ByteCount.forPeople(0)).isEqualTo("0 B");
    assertThat(ByteCount.forPeople(1023)).isEqualTo("1023 B");
    assertThat(ByteCount.forPeople(1536)).isEqualTo("1.5 KiB");
    assertThat(ByteCount.forPeople(5L << 40)).isEqualTo("5.0 TiB");
    assertThat(ByteCount.forPeople(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
  }
}
