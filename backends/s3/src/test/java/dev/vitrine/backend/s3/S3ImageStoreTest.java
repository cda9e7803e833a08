package dev.vitrine.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whole images in a bucket of a service in this process.
class S3ImageStoreTest extends ImageStoreContract {
  private static final int MIB = 1 << 20;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static LocalS3 service;

  private final S3Options options = service.newBucket();
  private final S3Bucket bucket = new S3Bucket(options);

  @BeforeAll
  static void startService() throws Exception {
    service = LocalS3.start();
  }

  @AfterAll
  static void stopService() throws Exception {
    service.stop();
  }

  @AfterEach
  void closeBucket() {
    bucket.close();
  }

  @Override
  protected ImageStore open() {
    return new S3ImageStore(options, new S3UploadOptions(8 * MIB, 5 * MIB, 2));
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return S3Place.uri(options, imageId);
  }

  private String authority() {
    return options.endpoint().getRawAuthority();
  }

  @Test
  void writesUrisInGlancesFormWithoutCredentials() throws Exception {
    ImageUri uri = place(new byte[] {1});

    assertThat(uri.text()).startsWith("s3://" + authority() + "/" + options.bucket() + "/");
    assertThat(uri.text()).doesNotContain("@").doesNotContain("secret");
  }

  @Test
  void readsWhatAnotherServiceWroteWithItsCredentials() throws Exception {
    byte[] bytes = SeededData.random(1, 1_000);
    String place = place(bytes).rest();
    for (String others :
        new String[] {
          "s3://someone:se/cr+et@" + place,
          "s3+http://someone:secret@" + place,
          "s3+https://someone:secret@" + place,
          "s3+https://" + place
        }) {
      assertThat(store().covers(new ImageUri(others))).as(others).isTrue();
      assertThat(read(new ImageUri(others), 0, bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void refusesOtherHostsAndBuckets() throws Exception {
    String id = S3Place.of(place(new byte[] {1})).orElseThrow().key();
    for (String other :
        new String[] {
          "s3://example.org/" + options.bucket() + "/" + id,
          "s3://" + authority() + "/other/" + id,
          "s3://" + authority() + "/" + options.bucket(),
          "s3://" + authority() + "/" + options.bucket() + "/",
          "s3://" + id
        }) {
      assertThat(store().covers(new ImageUri(other))).as(other).isFalse();
      assertThatThrownBy(() -> store().length(new ImageUri(other)))
          .isInstanceOf(ImageStoreException.Malformed.class);
    }
  }

  @Test
  void takesImagesOfEveryLengthAroundAPart() throws Exception {
    for (int length : new int[] {5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 10 * MIB}) {
      byte[] bytes = SeededData.random(length, length);
      ImageUri uri = put("unknown-" + length, bytes, OptionalLong.empty()).uri();
      assertThat(read(uri, 0, length)).as("%d bytes", length).isEqualTo(bytes);
    }
  }

  @Test
  void takesAnAnnouncedImageInPartsFromTheOperatorsLengthOn() throws Exception {
    byte[] bytes = SeededData.random(9, 8 * MIB + 1);
    ImageWriter writer = begin("announced", OptionalLong.of(bytes.length));
    write(writer, bytes);
    assertThat(bucket.unfinished("announced")).hasSize(1);

    ImageUri uri = writer.commit().uri();

    assertThat(read(uri, 4 * MIB, 4 * MIB)).isEqualTo(Arrays.copyOfRange(bytes, 4 * MIB, 8 * MIB));
  }

  @Test
  void leavesNoPartsOfWhatWasGivenUp() throws Exception {
    ImageWriter writer = begin("given-up", OptionalLong.empty());
    write(writer, new byte[11 * MIB]);
    assertThat(bucket.unfinished("given-up")).hasSize(1);

    writer.cancel();

    assertThat(bucket.unfinished("given-up")).isEmpty();
  }

  @Test
  void deletingRemovesPartsThatACrashLeft() throws Exception {
    ImageWriter crashed = begin("crashed", OptionalLong.empty());
    write(crashed, new byte[6 * MIB]);
    ImageWriter other = begin("crashed-not", OptionalLong.empty());
    write(other, new byte[6 * MIB]);

    assertThatThrownBy(() -> store().delete(crashed.uri()))
        .isInstanceOf(ImageStoreException.NotFound.class);

    assertThat(bucket.unfinished("crashed")).isEmpty();
    assertThat(bucket.unfinished("crashed-not")).as("another image").hasSize(1);
    crashed.cancel();
    other.cancel();
  }

  @Test
  void noticesThatAnImageWasReplacedWhileItIsRead() throws Exception {
    byte[] bytes = SeededData.random(3, 3 * MIB);
    ImageUri uri = place(bytes);
    try (var reader = store().open(uri, 0, bytes.length)) {
      var first = reader.next();
      if (first != null) {
        first.close();
      }
      bucket.put(
          S3Place.of(uri).orElseThrow().key(), ByteBuffer.wrap(SeededData.random(4, 3 * MIB)));

      assertThatThrownBy(reader::next).isInstanceOf(ImageStoreException.Damaged.class);
    }
  }

  @Test
  void saysThatTheBucketIsMissing() throws Exception {
    S3Options missing = service.newBucket().withCreateBucket(false);
    try (S3ImageStore store = new S3ImageStore(missing, S3UploadOptions.usual())) {
      assertThat(store.health())
          .isInstanceOfSatisfying(
              Health.Down.class,
              down -> assertThat(down.reason()).contains(missing.bucket()).contains("not there"));
      ImageWriter writer = store.newWriter(new ImageWriter.Announced("one", OptionalLong.empty()));
      assertThatThrownBy(writer::commit)
          .isInstanceOf(ImageStoreException.Denied.class)
          .hasMessageContaining("s3_store_create_bucket_on_put");
    }
  }

  @Test
  void saysThatAKeyIsWrong() {
    S3Options wrong = S3Options.of(options.endpoint(), options.bucket(), "key", "guessed");
    try (S3ImageStore store = new S3ImageStore(wrong, S3UploadOptions.usual())) {
      assertThat(store.health())
          .isInstanceOfSatisfying(
              Health.Down.class, down -> assertThat(down.reason()).doesNotContain("guessed"));
      assertThatThrownBy(() -> store.length(S3Place.uri(wrong, "one")))
          .isInstanceOf(ImageStoreException.Denied.class);
    }
  }
}
