package dev.vitrine.search;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.lucene.util.BytesRef;

/// How a text becomes a term, so that two terms are equal exactly when the texts are.
final class Terms {
  /// Longer texts are replaced by their digest. Lucene allows 32 766 bytes, but a term is written
  /// out whole in a dictionary; property values may have 64 KiB.
  static final int MAX_BYTES = 1024;

  /// Begins the term of a digest: a byte that no UTF-8 text contains.
  private static final byte DIGEST = (byte) 0xFF;

  private Terms() {}

  static BytesRef of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new BytesRef(bytes.length <= MAX_BYTES ? bytes : digest(bytes));
  }

  /// A term for two texts. The first is preceded by its length, so that it may contain anything.
  static BytesRef of(String first, String second) {
    return of(first.getBytes(StandardCharsets.UTF_8).length + ":" + first + second);
  }

  private static byte[] digest(byte[] text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      byte[] term = new byte[1 + digest.length];
      term[0] = DIGEST;
      System.arraycopy(digest, 0, term, 1, digest.length);
      return term;
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it, says MessageDigest.
      throw new AssertionError(e);
    }
  }
}
