package dev.vitrine.api.identity;

import dev.vitrine.api.CallerSource;
import dev.vitrine.images.access.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.function.Predicate;

/// The one way to tell callers that a service runs with.
public sealed interface Identity {

  /// Everybody may do everything.
  record None() implements Identity {}

  /// Names and passwords.
  ///
  /// @param passwords a file in htpasswd's form, with bcrypt
  /// @param accounts a file that gives each name its project and roles
  record Basic(Path passwords, Path accounts) implements Identity {}

  /// Tokens of a Keystone.
  record Keystone(KeystoneOptions options) implements Identity {}

  /// Callers by this way of telling them. To be closed when nobody asks any more.
  ///
  /// @param isAdmin whether a caller may see and change everything: the policy's word
  /// @param anonymousMayLook whether those who prove nothing are let in, to look
  default Callers open(Predicate<Caller> isAdmin, boolean anonymousMayLook)
      throws IOException, GeneralSecurityException {
    return switch (this) {
      case None() -> new Callers(CallerSource.unidentified(), () -> {});
      case Basic(Path passwords, Path accounts) -> {
        BasicCallers basic = BasicCallers.open(passwords, accounts);
        yield new Callers(judged(basic, isAdmin, anonymousMayLook), () -> {});
      }
      case Keystone(KeystoneOptions options) -> {
        InstantSource clock = InstantSource.system();
        KeystoneApi keystone = KeystoneApi.open(options.access(), clock);
        Guard guard =
            new Guard(
                "Keystone",
                options.access().exchangeLimit().multipliedBy(KeystoneAuthority.EXCHANGES),
                options.access().retries());
        TokenAuthority authority = new GuardedAuthority(new KeystoneAuthority(keystone), guard);
        if (options.cacheTime().isPositive()) {
          authority = new TokenCache(authority, options.cacheTime(), clock);
        }
        KeystoneCallers callers = new KeystoneCallers(authority, options);
        yield new Callers(judged(callers, isAdmin, anonymousMayLook), keystone);
      }
    };
  }

  private static CallerSource judged(
      CallerSource source, Predicate<Caller> isAdmin, boolean anonymousMayLook) {
    return request -> {
      try {
        Caller caller = source.identify(request);
        return caller.withAdmin(isAdmin.test(caller));
      } catch (CallerSource.NotIdentified e) {
        if (anonymousMayLook) {
          return Caller.anonymous();
        }
        throw e;
      }
    };
  }
}
