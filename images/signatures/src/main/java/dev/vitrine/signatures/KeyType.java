package dev.vitrine.signatures;

import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/// The kind of key that signed. A name of a curve stands for any curve: the key itself says which
/// it is.
public enum KeyType {
  RSA_PSS,
  DSA,
  ELLIPTIC;

  private static final Set<String> CURVES =
      Set.of(
          "ECC_SECT571K1",
          "ECC_SECT409K1",
          "ECC_SECT571R1",
          "ECC_SECT409R1",
          "ECC_SECP521R1",
          "ECC_SECP384R1");

  static KeyType of(String name) throws SignatureFailure {
    if (CURVES.contains(name)) {
      return ELLIPTIC;
    }
    return switch (name) {
      case "RSA-PSS" -> RSA_PSS;
      case "DSA" -> DSA;
      default -> throw new SignatureFailure("the key type is not known");
    };
  }

  boolean fits(PublicKey key) {
    return switch (this) {
      case RSA_PSS -> key instanceof RSAPublicKey;
      case DSA -> key instanceof DSAPublicKey;
      case ELLIPTIC -> key instanceof ECPublicKey;
    };
  }
}
