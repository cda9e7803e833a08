package dev.vitrine.api.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.UnifiedLimits;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The limits that Keystone keeps (its API's "unified limits"), by its flat model: what a project
/// was given counts, and what is registered for the service where the project was given nothing.
///
/// Keystone keeps limits by service and region. Which ones are meant is found through an endpoint
/// of the service, once, and again whenever nothing is registered there. While Keystone does not
/// answer, nobody is given anything.
///
/// Thread-safe; answers or fails within the limits of [KeystoneAccess]. To be closed when nobody
/// asks any more.
public final class KeystoneLimits implements UnifiedLimits, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeystoneLimits.class);

  /// A few hundred bytes each; projects that upload at a time are far fewer.
  private static final long MOST_PROJECTS = 10_000;

  private static final String OF_NOBODY = "";

  /// A login, the endpoint, registered and own limits, and once more with a fresh session.
  private static final int EXCHANGES = 8;

  private final KeystoneApi keystone;
  private final Guard guard;
  private final Endpoint endpoint;
  private final Optional<Cache<String, Map<Name, Long>>> known;
  private final AtomicReference<@Nullable Place> found = new AtomicReference<>();

  private KeystoneLimits(KeystoneApi keystone, Guard guard, Endpoint endpoint, Duration cacheTime) {
    this.keystone = keystone;
    this.guard = guard;
    this.endpoint = endpoint;
    this.known =
        cacheTime.isPositive()
            ? Optional.of(
                Caffeine.newBuilder()
                    .maximumSize(MOST_PROJECTS)
                    .expireAfterWrite(cacheTime)
                    .build())
            : Optional.empty();
  }

  /// Which endpoint of this service Keystone knows.
  public sealed interface Endpoint {

    record ById(String id) implements Endpoint {}

    /// The only one that has all this.
    ///
    /// @param serviceType null for any, when there is a name
    /// @param serviceName null for any, when there is a type
    /// @param region null for any
    record Described(
        @Nullable String serviceType,
        @Nullable String serviceName,
        String endpointInterface,
        @Nullable String region)
        implements Endpoint {}
  }

  /// Where limits lie in Keystone.
  private record Place(String service, @Nullable String region) {
    String query() {
      return "?service_id="
          + encoded(service)
          + (region == null ? "" : "&region_id=" + encoded(region));
    }
  }

  /// @param cacheTime how long an answer counts; zero to ask each time
  public static KeystoneLimits open(KeystoneAccess access, Endpoint endpoint, Duration cacheTime)
      throws IOException, GeneralSecurityException {
    return new KeystoneLimits(
        KeystoneApi.open(access, InstantSource.system()),
        new Guard("Keystone", access.exchangeLimit().multipliedBy(EXCHANGES), access.retries()),
        endpoint,
        cacheTime);
  }

  @Override
  public Map<Name, Long> of(@Nullable String project) throws Refusal.Unavailable {
    String key = project == null ? OF_NOBODY : project;
    Map<Name, Long> remembered = known.map(cache -> cache.getIfPresent(key)).orElse(null);
    if (remembered != null) {
      return remembered;
    }
    try {
      Map<Name, Long> limits = guard.ask("limits", () -> ask(project));
      known.ifPresent(cache -> cache.put(key, limits));
      return limits;
    } catch (AuthorityUnavailable e) {
      LOG.warn("The limits of a project could not be looked up: {}", e.getMessage());
      throw new Refusal.Unavailable("The project's limits cannot be looked up at present.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal.Unavailable("The request was interrupted.");
    }
  }

  private Map<Name, Long> ask(@Nullable String project)
      throws AuthorityUnavailable, InterruptedException {
    Place place = place();
    Map<Name, Long> limits = new EnumMap<>(Name.class);
    read(place, "/registered_limits", "registered_limits", "default_limit", "", limits);
    if (limits.isEmpty()) {
      found.compareAndSet(place, null);
      LOG.warn(
          "Keystone has no limits registered for service {} in region {}: every limit is 0",
          place.service(),
          place.region());
    }
    if (project != null) {
      read(place, "/limits", "limits", "resource_limit", "&project_id=" + encoded(project), limits);
    }
    return limits;
  }

  private void read(
      Place place, String path, String list, String value, String more, Map<Name, Long> limits)
      throws AuthorityUnavailable, InterruptedException {
    for (Json limit : document(path + place.query() + more).at(list).items()) {
      String resource = limit.at("resource_name").text();
      Long amount = limit.at(value).integer();
      for (Name name : Name.values()) {
        if (name.text().equals(resource)
            && amount != null
            && Objects.equals(limit.at("region_id").text(), place.region())) {
          limits.put(name, amount);
        }
      }
    }
  }

  private Place place() throws AuthorityUnavailable, InterruptedException {
    Place known = found.get();
    if (known != null) {
      return known;
    }
    Place place =
        switch (endpoint) {
          case Endpoint.ById(String id) ->
              placeOf(document("/endpoints/" + encoded(id)).at("endpoint"));
          case Endpoint.Described described -> find(described);
        };
    found.set(place);
    return place;
  }

  private Place find(Endpoint.Described wanted) throws AuthorityUnavailable, InterruptedException {
    StringBuilder query = new StringBuilder("/services?");
    if (wanted.serviceType() != null) {
      query.append("type=").append(encoded(wanted.serviceType())).append('&');
    }
    if (wanted.serviceName() != null) {
      query.append("name=").append(encoded(wanted.serviceName()));
    }
    String service =
        required(theOnly(document(query.toString()).at("services"), "service").at("id"));
    Json endpoints =
        document(
                "/endpoints?service_id="
                    + encoded(service)
                    + "&interface="
                    + encoded(wanted.endpointInterface())
                    + (wanted.region() == null ? "" : "&region_id=" + encoded(wanted.region())))
            .at("endpoints");
    return placeOf(theOnly(endpoints, "endpoint"));
  }

  private static Place placeOf(Json endpoint) throws AuthorityUnavailable {
    return new Place(required(endpoint.at("service_id")), endpoint.at("region_id").text());
  }

  private static Json theOnly(Json list, String what) throws AuthorityUnavailable {
    List<Json> items = list.items();
    if (items.size() != 1) {
      throw new AuthorityUnavailable(
          "Keystone knows %d %ss as they are configured for limits, not one"
              .formatted(items.size(), what),
          true,
          null);
    }
    return items.getFirst();
  }

  private static String required(Json place) throws AuthorityUnavailable {
    String text = place.text();
    if (text == null) {
      throw new AuthorityUnavailable("a part of Keystone's answer is missing", true, null);
    }
    return text;
  }

  private Json document(String path) throws AuthorityUnavailable, InterruptedException {
    HttpResponse<byte[]> response = keystone.get(path);
    if (response.statusCode() != 200) {
      throw new AuthorityUnavailable(
          "Keystone answers " + response.statusCode() + " when asked for " + path, true, null);
    }
    try {
      return new Json(JsonReader.parse(response.body()));
    } catch (MalformedJson e) {
      throw new AuthorityUnavailable("Keystone's answer makes no sense", true, e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    keystone.close();
  }
}
