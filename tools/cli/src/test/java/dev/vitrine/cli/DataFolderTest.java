package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir private Path folder;

  @Test
  void liesWhereTheConfigurationSaysElseBelowTheUsersDataHome() throws Exception {
    Configuration nothing = Configuration.load(List.of(), Map.of(), List.of());
    Path home = Path.of(System.getProperty("user.home"));
    assertThat(DataFolder.of(nothing, Map.of()).root())
        .isEqualTo(home.resolve(".local/share/vitrine"));
    assertThat(DataFolder.of(nothing, Map.of("XDG_DATA_HOME", "/x")).root())
        .isEqualTo(Path.of("/x/vitrine"));
    assertThat(DataFolder.of(nothing, Map.of("XDG_DATA_HOME", "relative")).root())
        .as("a relative path counts as none")
        .isEqualTo(home.resolve(".local/share/vitrine"));
    FlagSettings flags = new FlagSettings();
    flags.add("--data", Options.DATA_DIR, "/srv/images");
    Configuration named = Configuration.load(List.of(), Map.of(), flags.all());
    assertThat(DataFolder.of(named, Map.of("XDG_DATA_HOME", "/x")).root())
        .isEqualTo(Path.of("/srv/images"));
  }

  @Test
  void isMadeForItsOwnerAlone() throws Exception {
    DataFolder data = new DataFolder(folder.resolve("a/b"));
    data.create();
    data.create();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.root())))
        .isEqualTo("rwx------");
  }

  @Test
  void isUsedByOneAtATime() throws Exception {
    DataFolder data = new DataFolder(folder);
    try (DataFolder.Lock _ = data.lock()) {
      assertThatThrownBy(data::lock)
          .isInstanceOf(CommandFailure.class)
          .hasMessage(
              "another vitrine (pid %d) uses the data folder %s"
                  .formatted(ProcessHandle.current().pid(), folder));
    }
    data.lock().close();
  }

  @Test
  void saysWhyItCannotBeUsed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> new DataFolder(file).create())
        .hasMessage("the data folder %1$s cannot be made: %1$s is not a folder".formatted(file));
    assertThatThrownBy(() -> new DataFolder(file.resolve("below")).create())
        .hasMessage(
            "the data folder %1$s/below cannot be made: %1$s is not a folder".formatted(file));
    assertThatThrownBy(() -> new DataFolder(folder.resolve("missing")).lock())
        .hasMessageStartingWith("the data folder " + folder.resolve("missing"));
  }
}
