package dev.vitrine.backend.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/// Makes files and their names durable: by one call for the whole file system where the kernel's is
/// to be trusted, else file by file.
///
/// A failure is final for everything that was not durable before.
interface Synchronizer extends AutoCloseable {

  /// Chooses the synchronizer for a folder.
  @FunctionalInterface
  interface Choice {
    Synchronizer of(Path folder) throws IOException;
  }

  /// The best one that the folder's file system allows.
  static Synchronizer of(Path folder) throws IOException {
    return KernelSync.of(folder).<Synchronizer>map(Whole::new).orElseGet(FileByFile::new);
  }

  /// Whether a file must be forced by whoever writes it, before it is closed. Without [KernelSync]
  /// that is the only way to be sure of hearing about an error: later, on another descriptor, it
  /// may have been forgotten.
  boolean forcesEachFile();

  /// A file was written. May begin to write it out; promises nothing.
  void written(Path file);

  /// Returns when the content of every file written before is durable, unless each was forced.
  void syncContent() throws IOException;

  /// Returns when the entries of these folders are durable.
  void syncNames(Collection<Path> folders) throws IOException;

  @Override
  void close();

  /// By [KernelSync].
  record Whole(KernelSync kernel) implements Synchronizer {
    /// So many folders are synchronised one by one, so that a small upload does not wait for what
    /// everybody else on the file system has written.
    private static final int FEW_FOLDERS = 4;

    @Override
    public boolean forcesEachFile() {
      return false;
    }

    @Override
    public void written(Path file) {
      kernel.beginWriteOut(file);
    }

    @Override
    public void syncContent() throws IOException {
      kernel.sync();
    }

    @Override
    public void syncNames(Collection<Path> folders) throws IOException {
      if (folders.size() <= FEW_FOLDERS) {
        forceFolders(folders);
      } else {
        kernel.sync();
      }
    }

    @Override
    public void close() {
      kernel.close();
    }
  }

  /// By `fsync` alone.
  record FileByFile() implements Synchronizer {
    @Override
    public boolean forcesEachFile() {
      return true;
    }

    @Override
    public void written(Path file) {}

    @Override
    public void syncContent() {}

    @Override
    public void syncNames(Collection<Path> folders) throws IOException {
      forceFolders(folders);
    }

    @Override
    public void close() {}
  }

  /// For a cache: nothing until [#finish].
  record AtTheEnd(Synchronizer real) implements Synchronizer {
    /// Makes everything durable, if that can be done at once. Returns whether it was done.
    boolean finish() throws IOException {
      if (real.forcesEachFile()) {
        return false;
      }
      real.syncContent();
      return true;
    }

    @Override
    public boolean forcesEachFile() {
      return false;
    }

    @Override
    public void written(Path file) {}

    @Override
    public void syncContent() {}

    @Override
    public void syncNames(Collection<Path> folders) {}

    @Override
    public void close() {
      real.close();
    }
  }

  /// Returns when the entries of these folders are durable.
  static void forceFolders(Collection<Path> folders) throws IOException {
    for (Path folder : folders) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
