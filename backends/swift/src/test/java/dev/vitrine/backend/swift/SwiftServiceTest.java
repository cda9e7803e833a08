package dev.vitrine.backend.swift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.ClientTls;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract with a real Swift; `tools/acceptance/backends` starts one.
@Tag("services")
class SwiftServiceTest extends ImageStoreContract {
  private static final String CONTAINER = "images-" + UUID.randomUUID();

  @Override
  protected ImageStore open() {
    SwiftAccount account =
        new SwiftAccount.Simple(
            URI.create(environment("SWIFT_AUTH")),
            environment("SWIFT_USER"),
            environment("SWIFT_KEY"));
    return new SwiftImageStore(
        new SwiftReferences(new LinkedHashMap<>(Map.of("ref1", account)), "ref1"),
        new SwiftStoreOptions(CONTAINER, true, 4_000_000, 1_500_000, 0),
        one ->
            new SwiftClient(
                one,
                SwiftEndpoint.usual(),
                new ClientTls(null, null, null, false),
                WireLimits.usual(),
                InstantSource.system()));
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set");
    }
    return value;
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri("swift+config://ref1/" + CONTAINER + "/" + imageId);
  }

  @Test
  void readsAcrossTheEndsOfSegments() throws Exception {
    byte[] bytes = SeededData.random(41, 4_700_000);
    ImageUri uri = put(UUID.randomUUID().toString(), bytes, OptionalLong.of(bytes.length)).uri();

    assertThat(read(uri, 1_499_000, 1_502_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 1_499_000, 3_001_000));
  }
}
