package dev.vitrine.images;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// Tells compressed data by its first bytes and gives what was compressed, as it streams by. Takes
/// the memory of one window, whatever the data claims; how long the content may become is for who
/// reads it to bound.
final class Decompression {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int[] GZIP = {0x1f, 0x8b, 0x08};
  private static final int[] ZIP = {'P', 'K', 3, 4};

  private Decompression() {}

  /// What was compressed; null when the data is not compressed. Begins to read the data in any
  /// case, and is closed with it.
  static @Nullable InputStream of(InputStream data) throws IOException {
    BufferedInputStream marked = new BufferedInputStream(data, BUFFER_BYTES);
    if (begins(marked, GZIP)) {
      return new GZIPInputStream(marked, BUFFER_BYTES);
    }
    if (begins(marked, ZIP)) {
      return new OnlyMember(new ZipInputStream(marked));
    }
    return null;
  }

  private static boolean begins(InputStream data, int[] magic) throws IOException {
    data.mark(magic.length);
    boolean same = true;
    for (int expected : magic) {
      same = same && data.read() == expected;
    }
    data.reset();
    return same;
  }

  /// The one member of an archive; more or none is a failure.
  private static final class OnlyMember extends FilterInputStream {
    private final ZipInputStream archive;

    OnlyMember(ZipInputStream archive) throws IOException {
      super(archive);
      this.archive = archive;
      ZipEntry member = archive.getNextEntry();
      if (member == null || member.isDirectory()) {
        throw new ZipException("the archive does not begin with a file");
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = archive.read(buffer, offset, length);
      if (count < 0 && archive.getNextEntry() != null) {
        throw new ZipException("the archive has more than one member");
      }
      return count;
    }
  }
}
