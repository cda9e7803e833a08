package dev.vitrine.signatures;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/// Verifies one signature over one stream. Sees the bytes in order, one thread at a time.
public final class SignatureCheck {
  /// Besides hash and salt, RSASSA-PSS needs two bytes (RFC 8017, section 9.1.1).
  private static final int PSS_OVERHEAD_BYTES = 2;

  private final SignatureClaim claim;
  private final Signature verifier;
  private final MessageDigest digest;

  private SignatureCheck(SignatureClaim claim, Signature verifier) throws SignatureFailure {
    this.claim = claim;
    this.verifier = verifier;
    try {
      this.digest = MessageDigest.getInstance(claim.hashMethod().toString());
    } catch (NoSuchAlgorithmException e) {
      throw new SignatureFailure("the hash method is not available", e);
    }
  }

  /// Fetches the certificate and makes ready; throws when the signature cannot be verified,
  /// whatever the data will be.
  public static SignatureCheck begin(SignatureClaim claim, Certificates certificates, Trust trust)
      throws SignatureFailure, InterruptedException {
    var certificate = certificates.get(claim.certificateId());
    trust.require(certificate);
    PublicKey key = certificate.getPublicKey();
    if (!claim.keyType().fits(key)) {
      throw new SignatureFailure("the certificate's key is not of the key type");
    }
    try {
      return new SignatureCheck(claim, verifier(claim, key));
    } catch (GeneralSecurityException e) {
      throw new SignatureFailure("the certificate's key cannot verify such a signature", e);
    }
  }

  /// Every kind of key verifies a finished hash: the data is hashed once, by the platform.
  private static Signature verifier(SignatureClaim claim, PublicKey key)
      throws GeneralSecurityException {
    return switch (claim.keyType()) {
      case RSA_PSS -> pss(claim.hashMethod(), key);
      case DSA -> raw("NONEwithDSA", key);
      case ELLIPTIC -> raw("NONEwithECDSA", key);
    };
  }

  private static Signature raw(String algorithm, PublicKey key) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(algorithm, EncodedCertificate.BOUNCY_CASTLE);
    verifier.initVerify(key);
    return verifier;
  }

  /// The salt is as long as the key allows.
  private static Signature pss(HashMethod hash, PublicKey key) throws GeneralSecurityException {
    if (!(key instanceof RSAPublicKey rsa)) {
      throw new InvalidKeyException("no RSA key");
    }
    int encodedBytes = (rsa.getModulus().bitLength() - 1 + 7) / 8;
    int saltBytes = encodedBytes - hash.lengthBytes() - PSS_OVERHEAD_BYTES;
    if (saltBytes < 0) {
      throw new InvalidKeyException("the key is too short for the hash");
    }
    Signature verifier = Signature.getInstance("RAWRSASSA-PSS", EncodedCertificate.BOUNCY_CASTLE);
    String name = hash.toString();
    verifier.setParameter(
        new PSSParameterSpec(
            name,
            "MGF1",
            new MGF1ParameterSpec(name),
            saltBytes,
            PSSParameterSpec.TRAILER_FIELD_BC));
    verifier.initVerify(key);
    return verifier;
  }

  /// Takes in the remaining bytes.
  public void accept(ByteBuffer data) {
    digest.update(data.duplicate());
  }

  /// The end of the data. Throws when it is not what was signed.
  public void finish() throws SignatureFailure {
    boolean right;
    try {
      verifier.update(digest.digest());
      right = verifier.verify(claim.signature());
    } catch (SignatureException | RuntimeException e) { // a signature that is no such thing
      throw new SignatureFailure("the signature is not one of the data", e);
    }
    if (!right) {
      throw new SignatureFailure("the signature is not one of the data");
    }
  }
}
