package dev.vitrine.backend.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.SeededData;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [ImageStore] promises to those who read. A test inherits this and says how to open an
/// empty store and how an image gets into it.
public abstract class ImageReadContract {
  private ImageStore store;

  /// An empty store; the suite closes it.
  protected abstract ImageStore open() throws Exception;

  /// Puts an image with these bytes where the store has its images.
  protected abstract ImageUri place(byte[] bytes) throws Exception;

  /// The URI that an image of that name would have.
  protected abstract ImageUri uriOf(String imageId);

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() throws Exception {
    store.close();
  }

  protected final ImageStore store() {
    return store;
  }

  /// Those bytes of the image.
  protected final byte[] read(ImageUri uri, long offset, long lengthBytes) throws Exception {
    try (ImageReader reader = store.open(uri, offset, lengthBytes)) {
      return rest(reader);
    }
  }

  protected static byte[] rest(ImageReader reader) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      try (Content content = reader.next()) {
        if (content == null) {
          return all.toByteArray();
        }
        assertThat(content.lengthBytes()).as("an empty run says nothing").isPositive();
        all.writeBytes(ContentReader.bytes(content));
      }
    }
  }

  @Test
  void givesBackTheWholeImage() throws Exception {
    byte[] bytes = SeededData.diskLike(1, 3_000_000);
    ImageUri uri = place(bytes);

    assertThat(store.length(uri)).hasValue(bytes.length);
    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    assertThat(read(uri, 0, bytes.length)).as("once more").isEqualTo(bytes);
  }

  @Test
  void givesBackAnyRange() throws Exception {
    byte[] bytes = SeededData.random(2, 100_000);
    ImageUri uri = place(bytes);

    assertThat(read(uri, 12_345, 54_321)).isEqualTo(Arrays.copyOfRange(bytes, 12_345, 66_666));
    assertThat(read(uri, 0, 1)).isEqualTo(new byte[] {bytes[0]});
    assertThat(read(uri, 99_999, 1)).isEqualTo(new byte[] {bytes[99_999]});
    assertThat(read(uri, 100_000, 0)).isEmpty();
  }

  @Test
  void givesBackAnEmptyImage() throws Exception {
    ImageUri uri = place(new byte[0]);

    assertThat(read(uri, 0, 0)).isEmpty();
  }

  @Test
  void saysThatAnImageIsNotThere() throws Exception {
    ImageUri absent = uriOf("7a1d9cb4-2ed3-4b9a-8a8e-6f1f35b7c2a9");

    assertThatThrownBy(() -> store.length(absent)).isInstanceOf(ImageStoreException.NotFound.class);
    assertThatThrownBy(() -> read(absent, 0, 10)).isInstanceOf(ImageStoreException.NotFound.class);
  }

  @Test
  void neverGivesFewerBytesThanWereAskedFor() throws Exception {
    ImageUri uri = place(SeededData.random(3, 5_000));

    assertThatThrownBy(() -> read(uri, 4_000, 1_001))
        .isInstanceOf(ImageStoreException.Damaged.class);
    assertThatThrownBy(() -> read(uri, 6_000, 1)).isInstanceOf(ImageStoreException.Damaged.class);
  }

  @Test
  void refusesUrisOfOtherKinds() {
    ImageUri other = new ImageUri("moon://base/crater");

    assertThat(store.covers(other)).isFalse();
    assertThatThrownBy(() -> store.length(other)).isInstanceOf(ImageStoreException.Malformed.class);
    assertThatThrownBy(() -> store.open(other, 0, 1))
        .isInstanceOf(ImageStoreException.Malformed.class);
  }

  @Test
  void coversWhatItHas() throws Exception {
    ImageUri uri = place(SeededData.random(4, 10));

    assertThat(store.covers(uri)).isTrue();
    assertThat(store.schemes()).contains(uri.scheme());
  }

  @Test
  void aReaderThatIsClosedEarlyHoldsUpNobody() throws Exception {
    byte[] bytes = SeededData.random(5, 2_000_000);
    ImageUri uri = place(bytes);
    for (int i = 0; i < 20; i++) {
      ImageReader reader = store.open(uri, 0, bytes.length);
      Content first = reader.next();
      if (first != null) {
        first.close();
      }
      reader.close();
      reader.close();
    }

    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void aRunStaysValidWhenItsReaderIsClosed() throws Exception {
    byte[] bytes = SeededData.random(6, 50_000);
    ImageUri uri = place(bytes);
    ImageReader reader = store.open(uri, 100, 1_000);
    List<Content> runs = new ArrayList<>();
    for (Content run = reader.next(); run != null; run = reader.next()) {
      runs.add(run);
    }
    reader.close();

    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Content run : runs) {
      try (run) {
        all.writeBytes(ContentReader.bytes(run));
      }
    }
    assertThat(all.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 100, 1_100));
  }

  @Test
  void manyReadAtOnce() throws Exception {
    byte[] bytes = SeededData.random(7, 300_000);
    ImageUri uri = place(bytes);
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int from = i * 10_000;
        all.add(readers.submit(() -> read(uri, from, bytes.length - from)));
      }
      for (int i = 0; i < 16; i++) {
        assertThat(all.get(i).get()).isEqualTo(Arrays.copyOfRange(bytes, i * 10_000, bytes.length));
      }
    }
  }

  @Test
  void isUp() {
    assertThat(store.health()).isEqualTo(new Health.Up());
  }
}
