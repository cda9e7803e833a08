package dev.vitrine.api.identity;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// The hash of htpasswd's `-B`.
final class Bcrypt {
  /// bcrypt looks at no more; whoever can choose a longer password would be mistaken about it.
  private static final int MOST_BYTES = 72;

  private Bcrypt() {}

  /// Whether a text looks like a hash.
  static boolean isHash(String text) {
    return text.matches("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");
  }

  static boolean matches(String hash, String password) {
    byte[] utf8 = password.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] looked = utf8.length > MOST_BYTES ? Arrays.copyOf(utf8, MOST_BYTES) : utf8;
    return OpenBSDBCrypt.checkPassword(hash, looked);
  }
}
