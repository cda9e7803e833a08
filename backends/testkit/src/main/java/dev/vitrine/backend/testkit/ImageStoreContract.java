package dev.vitrine.backend.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.blobstore.testkit.TrackedSlices;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every [dev.vitrine.backend.ImageStore] promises that takes images.
public abstract class ImageStoreContract extends ImageReadContract {
  private static final int SLICE_BYTES = 60_000;

  private final TrackedSlices slices = new TrackedSlices();

  @AfterEach
  void givesBackEverySlice() {
    assertThat(slices.open()).as("slices still held").isZero();
  }

  /// Writes an image whose length is announced.
  @Override
  protected final ImageUri place(byte[] bytes) throws Exception {
    return put(UUID.randomUUID().toString(), bytes, OptionalLong.of(bytes.length)).uri();
  }

  protected final ImageWriter.Written put(String id, byte[] bytes, OptionalLong announced)
      throws Exception {
    ImageWriter writer = begin(id, announced);
    try {
      write(writer, bytes);
      return writer.commit();
    } finally {
      writer.cancel(); // nothing, after a commit
    }
  }

  protected final ImageWriter begin(String id, OptionalLong announced) throws Exception {
    return store().newWriter(new ImageWriter.Announced(id, announced));
  }

  protected final void write(ImageWriter writer, byte[] bytes) throws Exception {
    for (int at = 0; at < bytes.length; at += SLICE_BYTES) {
      writer.write(slices.copyOf(bytes, at, Math.min(SLICE_BYTES, bytes.length - at)));
    }
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private void isAbsent(String id) {
    assertThatThrownBy(() -> store().length(uriOf(id)))
        .isInstanceOf(ImageStoreException.NotFound.class);
  }

  @Test
  void saysWhereTheImageIs() throws Exception {
    byte[] bytes = SeededData.random(20, 70_000);
    String id = id();

    ImageWriter.Written written = put(id, bytes, OptionalLong.of(bytes.length));

    assertThat(written.uri()).isEqualTo(uriOf(id));
    assertThat(written.lengthBytes()).isEqualTo(bytes.length);
    assertThat(store().covers(written.uri())).isTrue();
  }

  @Test
  void saysBeforehandWhereTheImageWillBe() throws Exception {
    String id = id();
    ImageWriter writer = begin(id, OptionalLong.empty());
    ImageUri announced = writer.uri();
    isAbsent(id);
    write(writer, SeededData.random(27, 1_000));

    assertThat(writer.commit().uri()).isEqualTo(announced);
  }

  @Test
  void removesWhatAWriterThatNobodyEndedLeft() throws Exception {
    String id = id();
    ImageWriter writer = begin(id, OptionalLong.empty());
    write(writer, SeededData.random(28, 6_000_000));
    try {
      store().delete(writer.uri());
    } catch (ImageStoreException.NotFound e) {
      // Only its bytes were there, and the image was not.
    }

    isAbsent(id);
    byte[] bytes = SeededData.random(29, 1_000);
    ImageUri uri = put(id, bytes, OptionalLong.of(bytes.length)).uri();
    assertThat(read(uri, 0, bytes.length)).as("the next try").isEqualTo(bytes);
  }

  @Test
  void takesAnImageWhoseLengthNobodyKnows() throws Exception {
    byte[] bytes = SeededData.diskLike(21, 13_000_000);

    ImageWriter.Written written = put(id(), bytes, OptionalLong.empty());

    assertThat(written.lengthBytes()).isEqualTo(bytes.length);
    assertThat(store().length(written.uri())).hasValue(bytes.length);
    assertThat(read(written.uri(), 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void takesAnEmptyImageWhoseLengthNobodyKnows() throws Exception {
    ImageWriter.Written written = put(id(), new byte[0], OptionalLong.empty());

    assertThat(written.lengthBytes()).isZero();
    assertThat(read(written.uri(), 0, 0)).isEmpty();
  }

  @Test
  void neverReplacesAnImage() throws Exception {
    byte[] first = SeededData.random(22, 9_000);
    String id = id();
    ImageUri uri = put(id, first, OptionalLong.of(first.length)).uri();

    assertThatThrownBy(() -> put(id, new byte[7], OptionalLong.of(7)))
        .isInstanceOf(ImageStoreException.Exists.class);
    assertThat(read(uri, 0, first.length)).isEqualTo(first);
  }

  @Test
  void leavesNothingOfAnImageThatIsShorterThanAnnounced() throws Exception {
    String id = id();

    assertThatThrownBy(() -> put(id, new byte[1_000], OptionalLong.of(1_001)))
        .isInstanceOf(ImageStoreException.Damaged.class);
    isAbsent(id);
  }

  @Test
  void leavesNothingOfAnImageThatIsLongerThanAnnounced() throws Exception {
    String id = id();

    assertThatThrownBy(() -> put(id, new byte[1_001], OptionalLong.of(1_000)))
        .isInstanceOf(ImageStoreException.Damaged.class);
    isAbsent(id);
  }

  @Test
  void leavesNothingOfAnImageThatWasGivenUp() throws Exception {
    String id = id();
    ImageWriter writer = begin(id, OptionalLong.empty());
    write(writer, SeededData.random(23, 11_000_000));

    writer.cancel();
    writer.cancel();

    isAbsent(id);
    byte[] bytes = SeededData.random(24, 1_000);
    ImageUri uri = put(id, bytes, OptionalLong.of(bytes.length)).uri();
    assertThat(read(uri, 0, bytes.length)).as("the next try").isEqualTo(bytes);
  }

  @Test
  void removesAnImage() throws Exception {
    String id = id();
    ImageUri uri = put(id, new byte[5_000], OptionalLong.of(5_000)).uri();

    store().delete(uri);

    isAbsent(id);
    assertThatThrownBy(() -> store().delete(uri)).isInstanceOf(ImageStoreException.NotFound.class);
  }

  @Test
  void removesNothingElse() throws Exception {
    byte[] bytes = SeededData.random(26, 5_000);
    ImageUri kept = place(bytes);
    ImageUri removed = place(bytes);

    store().delete(removed);

    assertThat(read(kept, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void takesAnEmptySlice() throws Exception {
    ImageWriter writer = begin(id(), OptionalLong.of(3));
    writer.write(Slice.unowned(ByteBuffer.allocate(0)));
    write(writer, new byte[] {1, 2, 3});

    assertThat(read(writer.commit().uri(), 0, 3)).isEqualTo(new byte[] {1, 2, 3});
  }
}
