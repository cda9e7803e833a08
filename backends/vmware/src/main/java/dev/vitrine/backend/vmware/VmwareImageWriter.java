package dev.vitrine.backend.vmware;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.wire.Upload;
import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a file as its bytes come. What a writer that nobody ended left goes when the image is
/// deleted: it has the image's name from its first byte.
final class VmwareImageWriter implements ImageWriter {
  private static final Logger LOG = LoggerFactory.getLogger(VmwareImageWriter.class);

  private final Vcenter vcenter;
  private final VmwareLocation file;
  private final Announced image;
  private @Nullable Upload upload;
  private long writtenBytes;
  private boolean ended;

  VmwareImageWriter(Vcenter vcenter, VmwareLocation file, Announced image) {
    this.vcenter = vcenter;
    this.file = file;
    this.image = image;
  }

  @Override
  public ImageUri uri() {
    return file.uri();
  }

  private Upload opened() throws ImageStoreException, InterruptedException {
    Upload open = upload;
    if (open == null) {
      open =
          VmwareFailures.translated(
              "writing " + file,
              () -> {
                vcenter.makeFolder(file.datastore());
                return vcenter.upload(file, image.lengthBytes());
              });
      upload = open;
    }
    return open;
  }

  @Override
  public void write(Slice slice) throws ImageStoreException, InterruptedException {
    try {
      ByteBuffer bytes = slice.bytes();
      if (writtenBytes + bytes.remaining() > image.lengthBytes().orElse(Long.MAX_VALUE)) {
        throw new ImageStoreException.Damaged("the image is longer than was announced");
      }
      int count = bytes.remaining();
      if (count > 0) {
        Upload open = opened();
        if (!VmwareFailures.translated("writing " + file, () -> open.write(bytes))) {
          finish(open); // says why no more is wanted
          throw new ImageStoreException.Unavailable(
              "writing " + file + ": the vCenter takes no more", Duration.ZERO, null);
        }
        writtenBytes += count;
      }
    } finally {
      slice.release();
    }
  }

  private void finish(Upload open) throws ImageStoreException, InterruptedException {
    int status = VmwareFailures.translated("writing " + file, open::finish);
    if (status / 100 != 2) {
      ImageStoreException failure = VmwareFailures.of("writing " + file, status);
      ended = failure instanceof ImageStoreException.Exists; // what is there is somebody else's
      throw failure;
    }
  }

  @Override
  public Written commit() throws ImageStoreException, InterruptedException {
    try {
      if (writtenBytes != image.lengthBytes().orElse(writtenBytes)) {
        throw new ImageStoreException.Damaged("the image is shorter than was announced");
      }
      finish(opened());
      ended = true;
      return new Written(uri(), writtenBytes, Map.of());
    } finally {
      cancel();
    }
  }

  @Override
  public void cancel() {
    Upload open = upload;
    if (ended || open == null) {
      return;
    }
    ended = true;
    open.cut();
    try {
      VmwareFailures.translated(
          "removing " + file,
          () -> {
            vcenter.remove(file);
            return file;
          });
    } catch (ImageStoreException.NotFound e) {
      LOG.debug("nothing of {} had come", file);
    } catch (ImageStoreException e) {
      LOG.warn("{} is left behind: {}", file, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{} is left behind", file);
    }
  }
}
