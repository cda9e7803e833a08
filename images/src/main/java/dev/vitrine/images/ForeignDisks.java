package dev.vitrine.images;

import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.formats.Format;
import dev.vitrine.formats.disk.ImageBytes;
import dev.vitrine.images.access.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/// Reads disks of formats that are not read here. Thread-safe.
public interface ForeignDisks {
  /// For a service that has nobody to read them.
  ForeignDisks NONE =
      new ForeignDisks() {
        @Override
        public Set<Format> formats() {
          return Set.of();
        }

        @Override
        public Disk open(Format format, long diskBytes, InputStream image, StillWanted wanted) {
          throw new InvariantViolated("nobody reads disks of format " + format);
        }
      };

  /// What is read.
  Set<Format> formats();

  /// The disk that an image holds. Reads the image to its end, and takes its time.
  ///
  /// Throws [dev.vitrine.formats.disk.UnreadableDiskException] for an image that holds none.
  ///
  /// @param format one of [#formats], which the image was found to be of, and safe to open
  /// @param diskBytes length of the disk as the image has it; no disk becomes notably longer
  Disk open(Format format, long diskBytes, InputStream image, StillWanted wanted)
      throws Refusal, IOException, InterruptedException;

  /// Ends work that nobody is interested in any more.
  @FunctionalInterface
  interface StillWanted {
    void check() throws Refusal;
  }

  /// Whoever opened it closes it; what was made to read it is gone then. Not thread-safe.
  interface Disk extends ImageBytes, AutoCloseable {
    /// The disk from its first byte to its last; is closed with the disk.
    InputStream stream();

    @Override
    void close();
  }
}
