package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/// Where a service keeps everything, and the lock that makes it the only one there.
///
/// ```
/// store/        chunks and recipes
/// registry/     the records
/// index/        derived from the registry; may be removed at any time
/// conversions/  files of conversions that run
/// registry-log-…  what accept-loss kept of a damaged log
/// lock          locked while a service, or a command that changes something, runs
/// ```
record DataFolder(Path root) {

  static DataFolder of(Configuration configuration, Map<String, String> environment) {
    return new DataFolder(
        configuration
            .get(Options.DATA_DIR)
            .orElseGet(() -> userDataHome(environment).resolve("vitrine"))
            .toAbsolutePath()
            .normalize());
  }

  /// The XDG base directory specification: a relative path counts as none.
  private static Path userDataHome(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("XDG_DATA_HOME"))
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share"));
  }

  Path store() {
    return root.resolve("store");
  }

  Path registry() {
    return root.resolve("registry");
  }

  Path index() {
    return root.resolve("index");
  }

  Path conversions() {
    return root.resolve("conversions");
  }

  /// Where a log of the registry is kept that was found damaged at that time.
  Path damagedLog(String time) {
    return root.resolve("registry-log-" + time);
  }

  private Path registryDraft() {
    return root.resolve("registry.new");
  }

  /// Fails when there is a registry.
  void requireNoRegistry() throws CommandFailure {
    if (Files.exists(registry())) {
      throw CommandFailure.wrongUse(
          "there is a registry in " + root + "; it has to be moved away first");
    }
  }

  /// Where a registry can be made that is to be the folder's; empty. What an earlier attempt left
  /// is removed.
  Path clearedRegistryDraft() throws IOException {
    if (Files.isDirectory(registryDraft())) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(registryDraft())) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
    return registryDraft();
  }

  /// Makes the draft the registry, durably.
  void promoteRegistryDraft() throws IOException {
    Files.move(registryDraft(), registry(), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(root, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private Path lockFile() {
    return root.resolve("lock");
  }

  /// Makes the folder, which nobody else may enter, unless it is there.
  void create() throws CommandFailure {
    try {
      if (!Files.isDirectory(root)) {
        Path parent = root.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(root)) {
        throw CommandFailure.unavailable(
            "the data folder " + root + " cannot be made: " + e.getFile() + " is not a folder", e);
      }
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "the data folder " + root + " cannot be made: " + reason(e), e);
    }
  }

  /// Fails unless a service has kept something here.
  void requireUsed() throws CommandFailure {
    if (!Files.isDirectory(store()) || !Files.isDirectory(registry())) {
      throw CommandFailure.wrongUse(
          "there is no Vitrine data in " + root + " (--data names another folder)");
    }
  }

  /// Locks the folder for this process; the kernel gives it back when the process ends.
  Lock lock() throws CommandFailure {
    FileChannel file;
    try {
      file =
          FileChannel.open(
              lockFile(),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "the data folder " + root + " cannot be written: " + reason(e), e);
    }
    Lock lock = new Lock(file);
    try {
      Optional<FileLock> taken = tryLock(file);
      if (taken.isEmpty()) {
        throw CommandFailure.unavailable(
            "another vitrine (%s) uses the data folder %s".formatted(owner(file), root));
      }
      file.truncate(0);
      file.write(
          ByteBuffer.wrap(
              ("pid " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
      return lock;
    } catch (CommandFailure e) {
      lock.close();
      throw e;
    } catch (IOException e) {
      lock.close();
      throw CommandFailure.unavailable(
          "the data folder " + root + " cannot be locked: " + reason(e), e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // held by this very process
    }
  }

  private static String owner(FileChannel file) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    file.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
  }

  /// The system's own words, without the path that the sentence names already.
  private static String reason(IOException e) {
    return e instanceof FileSystemException failed && failed.getReason() != null
        ? failed.getReason()
        : e.getClass().getSimpleName().replace("Exception", "");
  }

  /// Held for as long as the folder must not change under another's hands.
  static final class Lock implements AutoCloseable {
    private final FileChannel file;

    private Lock(FileChannel file) {
      this.file = file;
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
