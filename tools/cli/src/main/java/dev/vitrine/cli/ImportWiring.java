package dev.vitrine.cli;

import dev.vitrine.api.identity.CallerEndpoints;
import dev.vitrine.api.identity.RegionImages;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ImportSettings;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.StoreOptions;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Network;
import dev.vitrine.http.AddressRange;
import dev.vitrine.images.ForeignDisks;
import dev.vitrine.images.ImportOptions;
import dev.vitrine.images.RemoteImages;
import dev.vitrine.images.foreign.QemuImg;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the configuration says about imports.
final class ImportWiring {
  /// For a record of another region's.
  private static final Duration RECORD_LIMIT = Duration.ofSeconds(60);

  private ImportWiring() {}

  static ImportOptions options(Configuration configuration) {
    return new ImportOptions(
        configuration.get(ImportSettings.METHODS),
        configuration.get(ImportSettings.WORKERS),
        configuration.get(ImportSettings.PLUGINS),
        configuration.get(ImportSettings.INJECTED),
        lowerCase(configuration, ImportSettings.EXEMPT_ROLES),
        configuration.get(ImportSettings.REGION_PROPERTIES),
        configuration.get(ImportSettings.PARALLEL_STORES),
        configuration.get(ImportSettings.OUTPUT_FORMAT));
  }

  /// What fetches data.
  static GuardedClient client(Configuration configuration) {
    return client(configuration, configuration.get(ImportSettings.DOWNLOAD_TIMEOUT));
  }

  private static GuardedClient client(Configuration configuration, Duration whole) {
    List<AddressRange> networks = configuration.get(ImportSettings.PRIVATE_NETWORKS);
    FetchRules rules =
        new FetchRules(
            new Choice<>(
                lowerCase(configuration, ImportSettings.ALLOWED_SCHEMES),
                lowerCase(configuration, ImportSettings.DISALLOWED_SCHEMES)),
            new Choice<>(
                lowerCase(configuration, ImportSettings.ALLOWED_HOSTS),
                lowerCase(configuration, ImportSettings.DISALLOWED_HOSTS)),
            new Choice<>(
                new HashSet<>(configuration.get(ImportSettings.ALLOWED_PORTS)),
                new HashSet<>(configuration.get(ImportSettings.DISALLOWED_PORTS))),
            address -> networks.stream().anyMatch(network -> network.contains(address)));
    return new GuardedClient(
        rules,
        Network.system(),
        new GuardedClient.Limits(GuardedClient.Limits.defaults().idle(), whole));
  }

  /// @param endpoints where other services are; empty where callers have no catalogs
  static RemoteImages remotes(
      Configuration configuration, Optional<CallerEndpoints> endpoints, GuardedClient data) {
    return endpoints
        .<RemoteImages>map(
            found -> new RegionImages(found, client(configuration, RECORD_LIMIT), data))
        .orElse(RemoteImages.NONE);
  }

  /// @param folder whose conversions nobody works on any more
  static ForeignDisks foreignDisks(Configuration configuration, DataFolder folder)
      throws CommandFailure {
    Optional<Path> program = configuration.get(ImportSettings.QEMU_IMG);
    try {
      QemuImg.clear(folder.conversions());
      return program.isEmpty()
          ? ForeignDisks.NONE
          : QemuImg.open(
              program.get(), folder.conversions(), configuration.get(StoreOptions.RESERVED_SPACE));
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "what conversions left in %s cannot be removed: %s".formatted(folder.conversions(), e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.unavailable("interrupted while it started", e);
    }
  }

  private static Set<String> lowerCase(Configuration configuration, Option<List<String>> option) {
    return configuration.get(option).stream()
        .map(text -> text.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
