package dev.vitrine.cli;

import dev.vitrine.api.ApiOptions;
import dev.vitrine.api.CorsOptions;
import dev.vitrine.api.TrustedProxies;
import dev.vitrine.api.schema.CustomProperties;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ImageOptions;
import dev.vitrine.cli.config.Options;
import dev.vitrine.cli.config.RequestOptions;
import dev.vitrine.cli.config.StoreOptions;
import dev.vitrine.cli.config.TransportOptions;
import dev.vitrine.images.quota.ProjectThrottle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The part of [Wiring] that knows the choices of the API itself.
final class ApiSettings {
  private ApiSettings() {}

  static ApiOptions of(Configuration configuration) throws CommandFailure {
    return new ApiOptions(
        configuration.get(Options.PUBLIC_ENDPOINT).orElse(null),
        configuration.get(RequestOptions.LIMIT_PARAM_DEFAULT),
        configuration.get(RequestOptions.API_LIMIT_MAX),
        configuration.get(RequestOptions.MAX_REQUEST_ID_LENGTH),
        configuration.get(TransportOptions.HEALTHCHECK_DISABLE_FILE),
        configuration.get(RequestOptions.ENABLE_PROXY_HEADERS_PARSING)
            ? new TrustedProxies(configuration.get(RequestOptions.TRUSTED_PROXIES))
            : TrustedProxies.none(),
        cors(configuration),
        new ProjectThrottle.Limits(
            configuration.get(RequestOptions.PROJECT_REQUESTS_PER_SECOND),
            configuration.get(RequestOptions.PROJECT_TRANSFERS)),
        configuration.get(StoreOptions.SHOW_IMAGE_DIRECT_URL),
        configuration.get(StoreOptions.SHOW_MULTIPLE_LOCATIONS),
        customProperties(configuration));
  }

  /// The general section first, then those that are beside it.
  private static List<CorsOptions> cors(Configuration configuration) {
    String general = RequestOptions.CORS_ALLOWED_ORIGIN.name().group();
    return Stream.concat(Stream.of(general), configuration.furtherSections(general).stream())
        .map(section -> cors(configuration, section))
        .toList();
  }

  private static CorsOptions cors(Configuration configuration, String section) {
    return new CorsOptions(
        configuration.get(RequestOptions.CORS_ALLOWED_ORIGIN, section),
        configuration.get(RequestOptions.CORS_ALLOW_CREDENTIALS, section),
        configuration.get(RequestOptions.CORS_EXPOSE_HEADERS, section),
        configuration.get(RequestOptions.CORS_MAX_AGE, section),
        configuration.get(RequestOptions.CORS_ALLOW_METHODS, section),
        configuration.get(RequestOptions.CORS_ALLOW_HEADERS, section));
  }

  private static CustomProperties customProperties(Configuration configuration)
      throws CommandFailure {
    Optional<Path> file =
        configuration
            .get(ImageOptions.SCHEMA_IMAGE_FILE)
            .or(() -> configuration.besideFiles("schema-image.json"));
    if (file.isEmpty()) {
      return CustomProperties.shipped();
    }
    try {
      return CustomProperties.parse(Files.readAllBytes(file.get()));
    } catch (IOException e) {
      throw CommandFailure.wrongUse(file.get() + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.wrongUse(
          file.get() + " gives no custom properties a form: " + e.getMessage(), e);
    }
  }
}
