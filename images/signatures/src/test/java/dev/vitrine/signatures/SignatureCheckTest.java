package dev.vitrine.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The certificates and signatures are openssl's: see `make-signatures`.
class SignatureCheckTest {
  private static final String ID = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";
  private static final byte[] DATA = data();

  /// @param file of the certificate, and beginning of the signature's
  record Signed(String file, String keyType, int bits) {
    byte[] signature() throws IOException {
      return resource(file + "." + bits + ".sig");
    }
  }

  static List<Signed> everyKindOfKey() {
    return List.of(
            "rsa",
            "dsa",
            "sect571k1",
            "sect409k1",
            "sect571r1",
            "sect409r1",
            "secp521r1",
            "secp384r1")
        .stream()
        .flatMap(file ->
            List.of(224, 256, 384, 512).stream().map(bits -> new Signed(file, keyType(file), bits)))
        .toList();
  }

  private static String keyType(String file) {
    return switch (file) {
      case "rsa" -> "RSA-PSS";
      case "dsa" -> "DSA";
      default -> "ECC_" + file.toUpperCase(Locale.ROOT);
    };
  }

  @ParameterizedTest
  @MethodSource("everyKindOfKey")
  void verifiesWhatOpensslSigned(Signed signed) throws Exception {
    assertThatCode(() -> check(signed, signed.signature(), DATA)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfKey")
  void refusesOneFlippedBitOfDataOrSignature(Signed signed) throws Exception {
    byte[] signature = signed.signature();
    for (int at : new int[] {0, 1, DATA.length / 2, DATA.length - 1}) {
      assertThatThrownBy(() -> check(signed, signature, flipped(DATA, at * 8L + at % 8)))
          .isInstanceOf(SignatureFailure.class);
    }
    for (long bit = 0; bit < signature.length * 8L; bit += step(signed)) {
      byte[] spoiled = flipped(signature, bit);
      assertThatThrownBy(() -> check(signed, spoiled, DATA))
          .as("bit %d", bit)
          .isInstanceOf(SignatureFailure.class);
    }
  }

  /// Every bit of the kinds that are verified fast; of the others some.
  private static int step(Signed signed) {
    return switch (signed.keyType()) {
      case "RSA-PSS", "DSA", "ECC_SECP384R1" -> signed.bits() == 256 ? 1 : 61;
      default -> signed.bits() == 256 ? 61 : 701;
    };
  }

  @Test
  void refusesAnotherHashThanTheOneThatWasSigned() throws Exception {
    Signed signed = new Signed("secp384r1", "ECC_SECP384R1", 256);
    byte[] other = new Signed("secp384r1", "ECC_SECP384R1", 512).signature();
    assertThatThrownBy(() -> check(signed, other, DATA)).isInstanceOf(SignatureFailure.class);
  }

  @Test
  void refusesAShorterSaltThanTheKeyAllows() throws Exception {
    byte[] signature = resource("rsa.shortsalt.sig");
    assertThatThrownBy(() -> check(new Signed("rsa", "RSA-PSS", 256), signature, DATA))
        .isInstanceOf(SignatureFailure.class);
  }

  @Test
  void takesAnyCurveForTheNameOfAnother() throws Exception {
    Signed signed = new Signed("secp521r1", "ECC_SECT409K1", 256);
    assertThatCode(() -> check(signed, signed.signature(), DATA)).doesNotThrowAnyException();
  }

  @Test
  void refusesAKeyOfAnotherTypeBeforeAnyData() {
    SignatureClaim claim = new SignatureClaim(new byte[1], HashMethod.SHA_256, KeyType.DSA, ID);
    assertThatThrownBy(() -> SignatureCheck.begin(claim, certificates("rsa"), new Trust.Kept()))
        .isInstanceOf(SignatureFailure.class)
        .hasMessageContaining("key type");
  }

  @Test
  void readsAClaimOnlyWhereAllFourPropertiesAre() throws Exception {
    Map<String, @Nullable String> properties = properties();
    assertThat(SignatureClaim.of(properties)).isPresent();
    for (String name : properties().keySet()) {
      Map<String, @Nullable String> fewer = properties();
      fewer.remove(name);
      assertThat(SignatureClaim.of(fewer)).isEmpty();
    }
  }

  @Test
  void refusesAClaimThatMakesNoSense() {
    refuses("img_signature", "not base64!");
    refuses("img_signature", "");
    refuses("img_signature", "A".repeat(5000));
    refuses("img_signature_hash_method", "MD5");
    refuses("img_signature_key_type", "RSA");
  }

  private static void refuses(String name, String value) {
    Map<String, @Nullable String> properties = properties();
    properties.put(name, value);
    assertThatThrownBy(() -> SignatureClaim.of(properties)).isInstanceOf(SignatureFailure.class);
  }

  @Test
  void trustsWhatItsIssuersIssuedWhileItIsValid() throws Exception {
    Trust trust = Trust.IssuedBy.of(resource("ca.pem"), InstantSource.system());
    trust.require(EncodedCertificate.read(resource("rsa.pem")));
    trust.require(EncodedCertificate.read(resource("sect571k1.pem")));
    for (String name : List.of("over", "self", "encipherment")) {
      assertThatThrownBy(() -> trust.require(EncodedCertificate.read(resource(name + ".pem"))))
          .as(name)
          .isInstanceOf(SignatureFailure.class);
    }
    Trust early = Trust.IssuedBy.of(resource("ca.pem"), InstantSource.fixed(Instant.EPOCH));
    assertThatThrownBy(() -> early.require(EncodedCertificate.read(resource("rsa.pem"))))
        .isInstanceOf(SignatureFailure.class);
  }

  @Test
  void findsCertificatesInAFolder(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve(ID + ".pem"), resource("dsa.pem"));
    Files.writeString(folder.resolve("secret.pem"), "secret");
    Certificates certificates = new CertificateFolder(folder.resolve("."));
    assertThat(certificates.get(ID).getSubjectX500Principal().getName()).isEqualTo("CN=dsa");
    for (String id : List.of("secret", "../x", "", ID.replace('5', '6'))) {
      assertThatThrownBy(() -> certificates.get(id)).isInstanceOf(SignatureFailure.class);
    }
    Files.writeString(folder.resolve(ID + ".pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    assertThatThrownBy(() -> certificates.get(ID)).isInstanceOf(SignatureFailure.class);
  }

  private static Map<String, @Nullable String> properties() {
    Map<String, @Nullable String> properties = new HashMap<>();
    properties.put("img_signature", Base64.getEncoder().encodeToString(new byte[64]));
    properties.put("img_signature_hash_method", "SHA-256");
    properties.put("img_signature_key_type", "RSA-PSS");
    properties.put("img_signature_certificate_uuid", ID);
    return properties;
  }

  private static void check(Signed signed, byte[] signature, byte[] data) throws Exception {
    HashMethod hash = HashMethod.of("SHA-" + signed.bits());
    SignatureClaim claim = new SignatureClaim(signature, hash, KeyType.of(signed.keyType()), ID);
    SignatureCheck check =
        SignatureCheck.begin(claim, certificates(signed.file()), new Trust.Kept());
    check.accept(ByteBuffer.wrap(data, 0, 1000));
    check.accept(ByteBuffer.wrap(data, 1000, data.length - 1000));
    check.finish();
  }

  private static Certificates certificates(String file) {
    return _ -> {
      try {
        return EncodedCertificate.read(resource(file + ".pem"));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    };
  }

  private static byte[] flipped(byte[] original, long bit) {
    byte[] copy = original.clone();
    copy[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
    return copy;
  }

  private static byte[] data() {
    byte[] data = new byte[5000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 % 251);
    }
    return data;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SignatureCheckTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
