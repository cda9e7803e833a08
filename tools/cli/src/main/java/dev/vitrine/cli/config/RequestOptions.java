package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.CORS;
import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import dev.vitrine.http.AddressRange;
import java.time.Duration;
import java.util.List;

/// What requests may ask for, how many of them, and from where: pages, rates, proxies, browsers.
public final class RequestOptions {
  private static final int ANY = Integer.MAX_VALUE;

  // Limits of requests.

  public static final Option<Integer> LIMIT_PARAM_DEFAULT =
      new Option<>(
          DEFAULT_GROUP,
          "limit_param_default",
          OptionType.integer(1, ANY),
          "25",
          "Images on a page of a list whose request names no limit.");

  public static final Option<Integer> API_LIMIT_MAX =
      new Option<>(
          DEFAULT_GROUP,
          "api_limit_max",
          OptionType.integer(1, ANY),
          "1000",
          "Most images on a page of a list, whatever its request says.");

  public static final Option<Integer> MAX_REQUEST_ID_LENGTH =
      new Option<>(
          DEFAULT_GROUP,
          "max_request_id_length",
          OptionType.integer(0, 16_384),
          "64",
          "Longest request id that is taken over from a caller; longer ones are cut.");

  public static final Option<Integer> PROJECT_REQUESTS_PER_SECOND =
      new Option<>(
          OURS,
          "project_requests_per_second",
          OptionType.integer(0, 1_000_000),
          "0",
          "Most requests a second from one project, on average; more are answered 429. 0 for no"
              + " limit.");

  public static final Option<Integer> PROJECT_TRANSFERS =
      new Option<>(
          OURS,
          "project_transfers",
          OptionType.integer(0, 1_000_000),
          "0",
          "Most uploads and downloads of one project at a time; more are answered 429. 0 for no"
              + " limit.");

  // Proxies and browsers.

  public static final Option<Boolean> ENABLE_PROXY_HEADERS_PARSING =
      new Option<>(
          "oslo_middleware",
          "enable_proxy_headers_parsing",
          OptionType.bool(),
          "false",
          "Take what Forwarded and X-Forwarded-Proto, -Host and -Prefix say for what the client"
              + " called, from the proxies that trusted_proxies names.");

  public static final Option<List<AddressRange>> TRUSTED_PROXIES =
      new Option<>(
          OURS,
          "trusted_proxies",
          OptionType.list(
              "addresses and ranges such as 10.0.0.0/8, between commas", AddressRange::of),
          "127.0.0.0/8,::1",
          "Where the proxies are whose headers count once enable_proxy_headers_parsing is set;"
              + " from anywhere else they are ignored.");

  public static final Option<List<String>> CORS_ALLOWED_ORIGIN =
      new Option<>(
          CORS,
          "allowed_origin",
          OptionType.list(),
          "",
          "Origins whose pages a browser may let use the API, such as https://dashboard.example; *"
              + " for any.");

  public static final Option<Boolean> CORS_ALLOW_CREDENTIALS =
      new Option<>(
          CORS,
          "allow_credentials",
          OptionType.bool(),
          "true",
          "Whether requests of such pages may carry cookies and the like.");

  public static final Option<List<String>> CORS_EXPOSE_HEADERS =
      new Option<>(
          CORS,
          "expose_headers",
          OptionType.list(),
          "X-Image-Meta-Checksum,X-Auth-Token,X-Subject-Token,X-Service-Token,"
              + "X-OpenStack-Request-ID",
          "Headers of answers that such pages may read.");

  public static final Option<Duration> CORS_MAX_AGE =
      new Option<>(
          CORS,
          "max_age",
          OptionType.duration(Duration.ZERO, Duration.ofDays(1)),
          "3600",
          "How long a browser may remember what it was allowed.");

  public static final Option<List<String>> CORS_ALLOW_METHODS =
      new Option<>(
          CORS,
          "allow_methods",
          OptionType.list(),
          "GET,PUT,POST,DELETE,PATCH",
          "Methods that such pages may use.");

  public static final Option<List<String>> CORS_ALLOW_HEADERS =
      new Option<>(
          CORS,
          "allow_headers",
          OptionType.list(),
          "Content-MD5,X-Image-Meta-Checksum,X-Storage-Token,Accept-Encoding,X-Auth-Token,"
              + "X-Identity-Status,X-Roles,X-Service-Catalog,X-User-Id,X-Tenant-Id,"
              + "X-OpenStack-Request-ID",
          "Headers that such pages may send.");

  private RequestOptions() {}
}
