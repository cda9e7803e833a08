package dev.vitrine.catalog.transfer;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads an exported catalogue into an empty registry. First all of the file is held against its
/// last line; only then is anything written. Whoever imports throws the registry away when this
/// throws.
///
/// Not thread-safe.
public final class CatalogueImport {
  /// Some thousand records a commit.
  private static final long COMMIT_BYTES = Transaction.MAX_BYTES / 4;

  /// No record is longer.
  private static final int MOST_LINE_BYTES = (int) (2 * Transaction.MAX_BYTES);

  private final Registry registry;

  /// @param registry to which nothing was ever written
  public CatalogueImport(Registry registry) {
    if (registry.head() != 0) {
      throw new IllegalArgumentException("the registry is not empty");
    }
    this.registry = registry;
  }

  /// Returns how many records there were.
  public long readFrom(Path file)
      throws IOException, DamagedCatalogueException, ConflictException, InterruptedException {
    long records = check(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      nextLine(in); // the header
      Transaction.Builder writes = Transaction.builder();
      for (long i = 0; i < records; i++) {
        byte[] line = nextLine(in);
        if (line == null) {
          throw new DamagedCatalogueException("it changed while it was read");
        }
        switch (CatalogueFile.parse(line)) {
          case CatalogueFile.Line.Text(var key, byte[] json) -> writes.put(key, json);
          case CatalogueFile.Line.Count(var key, long value) -> writes.add(key, value);
        }
        if (writes.bytes() >= COMMIT_BYTES) {
          registry.commit(writes.build());
          writes = Transaction.builder();
        }
      }
      registry.commit(writes.build());
    }
    new UsageCensus(registry).correct();
    checkRecords();
    return records;
  }

  /// Returns the number of records of a file that is whole.
  private static long check(Path file) throws IOException, DamagedCatalogueException {
    MessageDigest sha256 = CatalogueExport.sha256();
    long lines = 0;
    byte[] last = null;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (byte[] line = nextLine(in); line != null; line = nextLine(in)) {
        if (lines == 0) {
          int format = CatalogueFile.format(line);
          if (format != CatalogueFile.FORMAT) {
            throw new DamagedCatalogueException(
                "it has format %d, this program knows %d".formatted(format, CatalogueFile.FORMAT));
          }
        }
        if (last != null) {
          sha256.update(last);
          sha256.update((byte) '\n');
          if (lines > 1) {
            checkLine(last);
          }
        }
        last = line;
        lines++;
      }
    }
    long records = lines - 2;
    byte[] expected = CatalogueFile.footer(records, HexFormat.of().formatHex(sha256.digest()));
    if (lines < 2 || !Arrays.equals(expected, last)) {
      throw new DamagedCatalogueException(
          "it was cut short or altered: its last line does not fit the others");
    }
    return records;
  }

  private static void checkLine(byte[] line) throws DamagedCatalogueException {
    var key =
        switch (CatalogueFile.parse(line)) {
          case CatalogueFile.Line.Text text -> text.key();
          case CatalogueFile.Line.Count count -> count.key();
        };
    if (Keys.isDerived(key)) {
      throw new DamagedCatalogueException(key + " does not belong in an export");
    }
  }

  /// Reads every record, in the form that this program knows.
  private void checkRecords() throws DamagedCatalogueException {
    Catalog catalog = new Catalog(registry);
    try {
      readAll(catalog.allImages());
      readAll(catalog.allMembers());
      readAll(catalog.allTasks());
      readAll(catalog.allNamespaces());
      readAll(catalog.allResourceTypes());
      catalog.removals();
      catalog.leases("");
      catalog.condemned();
      catalog.damages();
    } catch (RegistryException.Unreadable e) {
      throw new DamagedCatalogueException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void readAll(Stream<?> records) {
    try (records) {
      records.forEach(_ -> {});
    }
  }

  /// The next line without its line feed; null at the end. A last line without one is none.
  private static byte @Nullable [] nextLine(InputStream in)
      throws IOException, DamagedCatalogueException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toByteArray();
      }
      line.write(next);
      if (line.size() > MOST_LINE_BYTES) {
        throw new DamagedCatalogueException("a line is longer than any record");
      }
    }
    if (line.size() > 0) {
      throw new DamagedCatalogueException("it was cut short: its last line has no end");
    }
    return null;
  }
}
