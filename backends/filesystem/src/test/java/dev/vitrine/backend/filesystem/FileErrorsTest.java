package dev.vitrine.backend.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.blobstore.BlobException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
  @TempDir Path directory;

  private BlobException translate(IOException failure) {
    return FileErrors.translate("writing x", directory, failure);
  }

  /// With the text of this very system.
  @Test
  void aFullDiskIsFull() throws Exception {
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      IOException failure =
          catchThrowableOfType(IOException.class, () -> full.write(ByteBuffer.allocate(1)));
      assertThat(translate(failure))
          .isInstanceOf(BlobException.Full.class)
          .hasMessage("writing x: No space left on device");
    }
    assertThat(translate(new FileSystemException("f", null, "Disk quota exceeded")))
        .isInstanceOf(BlobException.Full.class);
  }

  @Test
  void aRefusalIsDenied() {
    assertThat(translate(new AccessDeniedException("f"))).isInstanceOf(BlobException.Denied.class);
    assertThat(translate(new FileSystemException("f", null, "Read-only file system")))
        .isInstanceOf(BlobException.Denied.class);
  }

  @Test
  void anythingElseMayPass() {
    assertThat(translate(new IOException("Input/output error")))
        .isInstanceOf(BlobException.Transient.class);
    assertThat(translate(new IOException())).hasMessage("writing x: IOException");
  }

  @Test
  void anInterruptIsPassedOn() {
    assertThat(translate(new ClosedByInterruptException()))
        .isInstanceOf(BlobException.Transient.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatIsKnownStaysAsItIs() {
    BlobException known = new BlobException.NotFound("x");
    assertThat(translate(known)).isSameAs(known);
  }
}
