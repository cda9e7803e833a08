package dev.vitrine.api;

import dev.vitrine.api.schema.CustomProperties;
import dev.vitrine.images.quota.ProjectThrottle;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The choices of the API itself; those of the service behind it are
/// [dev.vitrine.images.ImageServiceOptions], where the accepted formats are, too.
///
/// @param publicEndpoint scheme, host and perhaps prefix under which clients reach the service,
///   without the version; null to take what each client used
/// @param defaultPageLimit images in a page when the client names no limit
/// @param maxPageLimit most images in a page
/// @param maxRequestIdLength longest request id that a client may choose, in characters
/// @param healthcheckDisableFile while this file exists the health check fails, so that a load
///   balancer looks elsewhere
/// @param proxies who may say what the client called
/// @param cors which pages of other origins browsers may let in, by rules of which the first that
///   names an origin counts for it
/// @param perProject what one project may do at a time
/// @param showDirectUrl whether records tell where the data lies
/// @param showLocations whether records tell every place where the data lies
/// @param customProperties the custom properties of images with a form of their own
public record ApiOptions(
    @Nullable String publicEndpoint,
    int defaultPageLimit,
    int maxPageLimit,
    int maxRequestIdLength,
    Path healthcheckDisableFile,
    TrustedProxies proxies,
    List<CorsOptions> cors,
    ProjectThrottle.Limits perProject,
    boolean showDirectUrl,
    boolean showLocations,
    CustomProperties customProperties) {

  public ApiOptions {
    cors = List.copyOf(cors);
    if (defaultPageLimit < 0 || maxPageLimit < 0) {
      throw new IllegalArgumentException("a page has no negative number of images");
    }
  }

  public static ApiOptions defaults() {
    return new ApiOptions(
        null,
        25,
        1000,
        64,
        Path.of("/etc/glance/healthcheck_disable"),
        TrustedProxies.none(),
        List.of(),
        ProjectThrottle.Limits.none(),
        false,
        false,
        CustomProperties.shipped());
  }

  ApiOptions withPublicEndpoint(String url) {
    return new ApiOptions(
        url,
        defaultPageLimit,
        maxPageLimit,
        maxRequestIdLength,
        healthcheckDisableFile,
        proxies,
        cors,
        perProject,
        showDirectUrl,
        showLocations,
        customProperties);
  }

  ApiOptions withHealthcheckDisableFile(Path file) {
    return new ApiOptions(
        publicEndpoint,
        defaultPageLimit,
        maxPageLimit,
        maxRequestIdLength,
        file,
        proxies,
        cors,
        perProject,
        showDirectUrl,
        showLocations,
        customProperties);
  }

  ApiOptions withProxies(TrustedProxies trusted) {
    return new ApiOptions(
        publicEndpoint,
        defaultPageLimit,
        maxPageLimit,
        maxRequestIdLength,
        healthcheckDisableFile,
        trusted,
        cors,
        perProject,
        showDirectUrl,
        showLocations,
        customProperties);
  }

  ApiOptions withCors(CorsOptions... wanted) {
    return new ApiOptions(
        publicEndpoint,
        defaultPageLimit,
        maxPageLimit,
        maxRequestIdLength,
        healthcheckDisableFile,
        proxies,
        List.of(wanted),
        perProject,
        showDirectUrl,
        showLocations,
        customProperties);
  }

  ApiOptions withPerProject(ProjectThrottle.Limits limits) {
    return new ApiOptions(
        publicEndpoint,
        defaultPageLimit,
        maxPageLimit,
        maxRequestIdLength,
        healthcheckDisableFile,
        proxies,
        cors,
        limits,
        showDirectUrl,
        showLocations,
        customProperties);
  }

  ApiOptions withLocationsShown() {
    return new ApiOptions(
        publicEndpoint,
        defaultPageLimit,
        maxPageLimit,
        maxRequestIdLength,
        healthcheckDisableFile,
        proxies,
        cors,
        perProject,
        true,
        true,
        customProperties);
  }
}
