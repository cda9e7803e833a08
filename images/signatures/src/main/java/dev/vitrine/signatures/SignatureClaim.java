package dev.vitrine.signatures;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an image says about its signature.
///
/// @param signature over the image's data; not to be changed
/// @param certificateId of the certificate with the key, as its keeper names it
public record SignatureClaim(
    byte[] signature, HashMethod hashMethod, KeyType keyType, String certificateId) {
  private static final String SIGNATURE = "img_signature";
  private static final String HASH_METHOD = "img_signature_hash_method";
  private static final String KEY_TYPE = "img_signature_key_type";
  private static final String CERTIFICATE = "img_signature_certificate_uuid";

  /// Long enough for the largest RSA key that anybody uses, 16,384 bits.
  private static final int SIGNATURE_MAX_CHARACTERS = 4096;

  /// Reads an image's properties. Empty unless all four are there: only then is anything claimed.
  public static Optional<SignatureClaim> of(Map<String, @Nullable String> properties)
      throws SignatureFailure {
    String signature = properties.get(SIGNATURE);
    String hashMethod = properties.get(HASH_METHOD);
    String keyType = properties.get(KEY_TYPE);
    String certificate = properties.get(CERTIFICATE);
    if (signature == null || hashMethod == null || keyType == null || certificate == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SignatureClaim(
            decoded(signature), HashMethod.of(hashMethod), KeyType.of(keyType), certificate));
  }

  private static byte[] decoded(String base64) throws SignatureFailure {
    if (base64.length() > SIGNATURE_MAX_CHARACTERS) {
      throw new SignatureFailure("the signature is longer than any can be");
    }
    try {
      return Base64.getMimeDecoder().decode(checked(base64));
    } catch (IllegalArgumentException e) {
      throw new SignatureFailure("the signature is not base64", e);
    }
  }

  /// Line breaks are tolerated, as tools write them; anything else is not.
  private static String checked(String base64) throws SignatureFailure {
    if (base64.isBlank() || !base64.matches("[A-Za-z0-9+/\\r\\n]+={0,2}[\\r\\n]*")) {
      throw new SignatureFailure("the signature is not base64");
    }
    return base64;
  }
}
