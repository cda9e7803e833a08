package dev.vitrine.backend.file;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a file under a hidden name and gives it its own at the end. What a killed process left
/// under the hidden name is overwritten by the next try, and goes when the file is deleted.
final class FileImageWriter implements ImageWriter {
  private static final Logger LOG = LoggerFactory.getLogger(FileImageWriter.class);

  private final Path folder;
  private final Path file;
  private final Path hidden;
  private final Announced image;
  private final FileStoreOptions options;
  private @Nullable FileChannel channel;
  private long at;
  private boolean ended;

  FileImageWriter(Path folder, Announced image, FileStoreOptions options) {
    this.folder = folder;
    this.file = folder.resolve(image.imageId());
    this.hidden = hidden(file);
    this.image = image;
    this.options = options;
  }

  /// What the file is called until it is whole.
  static Path hidden(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }

  @Override
  public ImageUri uri() {
    return new ImageUri("file://" + file);
  }

  private FileChannel opened() throws IOException {
    FileChannel opened = channel;
    if (opened == null) {
      opened =
          FileChannel.open(
              hidden,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      channel = opened;
    }
    return opened;
  }

  @Override
  public void write(Slice slice) throws ImageStoreException {
    try {
      FileChannel open = opened();
      ByteBuffer bytes = slice.bytes();
      if (at + bytes.remaining() > image.lengthBytes().orElse(Long.MAX_VALUE)) {
        throw new ImageStoreException.Damaged("the image is longer than was announced");
      }
      while (bytes.hasRemaining()) {
        writeBlock(open, bytes);
      }
    } catch (IOException e) {
      throw FileFailures.translate("writing " + hidden, folder, e);
    } finally {
      slice.release();
    }
  }

  /// Up to the end of the block of the file that comes next.
  private void writeBlock(FileChannel open, ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    if (options.thin()) {
      int block = options.blockBytes();
      length = Math.min(length, block - (int) (at % block));
      if (isZero(bytes, length)) {
        bytes.position(bytes.position() + length);
        at += length;
        return;
      }
    }
    ByteBuffer part = bytes.slice(bytes.position(), length);
    while (part.hasRemaining()) {
      at += open.write(part, at);
    }
    bytes.position(bytes.position() + length);
  }

  private static boolean isZero(ByteBuffer bytes, int lengthBytes) {
    int from = bytes.position();
    int i = 0;
    for (; i + Long.BYTES <= lengthBytes; i += Long.BYTES) {
      if (bytes.getLong(from + i) != 0) {
        return false;
      }
    }
    for (; i < lengthBytes; i++) {
      if (bytes.get(from + i) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Written commit() throws ImageStoreException {
    try {
      if (at != image.lengthBytes().orElse(at)) {
        throw new ImageStoreException.Damaged("the image is shorter than was announced");
      }
      FileChannel open = opened();
      if (open.size() < at) { // it ends with a hole
        open.write(ByteBuffer.allocate(1), at - 1);
      }
      setMode();
      open.force(true);
      open.close();
      giveName();
      ended = true;
      syncFolder();
      return new Written(uri(), at, Map.of());
    } catch (IOException e) {
      throw FileFailures.translate("ending " + hidden, folder, e);
    } finally {
      cancel();
    }
  }

  /// A link never replaces a file, as a move would.
  private void giveName() throws IOException {
    try {
      Files.createLink(file, hidden);
    } catch (FileAlreadyExistsException e) {
      throw new ImageStoreException.Exists(file + " is there already");
    } catch (UnsupportedOperationException e) {
      if (Files.exists(file)) {
        throw new ImageStoreException.Exists(file + " is there already");
      }
      Files.move(hidden, file);
      return;
    }
    Files.delete(hidden);
  }

  private void setMode() {
    if (options.permissions().isEmpty()) {
      return;
    }
    Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromLeft = PosixFilePermission.values();
    for (int i = 0; i < fromLeft.length; i++) {
      if ((options.permissions().get() & (0400 >> i)) != 0) {
        mode.add(fromLeft[i]);
      }
    }
    try {
      Files.setPosixFilePermissions(hidden, mode);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("The mode of {} cannot be set: {}", hidden, e.getMessage());
    }
  }

  private void syncFolder() throws IOException {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }

  @Override
  public void cancel() {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      open.close();
      if (!ended) {
        ended = true;
        Files.deleteIfExists(hidden);
      }
    } catch (IOException e) {
      LOG.warn("{} is left behind: {}", hidden, e.getMessage());
    }
  }
}
