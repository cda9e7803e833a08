package dev.vitrine.images;

import dev.vitrine.images.access.Refusal;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// Tells compressed data by its first bytes and gives what was compressed, as it streams by. Takes
/// the memory of one window, whatever the data claims; how long the content may become is for who
/// reads it to bound. Thread-safe.
final class Decompression {
  private static final int BUFFER_BYTES = 64 << 10;

  /// What the strongest preset of `xz` needs, and somewhat more.
  private static final int XZ_WINDOW_MAX_KIB = 72 << 10;

  /// Their windows are large: others wait for their turn.
  private static final int MOST_XZ_AT_A_TIME = 2;

  private static final int TURN_SECONDS = 2;

  private static final int[] XZ = {0xfd, '7', 'z', 'X', 'Z', 0};
  private static final int[] GZIP = {0x1f, 0x8b, 0x08};
  private static final int[] ZIP = {'P', 'K', 3, 4};

  private final Semaphore xzTurns = new Semaphore(MOST_XZ_AT_A_TIME);

  /// Ends a wait that nobody is interested in any more.
  @FunctionalInterface
  interface Wanted {
    void check() throws Refusal;
  }

  /// What was compressed; null when the data is not compressed. Begins to read the data in any
  /// case, and is closed with it.
  ///
  /// @param wanted asked every now and then while other imports are to end first
  @Nullable InputStream of(InputStream data, Wanted wanted)
      throws Refusal, IOException, InterruptedException {
    BufferedInputStream marked = new BufferedInputStream(data, BUFFER_BYTES);
    if (begins(marked, GZIP)) {
      return new GZIPInputStream(marked, BUFFER_BYTES);
    }
    if (begins(marked, ZIP)) {
      return new OnlyMember(new ZipInputStream(marked));
    }
    return begins(marked, XZ) ? new Xz(marked, wanted) : null;
  }

  /// Data of `xz`, once it is its turn.
  private final class Xz extends InputStream {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final XZInputStream content;

    Xz(InputStream data, Wanted wanted) throws Refusal, IOException, InterruptedException {
      while (!xzTurns.tryAcquire(TURN_SECONDS, TimeUnit.SECONDS)) {
        wanted.check();
      }
      try {
        content = new XZInputStream(data, XZ_WINDOW_MAX_KIB);
      } catch (IOException | RuntimeException e) {
        xzTurns.release();
        throw e;
      }
    }

    @Override
    public int read() throws IOException {
      return content.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return content.read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        xzTurns.release();
        content.close();
      }
    }
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
