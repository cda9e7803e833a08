package dev.vitrine.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.identity.KeystoneLimits.Endpoint;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.UnifiedLimits.Name;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeystoneLimitsTest {
  private static final KeystoneAccess.Account.Named GLANCE =
      new KeystoneAccess.Account.Named(null, "glance", "default", null);
  private static final Endpoint IMAGE = new Endpoint.Described("image", null, "public", "one");

  /// Answers by what the path begins with.
  private final Map<String, String> documents = new ConcurrentHashMap<>();

  private LocalServer keystone;

  @BeforeEach
  void startKeystone() throws IOException {
    keystone =
        new LocalServer(asked -> {
          if (asked.method().equals("POST")) {
            return new LocalServer.Reply(
                201,
                "{\"token\":{\"expires_at\":\"2999-01-01T00:00:00Z\"}}",
                "X-Subject-Token",
                "session");
          }
          return documents.entrySet().stream()
              .filter(entry -> asked.target().startsWith("/v3" + entry.getKey()))
              .findFirst()
              .map(entry -> new LocalServer.Reply(200, entry.getValue()))
              .orElseGet(() -> new LocalServer.Reply(404, "{}"));
        });
    documents.put("/services?type=image", "{\"services\":[{\"id\":\"s1\"}]}");
    documents.put(
        "/endpoints?service_id=s1&interface=public&region_id=one",
        "{\"endpoints\":[{\"id\":\"e1\",\"service_id\":\"s1\",\"region_id\":\"one\"}]}");
    documents.put(
        "/registered_limits?service_id=s1&region_id=one",
        """
        {"registered_limits":[
         {"resource_name":"image_size_total","region_id":"one","default_limit":5},
         {"resource_name":"image_count_total","region_id":"one","default_limit":-1},
         {"resource_name":"image_count_uploading","region_id":"two","default_limit":7},
         {"resource_name":"something_else","region_id":"one","default_limit":9}]}
        """);
    documents.put("/limits?service_id=s1&region_id=one&project_id=q", "{\"limits\":[]}");
    documents.put(
        "/limits?service_id=s1&region_id=one&project_id=p",
        """
        {"limits":[{"resource_name":"image_size_total","region_id":"one","resource_limit":50}]}
        """);
  }

  @AfterEach
  void stopKeystone() {
    keystone.close();
  }

  private KeystoneLimits limits(Endpoint endpoint, Duration cacheTime)
      throws IOException, GeneralSecurityException {
    return limits(keystone.url("/"), endpoint, cacheTime);
  }

  private static KeystoneLimits limits(URI url, Endpoint endpoint, Duration cacheTime)
      throws IOException, GeneralSecurityException {
    return KeystoneLimits.open(
        new KeystoneAccess(
            url,
            new KeystoneAccess.Account.Password(GLANCE, "secret", null),
            "internal",
            null,
            new ClientTls(null, null, null, false),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            0),
        endpoint,
        cacheTime);
  }

  @Test
  void givesAProjectItsOwnLimitsBeforeThoseThatAreRegistered() throws Exception {
    try (KeystoneLimits limits = limits(IMAGE, Duration.ZERO)) {
      assertThat(limits.of("p"))
          .containsOnly(
              Map.entry(Name.IMAGE_SIZE_TOTAL, 50L), Map.entry(Name.IMAGE_COUNT_TOTAL, -1L));
      assertThat(limits.of("q")).containsEntry(Name.IMAGE_SIZE_TOTAL, 5L);
      assertThat(limits.of(null)).containsEntry(Name.IMAGE_SIZE_TOTAL, 5L);
    }
  }

  @Test
  void knowsAChangedLimitAtOnceUnlessAnswersAreKept() throws Exception {
    try (KeystoneLimits asking = limits(IMAGE, Duration.ZERO);
        KeystoneLimits keeping = limits(IMAGE, Duration.ofMinutes(1))) {
      assertThat(asking.of("p")).containsEntry(Name.IMAGE_SIZE_TOTAL, 50L);
      assertThat(keeping.of("p")).containsEntry(Name.IMAGE_SIZE_TOTAL, 50L);
      documents.put("/limits?service_id=s1&region_id=one&project_id=p", "{\"limits\":[]}");
      assertThat(asking.of("p")).containsEntry(Name.IMAGE_SIZE_TOTAL, 5L);
      assertThat(keeping.of("p")).containsEntry(Name.IMAGE_SIZE_TOTAL, 50L);
    }
  }

  @Test
  void findsServiceAndRegionByAnEndpointsIdOnceOnly() throws Exception {
    documents.put("/endpoints/e1", "{\"endpoint\":{\"service_id\":\"s1\",\"region_id\":\"one\"}}");
    try (KeystoneLimits limits = limits(new Endpoint.ById("e1"), Duration.ZERO)) {
      limits.of("q");
      assertThat(limits.of("q")).containsEntry(Name.IMAGE_SIZE_TOTAL, 5L);
      assertThat(keystone.asked.stream().filter(each -> each.target().contains("/endpoints")))
          .hasSize(1);
    }
  }

  @Test
  void givesNothingWhereNothingIsRegisteredAndLooksForTheEndpointAnew() throws Exception {
    documents.put("/registered_limits?service_id=s1&region_id=one", "{\"registered_limits\":[]}");
    try (KeystoneLimits limits = limits(IMAGE, Duration.ZERO)) {
      assertThat(limits.of("q")).isEmpty();
      documents.put("/services?type=image", "{\"services\":[{\"id\":\"s2\"}]}");
      documents.put(
          "/endpoints?service_id=s2",
          "{\"endpoints\":[{\"service_id\":\"s2\",\"region_id\":null}]}");
      documents.put(
          "/registered_limits?service_id=s2",
          "{\"registered_limits\":[{\"resource_name\":\"image_size_total\",\"region_id\":null,"
              + "\"default_limit\":3}]}");
      documents.put("/limits?service_id=s2&project_id=q", "{\"limits\":[]}");
      assertThat(limits.of("q")).containsOnly(Map.entry(Name.IMAGE_SIZE_TOTAL, 3L));
    }
  }

  @Test
  void refusesWhenMoreThanOneServiceIsMeant() throws Exception {
    documents.put("/services?type=image", "{\"services\":[{\"id\":\"s1\"},{\"id\":\"s2\"}]}");
    try (KeystoneLimits limits = limits(IMAGE, Duration.ZERO)) {
      assertThatThrownBy(() -> limits.of("p")).isInstanceOf(Refusal.Unavailable.class);
    }
  }

  @Test
  void refusesAtOnceWhileKeystoneIsGone() throws Exception {
    URI gone = keystone.url("/");
    keystone.close();
    try (KeystoneLimits limits = limits(gone, IMAGE, Duration.ZERO)) {
      for (int i = 0; i < 7; i++) {
        assertThatThrownBy(() -> limits.of("p")).isInstanceOf(Refusal.Unavailable.class);
      }
    }
  }
}
