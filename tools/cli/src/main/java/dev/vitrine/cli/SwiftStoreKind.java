package dev.vitrine.cli;

import dev.vitrine.api.identity.AuthorityUnavailable;
import dev.vitrine.api.identity.CallerEndpoints;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.backend.swift.CallerAccounts;
import dev.vitrine.backend.swift.SwiftAccount;
import dev.vitrine.backend.swift.SwiftClient;
import dev.vitrine.backend.swift.SwiftContainer;
import dev.vitrine.backend.swift.SwiftEndpoint;
import dev.vitrine.backend.swift.SwiftImageStore;
import dev.vitrine.backend.swift.SwiftReferences;
import dev.vitrine.backend.swift.SwiftStoreOptions;
import dev.vitrine.backend.swift.SwiftTenantStore;
import dev.vitrine.backend.swift.SwiftTenants;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.SwiftStoreSettings;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.access.Proof;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/// Stores of type `swift`.
final class SwiftStoreKind implements StoreKind, ContainerKind {
  private final Optional<CallerEndpoints> endpoints;

  /// @param endpoints where callers have their accounts; empty where callers have no catalogs
  SwiftStoreKind(Optional<CallerEndpoints> endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public String type() {
    return SwiftStoreSettings.NAME;
  }

  @Override
  public Made make(StoreSection section) {
    SwiftStoreOptions options =
        new SwiftStoreOptions(
            section.get(SwiftStoreSettings.CONTAINER),
            section.get(SwiftStoreSettings.CREATE_CONTAINER),
            section.get(SwiftStoreSettings.LARGE_OBJECT_BYTES),
            section.get(SwiftStoreSettings.SEGMENT_BYTES),
            section.get(SwiftStoreSettings.CONTAINERS_SEED));
    ImageStore images =
        section.get(SwiftStoreSettings.MULTI_TENANT)
            ? inAccounts(section, options)
            : new SwiftImageStore(references(section), options, clients(section));
    return new Made(
        new GuardedImageStore(images, "store " + section.id(), GuardedImageStore.LIMITS),
        shown(options));
  }

  private SwiftTenantStore inAccounts(StoreSection section, SwiftStoreOptions options) {
    if (section.get(SwiftStoreSettings.CONFIG_FILE).isPresent()) {
      throw new IllegalArgumentException(
          "swift_store_config_file has accounts of the service's, and with"
              + " swift_store_multi_tenant images lie in those of their owners");
    }
    SwiftTenants tenants =
        new SwiftTenants(
            callers(section),
            service(section),
            section.get(SwiftStoreSettings.GOES_ON),
            endpoint(section),
            tls(section),
            WireLimits.usual(),
            InstantSource.system());
    return new SwiftTenantStore(tenants, options, section.get(SwiftStoreSettings.ADMIN_TENANTS));
  }

  private CallerAccounts callers(StoreSection section) {
    if (endpoints.isEmpty()) {
      return CallerAccounts.NONE;
    }
    CallerEndpoints catalogues = endpoints.get();
    SwiftEndpoint endpoint = endpoint(section);
    CallerEndpoints.Wanted wanted =
        new CallerEndpoints.Wanted(
            endpoint.serviceType(), endpoint.endpointInterface(), endpoint.region().orElse(null));
    return token -> {
      try {
        return catalogues.find(new Proof(token), wanted);
      } catch (AuthorityUnavailable e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }

  /// Empty where nothing is said about one.
  private static Optional<SwiftAccount.Keystone> service(StoreSection section) {
    Map<String, String> values = ownAccount(section);
    if (values.keySet().equals(Set.of("auth_version"))) {
      return Optional.empty();
    }
    return switch (SwiftReferenceFile.account("swift_store_…", values)) {
      case SwiftAccount.Keystone keystone -> Optional.of(keystone);
      case SwiftAccount.Simple _ ->
          throw new IllegalArgumentException(
              "with swift_store_multi_tenant, swift_store_auth_version is 3: accounts are of"
                  + " Keystone's projects");
    };
  }

  @Override
  public ObjectContainer container(StoreSection section) {
    return new SwiftContainer(
        clients(section).apply(references(section).ownAccount()),
        section.get(SwiftStoreSettings.CONTAINER),
        section.get(SwiftStoreSettings.CREATE_CONTAINER));
  }

  private static Function<SwiftAccount, SwiftClient> clients(StoreSection section) {
    SwiftEndpoint endpoint = endpoint(section);
    ClientTls tls = tls(section);
    return account ->
        new SwiftClient(account, endpoint, tls, WireLimits.usual(), InstantSource.system());
  }

  private static SwiftEndpoint endpoint(StoreSection section) {
    return new SwiftEndpoint(
        section.get(SwiftStoreSettings.SERVICE_TYPE),
        section.get(SwiftStoreSettings.ENDPOINT_TYPE).replace("URL", ""),
        section.get(SwiftStoreSettings.REGION),
        section.get(SwiftStoreSettings.ENDPOINT),
        section.get(SwiftStoreSettings.RENEW_BEFORE));
  }

  private static ClientTls tls(StoreSection section) {
    return new ClientTls(
        section.get(SwiftStoreSettings.CA_FILE).orElse(null),
        null,
        null,
        section.get(SwiftStoreSettings.INSECURE));
  }

  private static SwiftReferences references(StoreSection section) {
    String own = section.get(SwiftStoreSettings.REFERENCE);
    Optional<Path> file = section.get(SwiftStoreSettings.CONFIG_FILE);
    if (file.isPresent()) {
      return new SwiftReferences(SwiftReferenceFile.read(file.get()), own);
    }
    SequencedMap<String, SwiftAccount> one = new LinkedHashMap<>();
    one.put(own, SwiftReferenceFile.account("swift_store_…", ownAccount(section)));
    return new SwiftReferences(one, own);
  }

  private static Map<String, String> ownAccount(StoreSection section) {
    Map<String, String> values = new HashMap<>();
    values.put("auth_version", section.get(SwiftStoreSettings.AUTH_VERSION));
    put(values, "auth_address", section, SwiftStoreSettings.AUTH_ADDRESS);
    put(values, "user", section, SwiftStoreSettings.USER);
    put(values, "key", section, SwiftStoreSettings.KEY);
    put(values, "application_credential_id", section, SwiftStoreSettings.CREDENTIAL_ID);
    put(values, "application_credential_secret", section, SwiftStoreSettings.CREDENTIAL_SECRET);
    return values;
  }

  private static void put(
      Map<String, String> values,
      String key,
      StoreSection section,
      Option<Optional<String>> option) {
    section.get(option).ifPresent(value -> values.put(key, value));
  }

  private static SequencedMap<String, Object> shown(SwiftStoreOptions options) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    properties.put("container", options.container());
    properties.put("large_object_size", options.largeBytes());
    properties.put("large_object_chunk_size", options.segmentBytes());
    return properties;
  }
}
