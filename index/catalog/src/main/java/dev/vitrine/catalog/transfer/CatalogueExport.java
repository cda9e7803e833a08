package dev.vitrine.catalog.transfer;

import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Registry;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.stream.Stream;

/// Writes all records as they were at one moment, but for those that are counted from others.
/// Thread-safe; what is written to is the caller's to close, and to make durable.
public final class CatalogueExport {
  private final Registry registry;

  public CatalogueExport(Registry registry) {
    this.registry = registry;
  }

  /// Returns how many records there were.
  public long writeTo(OutputStream target) throws IOException {
    MessageDigest sha256 = sha256();
    long records = 0;
    DigestOutputStream out = new DigestOutputStream(target, sha256);
    writeLine(out, CatalogueFile.header(registry.identity(), registry.head()));
    try (Stream<Entry> entries = registry.scan("", null)) {
      for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
        Entry entry = each.next();
        if (!Keys.isDerived(entry.key())) {
          writeLine(out, CatalogueFile.line(entry));
          records++;
        }
      }
    }
    out.on(false);
    writeLine(out, CatalogueFile.footer(records, HexFormat.of().formatHex(sha256.digest())));
    out.flush();
    return records;
  }

  private static void writeLine(OutputStream out, byte[] line) throws IOException {
    out.write(line);
    out.write('\n');
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
