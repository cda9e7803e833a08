package dev.vitrine.api.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.api.CallerSource;
import dev.vitrine.http.Request;
import dev.vitrine.images.access.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Callers by name and password (RFC 7617), from two files that are read again when they change.
///
/// A password that was right is remembered for a while, as a keyed digest that is good for the hash
/// it was checked against only, because bcrypt is slow on purpose; so is why only few passwords are
/// checked at a time. Names that are not known take as long as wrong passwords. Thread-safe.
final class BasicCallers implements CallerSource {
  private static final String CHALLENGE = "Basic realm=\"Image service\", charset=\"UTF-8\"";
  private static final String SCHEME = "basic ";
  private static final long MOST_REMEMBERED = 10_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /// Half of the machine at most goes into passwords.
  private static final int MOST_CHECKS_AT_A_TIME =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);

  private final Accounts accounts;
  private final SecretKeySpec key;
  private final Semaphore checks = new Semaphore(MOST_CHECKS_AT_A_TIME);
  private final Cache<String, String> right =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  private BasicCallers(Accounts accounts, SecretKeySpec key) {
    this.accounts = accounts;
    this.key = key;
  }

  /// Throws when one of the files cannot be read or understood.
  static BasicCallers open(Path passwords, Path accounts) throws IOException {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new BasicCallers(
        Accounts.open(passwords, accounts), new SecretKeySpec(random, "HmacSHA256"));
  }

  @Override
  public Caller identify(Request request) throws NotIdentified, InterruptedException {
    String authorization = request.headers().first("Authorization");
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw refused("A name and a password are needed");
    }
    String pair = decoded(authorization.substring(SCHEME.length()).strip());
    int colon = pair == null ? -1 : pair.indexOf(':');
    if (pair == null || colon < 0) {
      throw refused("The credentials are not of the form that RFC 7617 describes");
    }
    String name = pair.substring(0, colon);
    Accounts.Account account = accounts.find(name);
    if (!isRight(account, name, pair.substring(colon + 1)) || account == null) {
      throw refused("Name or password is wrong");
    }
    return new Caller(name, account.project(), account.roles(), false);
  }

  private boolean isRight(Accounts.@Nullable Account account, String name, String password)
      throws NotIdentified, InterruptedException {
    String hash = account == null ? Accounts.NOBODYS_HASH : account.hash();
    String remembered = digest(name, password);
    if (account != null && hash.equals(right.getIfPresent(remembered))) {
      return true;
    }
    if (!checks.tryAcquire(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw refused("Too many passwords are being checked at present; try again");
    }
    try {
      boolean matches = Bcrypt.matches(hash, password);
      if (matches && account != null) {
        right.put(remembered, hash);
      }
      return matches;
    } finally {
      checks.release();
    }
  }

  private String digest(String name, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(both));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static @Nullable String decoded(String base64) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private static NotIdentified refused(String message) {
    return new NotIdentified(message, CHALLENGE);
  }
}
