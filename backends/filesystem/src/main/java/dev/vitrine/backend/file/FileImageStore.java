package dev.vitrine.backend.file;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.file.FileStoreOptions.Folder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// Whole images as files `<folder>/<image id>`, each under the URI `file://<folder>/<image id>`.
///
/// A folder that is not there is made when an image is written to it. URIs of files outside of the
/// folders are refused, so nothing in a record can make the service hand out a file of the system.
public final class FileImageStore implements ImageStore {
  private static final String KIND = "file";
  private static final Set<String> SCHEMES = Set.of(KIND, "filesystem");

  private final FileStoreOptions options;

  public FileImageStore(FileStoreOptions options) {
    this.options = options;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, false);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Set<String> schemes() {
    return SCHEMES;
  }

  @Override
  public boolean covers(ImageUri uri) {
    return SCHEMES.contains(uri.scheme())
        && options.folders().stream().anyMatch(folder -> contains(folder, pathIn(uri)));
  }

  private static boolean contains(Folder folder, Path file) {
    return file.startsWith(folder.path()) && !file.equals(folder.path());
  }

  /// What the URI names, with nothing like `..` in it; a path that no folder contains when it is no
  /// path at all.
  private static Path pathIn(ImageUri uri) {
    try {
      return Path.of(uri.rest()).normalize();
    } catch (InvalidPathException e) {
      return Path.of("");
    }
  }

  private Path fileOf(ImageUri uri) throws ImageStoreException {
    if (!covers(uri)) {
      throw new ImageStoreException.Malformed(uri + " is not below a folder of this store");
    }
    return pathIn(uri);
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image) throws ImageStoreException {
    for (Folder folder : options.folders()) {
      Path file = folder.path().resolve(image.imageId());
      if (Files.exists(file)) {
        throw new ImageStoreException.Exists(file + " is there already");
      }
    }
    Path folder = roomiest(image.lengthBytes());
    return new FileImageWriter(folder, image, options);
  }

  /// The folder that a new image goes to.
  private Path roomiest(OptionalLong lengthBytes) throws ImageStoreException {
    Path best = null;
    long mostBytes = -1;
    int priority = 0;
    for (Folder folder : options.folders()) {
      if (best != null && folder.priority() != priority) {
        break; // the rest is worth less
      }
      long freeBytes = freeBytes(folder.path());
      if (freeBytes >= lengthBytes.orElse(0) && freeBytes > mostBytes) {
        best = folder.path();
        mostBytes = freeBytes;
        priority = folder.priority();
      }
    }
    if (best == null) {
      throw new ImageStoreException.Full(
          "none of the store's folders has room for " + lengthBytes.orElse(0) + " bytes", null);
    }
    return best;
  }

  private long freeBytes(Path folder) throws ImageStoreException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        letOthersIn(folder);
      }
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw FileFailures.translate("making " + folder, folder, e);
    }
  }

  /// Whoever may read the files may come into the folder.
  private void letOthersIn(Path folder) throws IOException {
    if (options.permissions().isEmpty()) {
      return;
    }
    int bits = options.permissions().get();
    Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
    if ((bits & 070) != 0) {
      mode.add(PosixFilePermission.GROUP_EXECUTE);
    }
    if ((bits & 007) != 0) {
      mode.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    Files.setPosixFilePermissions(folder, mode);
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException {
    Path file = fileOf(uri);
    try {
      if (Files.isDirectory(file)) {
        throw new ImageStoreException.NotFound(file + " is a folder");
      }
      return OptionalLong.of(Files.size(file));
    } catch (IOException e) {
      throw FileFailures.translate("looking at " + file, file, e);
    }
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes) throws ImageStoreException {
    Path file = fileOf(uri);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      FileImageReader reader = new FileImageReader(channel, file, offset, lengthBytes);
      try {
        if (channel.size() < offset + lengthBytes) {
          throw new ImageStoreException.Damaged(
              "%s has %d bytes, and %d from byte %d are wanted"
                  .formatted(file, channel.size(), lengthBytes, offset));
        }
        return reader;
      } catch (IOException e) {
        reader.close();
        throw e;
      }
    } catch (IOException e) {
      throw FileFailures.translate("opening " + file, file, e);
    }
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException {
    Path file = fileOf(uri);
    try {
      Files.deleteIfExists(FileImageWriter.hidden(file));
      Files.delete(file);
    } catch (IOException e) {
      throw FileFailures.translate("removing " + file, file, e);
    }
  }

  @Override
  public Health health() {
    List<String> wrong =
        options.folders().stream()
            .sorted(Comparator.comparing(Folder::path))
            .filter(folder -> !isUsable(folder.path()))
            .map(folder -> folder.path() + " is not a folder that can be written")
            .toList();
    return wrong.isEmpty() ? new Health.Up() : new Health.Down(String.join("; ", wrong));
  }

  /// A folder that is not there yet can be used when it can be made.
  private static boolean isUsable(Path folder) {
    Path nearest = folder;
    while (nearest != null && Files.notExists(nearest)) {
      nearest = nearest.getParent();
    }
    return nearest != null && Files.isDirectory(nearest) && Files.isWritable(nearest);
  }

  @Override
  public void close() {}
}
