package dev.vitrine.api.identity;

import dev.vitrine.http.BodyPart;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestBody;
import dev.vitrine.http.RequestFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Requests with headers that matter and nothing else.
final class Requests {
  private Requests() {}

  /// @param headers names and values in turn
  static Request with(String... headers) {
    Headers.Builder fields = new Headers.Builder();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    return new Request(
        "GET",
        "/v2/images",
        "",
        "http",
        fields.build(),
        new RequestBody() {
          @Override
          public OptionalLong lengthBytes() {
            return OptionalLong.of(0);
          }

          @Override
          public @Nullable BodyPart read() {
            return null;
          }
        },
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
        new RequestFacts());
  }
}
