package dev.vitrine.http.netty;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What lies in a file of PEM blocks (RFC 7468): certificates, or a private key.
final class PemFile {
  /// A chain has a few KiB; this much is no certificate.
  private static final int MAX_BYTES = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  /// Version 0, algorithm rsaEncryption without parameters (RFC 5958, RFC 8017 A.1).
  private static final byte[] RSA_HEAD =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private final Path path;
  private final String text;

  private PemFile(Path path, String text) {
    this.path = path;
    this.text = text;
  }

  static PemFile read(Path path) throws IOException {
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException(path + " is too long for what it should hold");
    }
    return new PemFile(path, Files.readString(path, StandardCharsets.ISO_8859_1));
  }

  /// The certificates in the order of the file, at least one.
  List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Matcher block = BLOCK.matcher(text); block.find(); ) {
        if (block.group(1).equals("CERTIFICATE")) {
          var der = new ByteArrayInputStream(decoded(block));
          certificates.add((X509Certificate) factory.generateCertificate(der));
        }
      }
    } catch (CertificateException e) {
      throw new IOException(path + " holds a certificate that cannot be read", e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(path + " holds no PEM certificate");
    }
    return certificates;
  }

  /// The first private key: PKCS #8, or RSA in its older form.
  PrivateKey privateKey() throws IOException {
    for (Matcher block = BLOCK.matcher(text); block.find(); ) {
      switch (block.group(1)) {
        case "PRIVATE KEY" -> {
          return key(decoded(block));
        }
        case "RSA PRIVATE KEY" -> {
          return key(pkcs8OfRsa(decoded(block)));
        }
        case "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(
                path
                    + " holds a key in a form that is not read; write it anew with: openssl pkcs8"
                    + " -topk8 -nocrypt -in OLD -out NEW");
        default -> {}
      }
    }
    throw new IOException(
        text.contains("Proc-Type: 4,ENCRYPTED")
            ? path
                + " holds a key under a password; take it off with: openssl pkcs8 -topk8 -nocrypt"
            : path + " holds no PEM private key");
  }

  private byte[] decoded(Matcher block) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " holds a block that is not base64", e);
    }
  }

  private PrivateKey key(byte[] pkcs8) throws IOException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another algorithm; the last word is below.
      } catch (GeneralSecurityException e) {
        throw new IOException(path + " holds a key that cannot be read", e);
      }
    }
    throw new IOException(path + " holds a private key of an unknown kind");
  }

  private static byte[] pkcs8OfRsa(byte[] pkcs1) {
    var info = new ByteArrayOutputStream();
    info.writeBytes(RSA_HEAD);
    info.writeBytes(der(0x04, pkcs1));
    return der(0x30, info.toByteArray());
  }

  /// Tag, length in the form for up to 65,535 bytes, content.
  private static byte[] der(int tag, byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .put((byte) tag)
        .put((byte) 0x82)
        .putShort((short) content.length)
        .put(content)
        .array();
  }
}
