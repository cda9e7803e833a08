package dev.vitrine.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.CallerSource.NotIdentified;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.access.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeystoneCallersTest {
  private static final KeystoneAccess.Account.Named SERVICE =
      new KeystoneAccess.Account.Named(null, "vitrine", "default", null);

  private final MemoryAuthority authority =
      new MemoryAuthority()
          .issue("adas", "ada", "engines", "Member", "reader")
          .issue("novas", "nova", "service", "service")
          .issue("bobs", "bob", "engines", "member");
  private final KeystoneCallers callers = new KeystoneCallers(authority, options(true));

  private static KeystoneOptions options(boolean rolesRequired) {
    return new KeystoneOptions(
        new KeystoneAccess(
            URI.create("http://keystone.example:5000"),
            new KeystoneAccess.Account.Password(SERVICE, "secret", SERVICE),
            "internal",
            null,
            new ClientTls(null, null, null, false),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            0),
        null,
        Duration.ZERO,
        Set.of("service"),
        rolesRequired,
        "image");
  }

  @Test
  void takesUserProjectAndRolesFromTheToken() throws Exception {
    Caller caller = callers.identify(Requests.with("X-Auth-Token", "adas"));
    assertThat(caller.user()).isEqualTo("ada");
    assertThat(caller.project()).isEqualTo("engines");
    assertThat(caller.roles()).containsExactlyInAnyOrder("member", "reader");
    assertThat(caller.admin()).isFalse();
  }

  @Test
  void believesNoHeaderAboutWhoAsks() throws Exception {
    Caller caller =
        callers.identify(
            Requests.with(
                "X-Roles",
                "admin",
                "X-Auth-Token",
                "adas",
                "X-User-Id",
                "root",
                "X-Project-Id",
                "others",
                "X-Identity-Status",
                "Confirmed"));
    assertThat(caller.user()).isEqualTo("ada");
    assertThat(caller.project()).isEqualTo("engines");
    assertThat(caller.roles()).doesNotContain("admin");
    assertThatThrownBy(() ->
            callers.identify(Requests.with("X-Roles", "admin", "X-Identity-Status", "Confirmed")))
        .isInstanceOf(NotIdentified.class);
  }

  @Test
  void refusesWithTheWayToKeystone() {
    for (String token : new String[] {"unknown", "", "  "}) {
      assertThatThrownBy(() -> callers.identify(Requests.with("X-Auth-Token", token)))
          .isInstanceOfSatisfying(
              NotIdentified.class,
              refusal ->
                  assertThat(refusal.challenge())
                      .isEqualTo("Keystone uri=\"http://keystone.example:5000\""));
    }
  }

  @Test
  void anExpiredTokenCountsOnlyInTheHandsOfAService() throws Exception {
    // Only the user's expires: the service has a fresh one.
    TokenAuthority later =
        (text, allowExpired) ->
            text.equals("adas") && !allowExpired
                ? Optional.empty()
                : authority.find(text, allowExpired);
    KeystoneCallers expired = new KeystoneCallers(later, options(true));
    assertThatThrownBy(() -> expired.identify(Requests.with("X-Auth-Token", "adas")))
        .isInstanceOf(NotIdentified.class);
    Caller caller =
        expired.identify(Requests.with("X-Auth-Token", "adas", "X-Service-Token", "novas"));
    assertThat(caller.user()).isEqualTo("ada");
    assertThat(caller.origin().service()).isNotNull();
    assertThatThrownBy(() ->
            expired.identify(Requests.with("X-Auth-Token", "adas", "X-Service-Token", "bobs")))
        .as("bob is no service")
        .isInstanceOf(NotIdentified.class);
  }

  @Test
  void anExpiredTokenNeedsTheRoleOfAServiceAlsoWhereOthersDoNot() {
    TokenAuthority later =
        (text, allowExpired) ->
            text.equals("adas") && !allowExpired
                ? Optional.empty()
                : authority.find(text, allowExpired);
    KeystoneCallers lenient = new KeystoneCallers(later, options(false));
    assertThatThrownBy(() ->
            lenient.identify(Requests.with("X-Auth-Token", "adas", "X-Service-Token", "bobs")))
        .isInstanceOf(NotIdentified.class);
  }

  @Test
  void refusesWhileNobodyCanTell() {
    authority.away = true;
    assertThatThrownBy(() -> callers.identify(Requests.with("X-Auth-Token", "adas")))
        .isInstanceOf(NotIdentified.class)
        .hasMessageContaining("Keystone does not answer");
  }
}
