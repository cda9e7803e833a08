package dev.vitrine.images.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HashLaneTest {

  /// RFC 1321 (A.5) and FIPS 180-4 examples for "abc".
  @ParameterizedTest
  @CsvSource({
    "MD5,    900150983cd24fb0d6963f7d28e17f72",
    "SHA1,   a9993e364706816aba3e25717850c26c9cd0d89d",
    "SHA256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "SHA512, ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
  })
  void hashesWhatItSees(HashAlgorithm algorithm, String expected) {
    HashLane lane = new HashLane(algorithm);

    lane.accept(ByteBuffer.wrap("a".getBytes(StandardCharsets.US_ASCII)));
    lane.accept(ByteBuffer.allocateDirect(2).put((byte) 'b').put((byte) 'c').flip());

    assertThat(lane.toHex()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void knowsEachAlgorithmByItsName(HashAlgorithm algorithm) {
    assertThat(HashAlgorithm.of(algorithm.text())).isEqualTo(algorithm);
    assertThat(new HashLane(algorithm).toHex()).isNotEmpty();
  }

  @Test
  void refusesAnUnknownName() {
    assertThatThrownBy(() -> HashAlgorithm.of("crc32"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("crc32");
  }
}
