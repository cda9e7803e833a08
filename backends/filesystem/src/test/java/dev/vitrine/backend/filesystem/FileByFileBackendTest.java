package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// Where the kernel's whole-file-system call is not to be trusted.
class FileByFileBackendTest extends ChunkBackendContract {
  @TempDir Path directory;

  @Override
  protected ChunkBackend open() throws Exception {
    return FileSystemBackend.open(directory, _ -> new Synchronizer.FileByFile());
  }
}
