package dev.vitrine.images;

import dev.vitrine.images.access.Proof;
import dev.vitrine.signatures.Certificates;

/// Where certificates are kept that callers name. Thread-safe.
@FunctionalInterface
public interface CertificateSource {
  /// For a service that has no place for certificates.
  CertificateSource NONE = _ -> Certificates.NONE;

  /// The certificates that the caller behind the proof may see.
  Certificates shownTo(Proof proof);
}
