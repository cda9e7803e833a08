package dev.vitrine.blobstore.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HasherTest {
  private static final byte[] DATA = new byte[300_000];

  static {
    new Random(7).nextBytes(DATA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MD5",
        "SHA-1",
        "SHA-224",
        "SHA-256",
        "SHA-384",
        "SHA-512",
        "SHA3-224",
        "SHA3-256",
        "SHA3-384",
        "SHA3-512"
      })
  void hashesAsThePlatformDoesWhereverTheBytesLie(String algorithm) throws Exception {
    byte[] expected = MessageDigest.getInstance(algorithm).digest(DATA);
    ByteBuffer direct = ByteBuffer.allocateDirect(DATA.length + 3).position(3).put(DATA).flip();
    direct.position(3);
    assertThat(hash(algorithm, ByteBuffer.wrap(DATA))).isEqualTo(expected);
    assertThat(hash(algorithm, ByteBuffer.wrap(DATA).asReadOnlyBuffer())).isEqualTo(expected);
    assertThat(hash(algorithm, direct.duplicate())).isEqualTo(expected);
    assertThat(hash(algorithm, direct.slice())).isEqualTo(expected);
    assertThat(PlatformHasher.of(algorithm))
        .satisfies(platform -> {
          platform.update(direct.duplicate());
          assertThat(platform.finish()).isEqualTo(expected);
        });
  }

  private static byte[] hash(String algorithm, ByteBuffer bytes) {
    Hasher hasher = Hasher.of(algorithm);
    hasher.update(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return hasher.finish();
  }

  @Test
  void doesNotCareHowTheBytesCome() throws Exception {
    Random random = new Random(11);
    Hasher hasher = Hasher.of("SHA-512");
    ByteBuffer rest = ByteBuffer.wrap(DATA);
    while (rest.hasRemaining()) {
      int length = Math.min(rest.remaining(), random.nextInt(5000));
      hasher.update(rest.slice(rest.position(), length));
      rest.position(rest.position() + length);
    }
    assertThat(hasher.finish()).isEqualTo(MessageDigest.getInstance("SHA-512").digest(DATA));
  }

  @ParameterizedTest
  @EnumSource
  @EnabledOnOs(OS.LINUX)
  void doesNotCareWhereBlocksEnd(BlockHasher.Function function) throws Exception {
    assertThat(BlockHasher.IS_THERE).as("libcrypto.so.3 (on Debian: install libssl3)").isTrue();
    for (int length = 0; length < 3 * BlockHasher.BLOCK_BYTES; length++) {
      for (int first = 0; first <= length; first += 7) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length).put(DATA, 0, length).flip();
        BlockHasher hasher = new BlockHasher(function);
        hasher.update(bytes.slice(0, first));
        hasher.update(ByteBuffer.wrap(DATA, first, length - first));
        MessageDigest platform = MessageDigest.getInstance(function.algorithm());
        platform.update(DATA, 0, length);
        assertThat(hasher.finish())
            .as("%d bytes, %d at first", length, first)
            .isEqualTo(platform.digest());
      }
    }
  }

  @Test
  void hashesNothing() {
    assertThat(Hasher.of("MD5").finishHex()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
  }

  @Test
  void knowsNoOtherFunction() {
    assertThatThrownBy(() -> Hasher.of("CRC-8")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isOfOneUseWhenLibcryptoDoesIt() {
    LibcryptoHasher hasher = LibcryptoHasher.orNull("SHA-256");
    if (hasher == null) {
      assertThat(Hasher.of("SHA-256")).isInstanceOf(PlatformHasher.class);
      return;
    }
    hasher.finish();
    assertThatThrownBy(hasher::finish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> hasher.update(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
