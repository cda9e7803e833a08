package dev.vitrine.backend.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract with a real Swift; `tools/acceptance/backends` starts one.
@Tag("services")
class SwiftServiceTest extends ImageStoreContract {
  private static final String CONTAINER = "images-" + UUID.randomUUID();

  @Override
  protected ImageStore open() {
    return store(CONTAINER);
  }

  private static SwiftImageStore store(String container) {
    return new SwiftImageStore(
        new SwiftReferences(new LinkedHashMap<>(Map.of("ref1", RealSwift.ACCOUNT)), "ref1"),
        new SwiftStoreOptions(container, true, 4_000_000, 1_500_000, 0),
        RealSwift::client);
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

  @ParameterizedTest
  @ValueSource(longs = {3_000_000, 5_000_000})
  void saysThatAQuotaIsFullAndLeavesNothing(long lengthBytes) throws Exception {
    String container = "small-" + UUID.randomUUID();
    RealSwift.makeSmallContainer(container, 1_000_000);
    String id = UUID.randomUUID().toString();
    try (SwiftImageStore small = store(container)) {
      ImageWriter writer =
          small.newWriter(new ImageWriter.Announced(id, OptionalLong.of(lengthBytes)));

      assertThatThrownBy(
              () -> {
                write(writer, SeededData.random(42, (int) lengthBytes));
                writer.commit();
              })
          .isInstanceOf(ImageStoreException.Full.class);
      writer.cancel();

      assertThatThrownBy(() ->
              small.delete(new ImageUri("swift+config://ref1/%s/%s".formatted(container, id))))
          .isInstanceOf(ImageStoreException.NotFound.class);
    }
  }
}
