package dev.vitrine.signatures;

import java.util.regex.Pattern;

/// The id of a certificate: a UUID, which becomes part of a file's name or of a URL.
public record CertificateId(String text) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  public static CertificateId of(String text) throws SignatureFailure {
    if (!UUID.matcher(text).matches()) {
      throw new SignatureFailure("the certificate's id is no UUID");
    }
    return new CertificateId(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
