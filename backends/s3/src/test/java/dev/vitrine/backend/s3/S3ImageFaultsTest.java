package dev.vitrine.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.ObjectServer.Behaviour;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.guard.GuardLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a service does wrong while whole images come and go, and what comes of it behind the guard.
class S3ImageFaultsTest {
  private static final int MIB = 1 << 20;
  private static final Behaviour RIGHT = new Behaviour.Right();

  private static final GuardLimits LIMITS =
      new GuardLimits(
          64,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          4,
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          5,
          Duration.ofMillis(1));

  private final S3Server server;
  private final ImageStore store;

  S3ImageFaultsTest() throws IOException {
    server = new S3Server();
    server.start();
    store = store(server.options().withSilenceTimeout(Duration.ofMillis(300)));
  }

  private static ImageStore store(S3Options options) {
    return new GuardedImageStore(
        new S3ImageStore(
            options,
            new S3UploadOptions(0, 5 * MIB, 3),
            new UploadCalls(options.toString(), LIMITS)),
        options.toString(),
        LIMITS);
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  private ImageWriter begin(OptionalLong announced) throws Exception {
    return store.newWriter(new ImageWriter.Announced("one", announced));
  }

  private static void write(ImageWriter writer, byte[] bytes) throws Exception {
    for (int at = 0; at < bytes.length; at += MIB) {
      writer.write(
          Slice.unowned(ByteBuffer.wrap(bytes, at, Math.min(MIB, bytes.length - at)).slice()));
    }
  }

  private ImageUri put(byte[] bytes) throws Exception {
    ImageWriter writer = begin(OptionalLong.of(bytes.length));
    write(writer, bytes);
    return writer.commit().uri();
  }

  private byte[] read(ImageUri uri, int lengthBytes) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (ImageReader reader = store.open(uri, 0, lengthBytes)) {
      while (true) {
        try (Content content = reader.next()) {
          if (content == null) {
            return all.toByteArray();
          }
          all.writeBytes(ContentReader.bytes(content));
        }
      }
    }
  }

  private static Behaviour slowDown() {
    return new Behaviour.Answer(503, S3Server.error("SlowDown"));
  }

  @Test
  void anUploadRidesOutABurstOfRefusals() throws Exception {
    byte[] bytes = SeededData.random(1, 17 * MIB);
    AtomicInteger calls = new AtomicInteger();
    server.behave((_, _, _) -> {
      int call = calls.getAndIncrement();
      return call >= 3 && call < 7 ? slowDown() : RIGHT; // all of them may hit one part
    });
    ImageUri uri = put(bytes);
    server.heal();

    assertThat(read(uri, bytes.length)).isEqualTo(bytes);
    assertThat(server.uploadCount()).isZero();
  }

  @Test
  void aDownloadRidesOutABurstOfRefusals() throws Exception {
    byte[] bytes = SeededData.random(2, 9 * MIB);
    ImageUri uri = put(bytes);
    server.behave((_, _, ordinal) -> ordinal % 3 == 0 ? RIGHT : slowDown());

    assertThat(read(uri, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void aDownloadSurvivesAnswersThatAreCut() throws Exception {
    byte[] bytes = SeededData.random(3, 5 * MIB);
    ImageUri uri = put(bytes);
    AtomicInteger gets = new AtomicInteger();
    server.behave((method, _, _) ->
        method.equals("GET") && gets.getAndIncrement() % 2 == 1
            ? new Behaviour.CutAfter(MIB)
            : RIGHT);

    assertThat(read(uri, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void aDownloadSurvivesSilence() throws Exception {
    byte[] bytes = SeededData.random(4, 3 * MIB);
    ImageUri uri = put(bytes);
    server.behave((method, _, ordinal) ->
        method.equals("GET") && ordinal % 2 == 1 ? new Behaviour.Silence() : RIGHT);

    assertThat(read(uri, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void neverTakesAnotherRangeForTheOneAskedFor() throws Exception {
    byte[] bytes = SeededData.random(5, 3 * MIB);
    ImageUri uri = put(bytes);
    server.behave((_, _, _) -> new Behaviour.WholeObject());

    assertThatThrownBy(() -> read(uri, bytes.length))
        .isInstanceOf(ImageStoreException.Unavailable.class)
        .hasMessageContaining("another range");
  }

  @Test
  void aLostAnswerToTheLastCallIsNoFailure() throws Exception {
    byte[] bytes = SeededData.random(6, 11 * MIB);
    ImageWriter writer = begin(OptionalLong.empty());
    write(writer, bytes);
    AtomicInteger completions = new AtomicInteger();
    server.behave((method, _, _) ->
        method.equals("POST") && completions.getAndIncrement() == 0
            ? new Behaviour.CutAfter(0)
            : RIGHT);

    ImageUri uri = writer.commit().uri();

    assertThat(read(uri, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void anUploadThatCannotGoOnLeavesNothing() throws Exception {
    ImageWriter writer = begin(OptionalLong.empty());
    write(writer, new byte[6 * MIB]);
    server.behave((method, _, _) ->
        method.equals("PUT") ? new Behaviour.Answer(403, S3Server.error("QuotaExceeded")) : RIGHT);

    assertThatThrownBy(
            () -> {
              write(writer, new byte[20 * MIB]);
              writer.commit();
            })
        .isInstanceOf(ImageStoreException.Full.class);
    writer.cancel();

    assertThat(server.uploadCount()).isZero();
    assertThat(server.objectCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, Denied",
    "400, ExpiredToken, Denied",
    "403, RequestTimeTooSkewed, Denied",
    "503, SlowDown, Unavailable",
    "507, InsufficientStorage, Full",
  })
  void everyRefusalHasItsMeaning(int status, String code, String meaning) throws Exception {
    ImageUri uri = put(new byte[10]);
    ImageWriter writer = store.newWriter(new ImageWriter.Announced("two", OptionalLong.empty()));
    server.behave((method, _, _) ->
        method.equals("HEAD") ? RIGHT : new Behaviour.Answer(status, S3Server.error(code)));

    assertThatThrownBy(() -> read(uri, 10))
        .hasMessageContaining(code)
        .hasMessageNotContaining("secret")
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(meaning));
    assertThatThrownBy(writer::commit)
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(meaning));
  }

  @Test
  void aBucketThatIsOnlyReadStillServes() throws Exception {
    byte[] bytes = SeededData.random(7, 3 * MIB);
    ImageUri uri = put(bytes);
    server.behave((method, _, _) ->
        method.equals("GET") || method.equals("HEAD")
            ? RIGHT
            : new Behaviour.Answer(403, S3Server.error("AccessDenied")));

    assertThat(read(uri, bytes.length)).isEqualTo(bytes);
    assertThatThrownBy(() -> store.delete(uri)).isInstanceOf(ImageStoreException.Denied.class);
    assertThat(store.length(uri)).hasValue(bytes.length);
  }

  @Test
  void deletesEvenWhereUploadsMayNotBeListed() throws Exception {
    ImageUri uri = put(new byte[10]);
    server.behave((method, path, _) ->
        method.equals("GET") && path.endsWith("/" + S3Server.BUCKET)
            ? new Behaviour.Answer(501, S3Server.error("NotImplemented"))
            : RIGHT);

    store.delete(uri);

    assertThat(server.objectCount()).isZero();
  }

  @Test
  void aServiceThatIsAwaySaysSoAndMayComeBack() {
    try (ImageStore away =
        store(S3Options.of(URI.create("http://127.0.0.1:1"), "b", "key", "secret"))) {
      assertThat(away.health()).isInstanceOf(Health.Down.class);
      assertThatThrownBy(() -> away.length(new ImageUri("s3://127.0.0.1:1/b/one")))
          .isInstanceOf(ImageStoreException.Unavailable.class);
    }
    server.behave((_, _, _) -> slowDown());
    assertThat(store.health()).isInstanceOf(Health.Down.class);
    server.heal();
    assertThat(store.health()).isEqualTo(new Health.Up());
  }
}
