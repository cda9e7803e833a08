package dev.vitrine.cli;

import dev.vitrine.backend.http.HttpImageStore;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.cli.config.HttpStoreSettings;
import dev.vitrine.cli.config.Option;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Network;
import dev.vitrine.fetch.Proxies;
import dev.vitrine.fetch.Redirects;
import dev.vitrine.guard.GuardLimits;
import dev.vitrine.http.AddressRange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Stores of type `http`.
final class HttpStoreKind implements StoreKind {
  /// Those that Glance's clients count on.
  private static final Redirects REDIRECTS = new Redirects(Set.of(301, 302), 5);

  /// A reader waits for a client's network, too, so the whole takes as long as the slowest client.
  private static final GuardedClient.Limits LIMITS =
      new GuardedClient.Limits(Duration.ofSeconds(20), Duration.ofHours(24));

  /// As for other stores, with as good as no breaker: each image may lie on another server, and
  /// nobody shall keep the others from being read by one that fails.
  private static final GuardLimits GUARD =
      new GuardLimits(
          GuardedImageStore.LIMITS.atATime(),
          GuardedImageStore.LIMITS.longestQueue(),
          GuardedImageStore.LIMITS.timeLimit(),
          GuardedImageStore.LIMITS.retries(),
          GuardedImageStore.LIMITS.firstPause(),
          GuardedImageStore.LIMITS.longestPause(),
          1_000_000,
          GuardedImageStore.LIMITS.outage());

  private static final int USUAL_PORT = 80;

  @Override
  public String type() {
    return HttpStoreSettings.NAME;
  }

  @Override
  public Made make(StoreSection section) {
    GuardedClient client =
        new GuardedClient(
            rules(section), Network.system(tls(section)), LIMITS, REDIRECTS, proxies(section));
    return new Made(
        new GuardedImageStore(new HttpImageStore(client), "store " + section.id(), GUARD),
        new LinkedHashMap<>());
  }

  private static FetchRules rules(StoreSection section) {
    List<AddressRange> networks = section.get(HttpStoreSettings.PRIVATE_NETWORKS);
    return new FetchRules(
        new Choice<>(Set.of("http", "https"), Set.of()),
        new Choice<>(
            lowerCase(section, HttpStoreSettings.ALLOWED_HOSTS),
            lowerCase(section, HttpStoreSettings.DISALLOWED_HOSTS)),
        new Choice<>(Set.of(), Set.of()),
        address -> networks.stream().anyMatch(network -> network.contains(address)));
  }

  private static Set<String> lowerCase(StoreSection section, Option<List<String>> option) {
    return section.get(option).stream()
        .map(text -> text.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static ClientTls tls(StoreSection section) {
    Optional<Path> caFile = section.get(HttpStoreSettings.CA_FILE);
    if (caFile.isEmpty()) {
      return new ClientTls(null, null, null, section.get(HttpStoreSettings.INSECURE));
    }
    ClientTls tls = new ClientTls(caFile.get(), null, null, false);
    try {
      tls.context();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the certificates in " + caFile.get() + " cannot be used: " + e.getMessage(), e);
    }
    return tls;
  }

  private static Proxies proxies(StoreSection section) {
    Map<String, Proxies.Proxy> proxies = new HashMap<>();
    section
        .get(HttpStoreSettings.PROXIES)
        .forEach((scheme, text) -> {
          URI uri = URI.create(text.startsWith("http://") ? text : "http://" + text);
          if (uri.getHost() == null) {
            throw new IllegalArgumentException("http_proxy_information: no host in '" + text + "'");
          }
          int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
          proxies.put(scheme, new Proxies.Proxy(uri.getHost(), port));
        });
    return new Proxies(proxies);
  }
}
