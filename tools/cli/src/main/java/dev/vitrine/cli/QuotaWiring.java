package dev.vitrine.cli;

import dev.vitrine.api.identity.KeystoneLimits;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ImageOptions;
import dev.vitrine.cli.config.LimitOptions;
import dev.vitrine.images.quota.Quotas;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of [Wiring] that decides what projects may have.
final class QuotaWiring {
  private static final Logger LOG = LoggerFactory.getLogger(QuotaWiring.class);

  private QuotaWiring() {}

  /// @param parts what the quotas hold open is added to it
  static Quotas quotas(Configuration configuration, OpenParts parts) throws CommandFailure {
    if (!configuration.get(LimitOptions.USE_KEYSTONE_LIMITS)) {
      long bytes = configuration.get(ImageOptions.USER_STORAGE_QUOTA);
      return bytes == 0 ? new Quotas.None() : new Quotas.Storage(bytes);
    }
    if (!configuration.get(LimitOptions.KEYSTONE.systemScope()).equals("all")) {
      LOG.warn(
          "{} is not \"all\": to the account of a project, Keystone shows no limits of other"
              + " projects, and only the registered ones count",
          LimitOptions.KEYSTONE.systemScope().name());
    }
    try {
      KeystoneLimits limits =
          KeystoneLimits.open(
              new KeystoneSettings(configuration, LimitOptions.KEYSTONE, "use_keystone_limits")
                  .access(),
              endpoint(configuration),
              configuration.get(LimitOptions.CACHE_TIME));
      return new Quotas.Unified(
          parts.add(limits), configuration.get(LimitOptions.CUT_UNKNOWN_LENGTHS));
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.wrongUse("limits cannot be looked up: " + e.getMessage(), e);
    }
  }

  private static KeystoneLimits.Endpoint endpoint(Configuration configuration)
      throws CommandFailure {
    String id = configuration.get(LimitOptions.ENDPOINT_ID).orElse(null);
    if (id != null) {
      return new KeystoneLimits.Endpoint.ById(id);
    }
    String type = configuration.get(LimitOptions.ENDPOINT_SERVICE_TYPE).orElse(null);
    String name = configuration.get(LimitOptions.ENDPOINT_SERVICE_NAME).orElse(null);
    if (type == null && name == null) {
      throw CommandFailure.wrongUse(
          "use_keystone_limits needs %s, or %s"
              .formatted(
                  LimitOptions.ENDPOINT_ID.name(), LimitOptions.ENDPOINT_SERVICE_TYPE.name()));
    }
    String endpointInterface = configuration.get(LimitOptions.ENDPOINT_INTERFACE);
    return new KeystoneLimits.Endpoint.Described(
        type,
        name,
        endpointInterface.endsWith("URL")
            ? endpointInterface.substring(0, endpointInterface.length() - "URL".length())
            : endpointInterface,
        configuration.get(LimitOptions.ENDPOINT_REGION).orElse(null));
  }
}
