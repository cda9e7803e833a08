package dev.vitrine.backend.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.objects.ObjectChunkBackend;
import dev.vitrine.backend.testkit.FakeServer.Behaviour;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Chunks in a container.
class SwiftContainerTest extends ChunkBackendContract {
  @AutoClose private final FakeSwift swift;

  SwiftContainerTest() throws IOException {
    swift = new FakeSwift();
  }

  private SwiftContainer container(boolean create) {
    return new SwiftContainer(
        new SwiftClient(
            new SwiftAccount.Simple(
                URI.create(swift.address() + "/auth/v1.0"), "test:tester", FakeSwift.PASSWORD),
            SwiftEndpoint.usual(),
            new ClientTls(null, null, null, false),
            WireLimits.usual(),
            InstantSource.system()),
        "chunks",
        create);
  }

  @Override
  protected ChunkBackend open() {
    return ObjectChunkBackend.over(container(true), "vitrine/");
  }

  /// The contract looks at what is left.
  @AfterEach
  void heal() {
    swift.server.heal();
  }

  @Test
  void listsAPageAfterTheOther() throws Exception {
    try (SwiftContainer container = container(true)) {
      checkThatPagesFollowEachOther(container);
    }
  }

  static void checkThatPagesFollowEachOther(SwiftContainer container) throws Exception {
    for (int i = 0; i < 1_001; i++) {
      container.put("k/%04d".formatted(i), ByteBuffer.allocate(1));
    }
    var first = container.list("k/", null);
    assertThat(first.entries()).hasSize(1_000);
    assertThat(first.next()).isNotNull();
    assertThat(container.list("k/", first.next()).entries()).hasSize(1);
  }

  @Test
  void makesNoContainerUnlessItMay() {
    try (SwiftContainer container = container(false)) {
      assertThatThrownBy(() -> container.put("k", ByteBuffer.allocate(1)))
          .isInstanceOf(BlobException.Denied.class);
      assertThat(swift.containers).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"401, Denied", "403, Denied", "413, Full", "503, Transient", "507, Full"})
  void saysWhatARefusalMeans(int status, String meaning) throws Exception {
    try (SwiftContainer container = container(true)) {
      container.put("k", ByteBuffer.allocate(1));
      swift.server.behave((request, _) ->
          request.path().startsWith("/v1/") ? new Behaviour.Refuse(status) : new Behaviour.Right());

      assertThatThrownBy(() -> container.put("k", ByteBuffer.allocate(1)))
          .satisfies(failure -> assertThat(failure.getClass().getSimpleName()).isEqualTo(meaning));
    }
  }

  @Test
  void asksAgainForWhatIsNotThereForAMoment() throws Exception {
    try (SwiftContainer container = container(true)) {
      container.put("k", ByteBuffer.wrap(new byte[] {7}));
      AtomicBoolean absent = new AtomicBoolean(true);
      swift.server.behave(
          (_, _) -> absent.getAndSet(false) ? new Behaviour.Refuse(404) : new Behaviour.Right());

      assertThat(container.read("k", 0, 1)).isEqualTo(ByteBuffer.wrap(new byte[] {7}));
    }
  }

  @Test
  void anAnswerThatIsCutIsNotTaken() throws Exception {
    try (SwiftContainer container = container(true)) {
      container.put("k", ByteBuffer.allocate(100));
      swift.server.behave((_, _) -> new Behaviour.CutAfter(3));

      assertThatThrownBy(() -> container.read("k", 0, 10))
          .isInstanceOf(BlobException.Transient.class);
    }
  }
}
