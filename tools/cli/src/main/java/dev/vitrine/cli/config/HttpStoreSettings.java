package dev.vitrine.cli.config;

import dev.vitrine.http.AddressRange;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What stores of type `http` can be told.
public final class HttpStoreSettings {
  public static final String NAME = "http";

  public static final Option<Optional<Path>> CA_FILE =
      option(
          "https_ca_certificates_file",
          OptionType.path().orNothing(),
          "",
          "certificates that servers' own are checked by, in PEM form.");

  public static final Option<Boolean> INSECURE =
      option(
          "https_insecure",
          OptionType.bool(),
          "true",
          "whether any certificate of a server's will do. Without effect where"
              + " https_ca_certificates_file is set.");

  public static final Option<Map<String, String>> PROXIES =
      option(
          "http_proxy_information",
          new OptionType<>("scheme:host:port, between commas", HttpStoreSettings::proxies),
          "",
          "proxies to ask through, such as http:10.0.0.1:3128, https:10.0.0.1:3128.");

  public static final Option<List<AddressRange>> PRIVATE_NETWORKS =
      option(
          "http_store_private_networks",
          OptionType.list(
              "addresses and ranges such as 10.0.0.0/8, between commas", AddressRange::of),
          "",
          "networks that are not of the public Internet and that images may lie in all the same."
              + " Every other such network is refused, whatever the name of the server.");

  public static final Option<List<String>> ALLOWED_HOSTS =
      option(
          "http_store_allowed_hosts",
          OptionType.list(),
          "",
          "servers that images may lie on; empty for every server.");

  public static final Option<List<String>> DISALLOWED_HOSTS =
      option(
          "http_store_disallowed_hosts",
          OptionType.list(),
          "",
          "servers that they may not lie on; counts while none is allowed by name.");

  static final StoreType TYPE =
      new StoreType(
          NAME,
          List.of(CA_FILE, INSECURE, PROXIES, PRIVATE_NETWORKS, ALLOWED_HOSTS, DISALLOWED_HOSTS));

  private HttpStoreSettings() {}

  private static <T> Option<T> option(
      String name, OptionType<T> type, String defaultText, String help) {
    return StoreType.option(NAME, name, type, defaultText, help);
  }

  private static Map<String, String> proxies(String text) {
    Map<String, String> proxies = new LinkedHashMap<>();
    for (String pair : OptionType.list().parser().apply(text)) {
      int colon = pair.indexOf(':');
      String scheme = pair.substring(0, Math.max(colon, 0)).strip();
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new IllegalArgumentException(pair);
      }
      proxies.put(scheme, pair.substring(colon + 1).strip());
    }
    return proxies;
  }
}
