package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.RegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The highest revision that anybody was told of, in a file of its own beside the log that holds
/// it.
///
/// It is written after the log was synchronised and before the caller learns of the commit, and is
/// not synchronised itself. So after a kill it is exact, after a loss of power it may be older; it
/// never says more than the log must hold. A log that ends before it has lost what was acknowledged
/// (docs/decisions/074-what-was-acknowledged.md).
///
/// For one thread at a time.
final class AcknowledgedHead implements AutoCloseable {
  static final String FILE = "acknowledged";

  private static final Logger log = LoggerFactory.getLogger(AcknowledgedHead.class);
  private static final int BYTES = Long.BYTES + Integer.BYTES;

  /// Who reads while another writes could see some of both.
  private static final int TRIES_BESIDE_A_WRITER = 3;

  private final Path file;
  private final FileChannel channel;
  private boolean failed;

  private AcknowledgedHead(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// What the file says; 0 when there is none, or when it is damaged itself: twelve bytes that
  /// nobody needs in order to read a sound log must not keep that log from being read.
  static long read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      for (int i = 0; i < TRIES_BESIDE_A_WRITER; i++) {
        ByteBuffer stored = ByteBuffer.wrap(Files.readAllBytes(file));
        if (stored.capacity() == 0) {
          return 0;
        }
        if (stored.capacity() == BYTES
            && stored.getInt(Long.BYTES) == checksum(stored.getLong(0))) {
          return stored.getLong(0);
        }
      }
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new RegistryException("cannot read " + file + ": " + e, e);
    }
    log.warn("{} is damaged; whether the registry's log is whole cannot be told", file);
    return 0;
  }

  /// Opens the file to write; makes it when it is not there. Takes no space afterwards.
  static AcknowledgedHead openToWrite(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      return new AcknowledgedHead(
          file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new RegistryException("cannot open " + file + ": " + e, e);
    }
  }

  /// Notes that the commits up to this one are durable. A failure makes later damage harder to see
  /// and nothing else, so it is told once and stands in nobody's way.
  void set(long revision) {
    ByteBuffer stored = ByteBuffer.allocate(BYTES).putLong(revision).putInt(checksum(revision));
    try {
      channel.write(stored.flip(), 0);
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        log.warn("cannot write {}: damage to the registry's log could go unseen", file, e);
      }
      failed = true;
    }
  }

  private static int checksum(long revision) {
    var checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(revision).flip());
    return (int) checksum.getValue();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("cannot close {}", file, e);
    }
  }
}
