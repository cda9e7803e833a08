package dev.vitrine.backend.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectChunkBackendTest extends ChunkBackendContract {
  private static final byte[] BYTES = SeededData.random(1, 100);

  private final MemoryContainer container = new MemoryContainer();

  @Override
  protected ChunkBackend open() {
    return ObjectChunkBackend.over(container, "images/");
  }

  private void plant(String key, String text) throws BlobException {
    container.put(key, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void usesTheNamesOfTheFormatAsKeys() throws Exception {
    StoredName name = put(BYTES);
    assertThat(container.objects).containsOnlyKeys("images/vitrine-store", "images/" + name.path());
    assertThat(container.objects.get("images/" + name.path())).isEqualTo(BYTES);
  }

  @Test
  void leavesAloneWhatIsNotBelowItsPrefix() throws Exception {
    plant("other/thing", "hello");
    plant("imagesque", "hello");
    put(BYTES);
    assertThat(container.objects).containsKeys("other/thing", "imagesque");
  }

  @Test
  void refusesAPlaceThatIsSomebodyElses() throws Exception {
    plant("images/holiday.jpeg", "hello");
    assertThatThrownBy(() -> put(BYTES))
        .isInstanceOf(BlobException.Denied.class)
        .hasMessageContaining("holiday.jpeg");
    container.objects.clear();
  }

  @Test
  void countsStrays() throws Exception {
    StoredName name = put(BYTES);
    plant("images/chunks/zz/what", "hello");
    plant("images/chunks/00/" + name.digest().toHex(), "in the wrong folder");
    assertThat(backend().strays())
        .containsExactlyInAnyOrder("chunks/zz/what", "chunks/00/" + name.digest().toHex());
    container.objects.remove("images/chunks/zz/what");
    container.objects.remove("images/chunks/00/" + name.digest().toHex());
  }

  @Test
  void refusesAStoreThatIsTooNew() throws Exception {
    plant("images/vitrine-store", "vitrine-store 2\n");
    assertThatThrownBy(() -> put(BYTES)).isInstanceOf(BlobException.TooNew.class);
    assertThatThrownBy(() -> backend().length(nameOf(BYTES)))
        .isInstanceOf(BlobException.TooNew.class);
    plant("images/vitrine-store", "#!/bin/sh\n");
    assertThatThrownBy(() -> put(BYTES)).isInstanceOf(BlobException.Corrupt.class);
  }

  @Test
  void comesBackWithTheContainer() throws Exception {
    container.failure = new BlobException.Transient("away", Duration.ZERO, new Exception());
    assertThatThrownBy(() -> put(BYTES)).isInstanceOf(BlobException.Transient.class);
    container.failure = null;
    put(BYTES);
  }

  @Test
  void asksOnlyForNamesThatItDidNotPutItself() throws Exception {
    StoredName own = put(BYTES);
    ChunkBackend other = ObjectChunkBackend.over(container, "images/");
    byte[] bytes = SeededData.random(2, 100);
    StoredName others = nameOf(bytes);
    other.put(others, List.of(ByteBuffer.wrap(bytes)));
    long before = container.lengthCalls.get();
    backend().makeDurable(List.of(own, others));
    assertThat(container.lengthCalls).hasValue(before + 1);
    other.delete(others);
    assertThatThrownBy(() -> backend().makeDurable(List.of(own, others)))
        .isInstanceOf(BlobException.NotFound.class);
  }

  @Test
  void aReaderChangesNothing() throws Exception {
    StoredName name = put(BYTES);
    ChunkBackend reader = ObjectChunkBackend.readOnly(container, "images/");
    assertThat(reader.length(name)).hasValue(100);
    assertThatThrownBy(() -> reader.put(name, List.of())).isInstanceOf(BlobException.Denied.class);
    assertThatThrownBy(() -> reader.delete(name)).isInstanceOf(BlobException.Denied.class);
    assertThatThrownBy(() -> reader.makeDurable(List.of(name)))
        .isInstanceOf(BlobException.Denied.class);
  }
}
