package dev.vitrine.images;

import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.formats.FormatRules;
import dev.vitrine.images.ImportOrder.Targets;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.signatures.CertificateFolder;
import dev.vitrine.signatures.SignatureFailure;
import dev.vitrine.signatures.Trust;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The signature is openssl's, over what [#data] makes.
class SignedUploadTest {
  private static final Caller OWNER = member("p");
  private static final String CERTIFICATE = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";

  @RegisterExtension final Site site = new Site();
  @TempDir Path folder;

  @BeforeEach
  void keepACertificate() throws Exception {
    Files.write(folder.resolve(CERTIFICATE + ".pem"), resource("signer.pem"));
    CertificateFolder certificates = new CertificateFolder(folder);
    keep(_ -> certificates);
  }

  private void keep(CertificateSource source) {
    site.checks(
        new DataChecks(FormatRules.STRICT, new DataChecks.Signatures(source, new Trust.Kept())));
  }

  @Test
  void takesWhatWasSigned() throws Exception {
    String id = queued(CERTIFICATE);

    site.upload(OWNER, id, data());

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(site.download(OWNER, id)).isEqualTo(data());
  }

  @Test
  void refusesOneFlippedBitAndLeavesNothing() throws Exception {
    String id = queued(CERTIFICATE);
    byte[] spoiled = data();
    spoiled[3000] ^= 4;

    refuses(id, spoiled);

    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.locations()).isEmpty();
    assertThat(image.failure()).contains("Signature verification failed");
    site.upload(OWNER, id, data());
  }

  @Test
  void refusesWithoutACertificateBeforeAnyData() throws Exception {
    String id = queued("00000000-0000-0000-0000-000000000000");

    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    id,
                    OptionalLong.empty(),
                    () -> {
                      throw new AssertionError("nothing was to be read");
                    }))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("Signature verification failed for image " + id);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
  }

  @Test
  void asksForNoSignatureWhereAPropertyIsMissing() throws Exception {
    String id = queued(CERTIFICATE);
    site.service().change(OWNER, id, List.of(new ImageChange.Remove("img_signature_key_type")));

    site.upload(OWNER, id, new byte[10]);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @Test
  void stagesAnythingAndImportsWhatWasSigned() throws Exception {
    String id = queued(CERTIFICATE);
    site.stage(OWNER, id, data());

    assertThat(imported(OWNER, id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.download(OWNER, id)).isEqualTo(data());
  }

  @Test
  void importsNothingThatWasNotSigned() throws Exception {
    String id = queued(CERTIFICATE);
    byte[] spoiled = data();
    spoiled[4999] ^= 1;
    site.stage(OWNER, id, spoiled);

    Task task = imported(OWNER, id);

    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(task.message()).contains("Signature verification failed for image " + id);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.locations()).isEmpty();
    assertThat(image.staged()).isNull();
  }

  @Test
  void asksForTheCertificateInTheNameOfWhoBringsTheData() throws Exception {
    CertificateFolder certificates = new CertificateFolder(folder);
    Proof proof = new Proof("the caller's");
    keep(shown -> {
      if (!shown.equals(proof)) {
        return _ -> {
          throw new SignatureFailure("not for " + shown);
        };
      }
      return certificates;
    });
    Caller caller =
        new Caller("user", "p", OWNER.roles(), false, false, Caller.Origin.PLAIN, proof);
    String uploaded = queued(CERTIFICATE);
    site.upload(caller, uploaded, data());
    String staged = queued(CERTIFICATE);
    site.stage(OWNER, staged, data());

    assertThat(imported(caller, staged).status()).isEqualTo(TaskStatus.SUCCESS);
    refuses(queued(CERTIFICATE), data());
    assertThat(proof.toString()).doesNotContain("caller's");
  }

  private Task imported(Caller caller, String id) throws Exception {
    site.imports()
        .order(
            caller,
            id,
            new ImportOrder(
                new ImportSource.Direct(), new Targets.Default(), true, ImportTest.WORDS));
    return site.awaitImport(id);
  }

  private void refuses(String id, byte[] data) {
    assertThatThrownBy(() -> site.upload(OWNER, id, data))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("Signature verification failed for image " + id);
  }

  private String queued(String certificate) throws Exception {
    return site.service()
        .create(
            OWNER,
            new Wanted()
                .formats("bare", "raw")
                .property("img_signature", Base64.getEncoder().encodeToString(signature()))
                .property("img_signature_hash_method", "SHA-256")
                .property("img_signature_key_type", "RSA-PSS")
                .property("img_signature_certificate_uuid", certificate)
                .build())
        .id();
  }

  private static byte[] data() {
    byte[] data = new byte[5000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 % 251);
    }
    return data;
  }

  private static byte[] signature() throws Exception {
    return resource("signed.sig");
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(SignedUploadTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
