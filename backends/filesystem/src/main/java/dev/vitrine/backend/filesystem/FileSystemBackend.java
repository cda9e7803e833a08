package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.InvariantViolated;
import java.nio.file.Path;

/// A [ChunkBackend] over a directory. Thread-safe.
@SuppressWarnings("DoNotCallSuggester") // until the bodies are there
public abstract class FileSystemBackend implements ChunkBackend {
  private FileSystemBackend() {}

  /// Opens the directory for reading and writing; makes a new store of an empty or missing one. One
  /// process at a time: [BlobException.Denied] when another has it open.
  public static FileSystemBackend open(Path root) throws BlobException {
    throw new InvariantViolated("in work " + root);
  }

  /// Opens a store for looking at it, also beside a running service.
  public static FileSystemBackend openReadOnly(Path root) throws BlobException {
    throw new InvariantViolated("in work " + root);
  }
}
