package dev.vitrine.signatures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/// Certificates as files of a folder: `<uuid>.pem`, PEM or DER. Read anew each time, so that they
/// can be replaced while the service runs.
public final class CertificateFolder implements Certificates {
  private final Path folder;

  public CertificateFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public X509Certificate get(String id) throws SignatureFailure {
    Path file = folder.resolve(CertificateId.of(id) + ".pem");
    try {
      if (Files.size(file) > EncodedCertificate.CERTIFICATE_MAX_BYTES) {
        throw new SignatureFailure("the certificate " + id + " is larger than any can be");
      }
      return EncodedCertificate.read(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new SignatureFailure("there is no certificate " + id, e);
    } catch (IOException e) {
      throw new SignatureFailure("the certificate " + id + " cannot be read", e);
    }
  }
}
