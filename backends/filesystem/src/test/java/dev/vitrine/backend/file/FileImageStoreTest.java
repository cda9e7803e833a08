package dev.vitrine.backend.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileImageStoreTest extends ImageStoreContract {
  private static final String ID = "5e8fa3a4-7f3a-4c5d-9c53-3c1ad9c6a9c2";

  @TempDir private Path parent;

  @Override
  protected ImageStore open() {
    return store(Optional.empty(), false);
  }

  private FileImageStore store(Optional<Integer> mode, boolean thin) {
    return new FileImageStore(
        new FileStoreOptions(List.of(new FileStoreOptions.Folder(folder(), 0)), mode, 4096, thin));
  }

  private Path folder() {
    return parent.resolve("glance/images");
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri("file://" + folder().resolve(imageId));
  }

  @AfterEach
  void leavesNothingHidden() throws Exception {
    if (Files.isDirectory(folder())) {
      try (Stream<Path> files = Files.list(folder())) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .noneMatch(name -> name.startsWith("."));
      }
    }
  }

  @Test
  void readsWhatAnotherProgramPutThere() throws Exception {
    Files.createDirectories(folder());
    byte[] bytes = SeededData.random(1, 10_000);
    Files.write(folder().resolve(ID), bytes);

    assertThat(read(uriOf(ID), 0, bytes.length)).isEqualTo(bytes);
    ImageUri otherScheme = new ImageUri("filesystem://" + folder().resolve(ID));
    assertThat(read(otherScheme, 5, 10)).hasSize(10);
  }

  @Test
  void neverLeavesItsFolders() throws Exception {
    Files.createDirectories(folder());
    Path secret = Files.writeString(parent.resolve("secret"), "x");
    for (String path :
        List.of(secret.toString(), folder() + "/../../secret", folder().toString(), "secret")) {
      ImageUri uri = new ImageUri("file://" + path);
      assertThatThrownBy(() -> store().open(uri, 0, 1))
          .isInstanceOf(ImageStoreException.Malformed.class);
      assertThatThrownBy(() -> store().delete(uri))
          .isInstanceOf(ImageStoreException.Malformed.class);
    }
    assertThat(secret).exists();
  }

  @Test
  void leavesHolesWhereThereAreZeros() throws Exception {
    byte[] bytes = new byte[8 << 20];
    System.arraycopy(SeededData.random(2, 5_000), 0, bytes, 1 << 20, 5_000);
    try (FileImageStore thin = store(Optional.empty(), true)) {
      var writer = thin.newWriter(new ImageWriter.Announced(ID, OptionalLong.of(bytes.length)));
      write(writer, bytes);
      writer.commit();
    }

    assertThat(read(uriOf(ID), 0, bytes.length)).isEqualTo(bytes);
    assertThat(allocatedBytes(folder().resolve(ID))).isLessThan(1 << 20);
  }

  private static long allocatedBytes(Path file) throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return 512 * Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip());
  }

  @Test
  void givesFilesTheirMode() throws Exception {
    try (FileImageStore readable = store(Optional.of(0640), false)) {
      var writer = readable.newWriter(new ImageWriter.Announced(ID, OptionalLong.empty()));
      write(writer, new byte[1]);
      writer.commit();
    }

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(ID))))
        .isEqualTo("rw-r-----");
  }

  @Test
  void writesToTheFolderOfGreatestPriorityAndReadsFromAll() throws Exception {
    Path best = parent.resolve("best");
    Path other = parent.resolve("other");
    Files.createDirectories(other);
    Files.write(other.resolve("old"), new byte[] {1, 2});
    try (FileImageStore several =
        new FileImageStore(
            new FileStoreOptions(
                List.of(
                    new FileStoreOptions.Folder(other, 10), new FileStoreOptions.Folder(best, 20)),
                Optional.empty(),
                4096,
                false))) {
      var writer = several.newWriter(new ImageWriter.Announced(ID, OptionalLong.empty()));
      write(writer, new byte[] {7});

      assertThat(writer.commit().uri()).isEqualTo(new ImageUri("file://" + best.resolve(ID)));
      assertThat(several.length(new ImageUri("file://" + other.resolve("old")))).hasValue(2);
    }
  }

  @Test
  void saysAtOnceThatAnImageCannotFit() {
    assertThatThrownBy(() -> begin(ID, OptionalLong.of(Long.MAX_VALUE)))
        .isInstanceOf(ImageStoreException.Full.class);
  }

  @Test
  void isDownWhileItsFolderIsNone() throws Exception {
    Files.createDirectories(folder().getParent());
    Files.writeString(folder(), "in the way");

    assertThat(store().health()).isInstanceOf(Health.Down.class);
    assertThatThrownBy(() -> begin(ID, OptionalLong.empty()))
        .isInstanceOf(ImageStoreException.class);

    Files.delete(folder());
    assertThat(store().health()).isEqualTo(new Health.Up());
    assertThat(put(ID, new byte[3], OptionalLong.of(3)).lengthBytes()).isEqualTo(3);
  }

  @Test
  void refusesOptionsThatCannotWork() {
    FileStoreOptions.Folder one = new FileStoreOptions.Folder(parent, 1);
    FileStoreOptions.Folder again = new FileStoreOptions.Folder(parent, 2);
    assertThatThrownBy(
            () -> new FileStoreOptions(List.of(one, again), Optional.empty(), 4096, false))
        .hasMessageContaining("two priorities");
    assertThatThrownBy(() -> new FileStoreOptions(List.of(), Optional.empty(), 4096, false))
        .hasMessageContaining("needs a folder");
    assertThatThrownBy(() -> new FileStoreOptions(List.of(one), Optional.of(0240), 4096, false))
        .hasMessageContaining("nobody read");
  }
}
