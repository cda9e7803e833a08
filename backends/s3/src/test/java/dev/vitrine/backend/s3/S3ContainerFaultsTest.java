package dev.vitrine.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.testkit.ObjectServer.Behaviour;
import dev.vitrine.blobstore.testkit.SeededData;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an S3 service does wrong, and what comes of it.
class S3ContainerFaultsTest {
  private static final byte[] BYTES = SeededData.random(1, 100_000);

  private final S3Server server;
  private final S3Container container;

  S3ContainerFaultsTest() throws IOException {
    server = new S3Server();
    server.start();
    container = S3Container.open(server.options().withSilenceTimeout(Duration.ofMillis(200)));
  }

  @BeforeEach
  void putOne() throws BlobException {
    container.put("one", ByteBuffer.wrap(BYTES));
  }

  @AfterEach
  void close() {
    container.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "500, InternalError, Transient",
    "503, SlowDown, Transient",
    "429, TooManyRequests, Transient",
    "409, OperationAborted, Transient",
    "403, AccessDenied, Denied",
    "403, SignatureDoesNotMatch, Denied",
    "400, ExpiredToken, Denied",
    "403, QuotaExceeded, Full",
    "507, InsufficientStorage, Full",
    "404, NoSuchBucket, Denied",
    "400, RequestTimeout, Transient",
    "501, NotImplemented, Denied",
  })
  void everyRefusalHasItsMeaning(int status, String code, String meaning) {
    server.behave((_, _, _) -> new Behaviour.Answer(status, S3Server.error(code)));
    assertThat(catchThrowable(() -> container.put("two", ByteBuffer.wrap(BYTES))))
        .isInstanceOf(BlobException.class)
        .hasMessageContaining(code)
        .hasMessageNotContaining("secret")
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(meaning));
    assertThat(catchThrowable(() -> container.read("one", 0, 10)))
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(meaning));
  }

  @Test
  void nothingIsTriedAgainHere() {
    long before = server.requests();
    server.behave((_, _, _) -> new Behaviour.Answer(503, S3Server.error("SlowDown")));
    assertThatThrownBy(() -> container.length("one")).isInstanceOf(BlobException.Transient.class);
    assertThat(server.requests()).isEqualTo(before + 1);
  }

  @Test
  void anAnswerThatIsCutOffIsNoObject() throws Exception {
    server.behave((_, _, _) -> new Behaviour.CutAfter(60_000));
    assertThatThrownBy(() -> container.read("one", 0, BYTES.length))
        .isInstanceOf(BlobException.Transient.class);
    server.heal();
    assertThat(container.read("one", 0, BYTES.length)).isEqualTo(ByteBuffer.wrap(BYTES));
  }

  @Test
  void aRangeThatIsNotTheOneAskedForIsRefused() {
    server.behave((_, _, _) -> new Behaviour.WholeObject());
    assertThatThrownBy(() -> container.read("one", 10, 10))
        .isInstanceOf(BlobException.Transient.class)
        .hasMessageContaining("another range");
  }

  @Test
  void aServiceThatSaysNothingIsGivenUp() {
    server.behave((_, _, _) -> new Behaviour.Silence());
    assertThatThrownBy(() -> container.read("one", 0, 10))
        .isInstanceOf(BlobException.Transient.class);
    assertThatThrownBy(() -> container.put("two", ByteBuffer.wrap(BYTES)))
        .isInstanceOf(BlobException.Transient.class);
  }

  @Test
  void aServiceThatIsAwayMayComeBack() {
    S3Options nobody = S3Options.of(URI.create("http://127.0.0.1:1"), "b", "key", "secret");
    try (S3Container away = S3Container.open(nobody)) {
      assertThatThrownBy(() -> away.length("one")).isInstanceOf(BlobException.Transient.class);
    }
  }
}
