package dev.vitrine.fetch;

import java.util.Map;
import java.util.Optional;

/// Servers that connections are made through, by the scheme of what is asked for.
///
/// Behind a proxy it is the proxy that finds a name's address: what is judged here is the name, and
/// the addresses that it has here, if any. Where a proxy may lead is for whoever runs it to say.
public record Proxies(Map<String, Proxy> ofSchemes) {
  public Proxies {
    ofSchemes = Map.copyOf(ofSchemes);
  }

  /// Where a proxy listens, in the clear.
  public record Proxy(String host, int port) {}

  public static Proxies none() {
    return new Proxies(Map.of());
  }

  Optional<Proxy> of(FetchRules.Target target) {
    return Optional.ofNullable(ofSchemes.get(target.scheme()));
  }
}
