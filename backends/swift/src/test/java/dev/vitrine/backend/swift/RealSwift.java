package dev.vitrine.backend.swift;

import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.fetch.ClientTls;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.Objects;

/// The service that `SWIFT_AUTH`, `SWIFT_USER` and `SWIFT_KEY` name; `tools/acceptance/backends`
/// starts one.
final class RealSwift {
  static final SwiftAccount ACCOUNT =
      new SwiftAccount.Simple(
          URI.create(required("SWIFT_AUTH")), required("SWIFT_USER"), required("SWIFT_KEY"));

  private RealSwift() {}

  private static String required(String variable) {
    return Objects.requireNonNull(System.getenv(variable), variable + " is not set");
  }

  static SwiftClient client(SwiftAccount account) {
    return new SwiftClient(
        account,
        SwiftEndpoint.usual(),
        new ClientTls(null, null, null, false),
        WireLimits.usual(),
        InstantSource.system());
  }

  /// Makes a container that holds that much and no more.
  static void makeSmallContainer(String name, long mostBytes) throws Exception {
    try (SwiftClient client = client(ACCOUNT)) {
      int status =
          client
              .ask(
                  SwiftClient.Target.of(name),
                  request ->
                      request
                          .header("X-Container-Meta-Quota-Bytes", Long.toString(mostBytes))
                          .PUT(BodyPublishers.noBody()))
              .statusCode();
      if (status / 100 != 2) {
        throw new AssertionError("no container " + name + ": " + status);
      }
    }
  }
}
