package dev.vitrine.backend.swift;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.swift.SwiftClient.Target;
import dev.vitrine.backend.swift.SwiftClient.UploadInSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// An object on its way in. What can be put right before a byte has left is put right, once each: a
/// session that is no longer taken, a container that is missing. One thread at a time writes it and
/// ends it.
final class SwiftUpload {
  private final SwiftObjects objects;
  private final SwiftClient client;
  private final Target target;
  private final OptionalLong lengthBytes;
  private final boolean onlyNew;
  private @Nullable UploadInSession current;
  private boolean renewed;
  private boolean containerMade;

  SwiftUpload(
      SwiftObjects objects,
      SwiftClient client,
      Target target,
      OptionalLong lengthBytes,
      boolean onlyNew) {
    this.objects = objects;
    this.client = client;
    this.target = target;
    this.lengthBytes = lengthBytes;
    this.onlyNew = onlyNew;
  }

  private UploadInSession begun() throws ImageStoreException, InterruptedException {
    UploadInSession upload = current;
    if (upload != null) {
      return upload;
    }
    while (true) {
      try {
        UploadInSession next = client.upload(target, lengthBytes, onlyNew);
        if (next.upload().awaitLeave()) {
          current = next;
          return next;
        }
        putRight(next, next.upload().finish());
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  /// Makes ready for another try, once for each reason. Throws when there is none.
  private void putRight(UploadInSession refused, int status)
      throws ImageStoreException, InterruptedException {
    if (status == 401 && !renewed) {
      renewed = true;
      client.expire(refused.session());
    } else if (status == 404 && !containerMade) {
      containerMade = true;
      objects.makeContainer(target.container());
    } else {
      throw SwiftFailures.ofImage("writing " + target, status);
    }
  }

  /// Sends the buffer's bytes; blocks while the service takes no more.
  void write(ByteBuffer bytes) throws ImageStoreException, InterruptedException {
    try {
      if (!begun().upload().write(bytes)) {
        finish(); // says why no more is wanted
        throw new ImageStoreException.Unavailable(
            "writing " + target + ": the service takes no more", Duration.ZERO, null);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// Waits until the object is there, whole.
  void finish() throws ImageStoreException, InterruptedException {
    try {
      int status = begun().upload().finish();
      if (status / 100 != 2) {
        throw SwiftFailures.ofImage("writing " + target, status);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  void cut() {
    UploadInSession upload = current;
    if (upload != null) {
      upload.upload().cut();
    }
  }

  private ImageStoreException failure(IOException failure) {
    return SwiftFailures.ofImage("writing " + target, failure);
  }
}
