package dev.vitrine.api.identity;

import dev.vitrine.api.CallerSource;
import dev.vitrine.http.Request;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Callers by the tokens that they show: their own, and perhaps that of a service that asks on
/// their behalf, which lets a token of theirs count that has expired meanwhile.
///
/// What cannot be proved is refused, and so is what cannot be looked into because Keystone is away:
/// clients of the Images API know 401 from there. Thread-safe.
final class KeystoneCallers implements CallerSource {
  private static final Logger LOG = LoggerFactory.getLogger(KeystoneCallers.class);

  /// One line a while says that Keystone is away; one for each request would fill the disk.
  private static final long NANOS_BETWEEN_COMPLAINTS = Duration.ofSeconds(10).toNanos();

  private final TokenAuthority authority;
  private final KeystoneOptions options;
  private final AtomicLong nextComplaintNanos = new AtomicLong(System.nanoTime());

  KeystoneCallers(TokenAuthority authority, KeystoneOptions options) {
    this.authority = authority;
    this.options = options;
  }

  @Override
  public Caller identify(Request request) throws NotIdentified, InterruptedException {
    Optional<Token> service = serviceToken(request.headers().first("X-Service-Token"));
    String shown = request.headers().first("X-Auth-Token");
    if (shown == null) {
      shown = request.headers().first("X-Storage-Token");
    }
    if (shown == null || shown.isBlank()) {
      throw refused("A token is needed, in X-Auth-Token");
    }
    shown = shown.strip();
    Token token = userToken(shown, service.filter(this::hasServiceRole).isPresent());
    if (!mayBeUsedFor(request, token, service.isPresent())) {
      throw refused("The application credential behind the token is not for this request");
    }
    return caller(token, service.orElse(null), new Proof(shown));
  }

  private NotIdentified refused(String message) {
    return new NotIdentified(message, options.challenge());
  }

  private Token userToken(String text, boolean allowExpired)
      throws NotIdentified, InterruptedException {
    try {
      return authority
          .find(text, allowExpired)
          .orElseThrow(() -> refused("The token is not valid: unknown, expired or revoked"));
    } catch (AuthorityUnavailable e) {
      complain(e);
      throw refused("The token cannot be looked into at present: Keystone does not answer");
    }
  }

  /// The token of a service, if it counts.
  private Optional<Token> serviceToken(@Nullable String text) throws InterruptedException {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return authority
          .find(text.strip(), false)
          .filter(token -> !options.serviceRolesRequired() || hasServiceRole(token));
    } catch (AuthorityUnavailable e) {
      complain(e);
      return Optional.empty();
    }
  }

  /// What lets a user's token count that has expired, whether or not the options ask for it of
  /// every service.
  private boolean hasServiceRole(Token token) {
    return token.roles().stream().anyMatch(options.serviceRoles()::contains);
  }

  private boolean mayBeUsedFor(Request request, Token token, boolean byService) {
    List<AccessRule> rules = token.accessRules();
    if (rules == null) {
      return true;
    }
    String type = options.serviceType();
    return type != null
        && token.services().contains(type)
        && (byService
            || rules.stream()
                .anyMatch(rule -> rule.matches(type, request.method(), request.path())));
  }

  /// The same set where nothing is to be changed, as nearly always: this is for every request.
  private static Set<String> lowerCase(Set<String> roles) {
    boolean all = true;
    for (String role : roles) {
      all &= role.equals(role.toLowerCase(Locale.ROOT));
    }
    return all
        ? roles
        : roles.stream()
            .map(role -> role.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  private static Caller caller(Token token, @Nullable Token service, Proof proof) {
    Caller.Scope scope =
        token.system()
            ? Caller.Scope.SYSTEM
            : token.domain() != null ? Caller.Scope.DOMAIN : Caller.Scope.PROJECT;
    Caller.Service by =
        service == null
            ? null
            : new Caller.Service(
                service.user(),
                service.userDomain(),
                service.project(),
                service.projectDomain(),
                service.roles());
    return new Caller(
        token.user(),
        token.project(),
        lowerCase(token.roles()),
        false,
        false,
        new Caller.Origin(
            token.userDomain(),
            token.projectDomain(),
            token.domain(),
            scope,
            token.adminProject(),
            by),
        proof);
  }

  private void complain(AuthorityUnavailable e) {
    long now = System.nanoTime();
    long next = nextComplaintNanos.get();
    if (now - next >= 0 && nextComplaintNanos.compareAndSet(next, now + NANOS_BETWEEN_COMPLAINTS)) {
      LOG.warn("A token could not be looked into: {}", e.getMessage());
    }
  }
}
