package dev.vitrine.signatures;

import java.security.cert.X509Certificate;

/// Where certificates are kept. Thread-safe.
@FunctionalInterface
public interface Certificates {
  /// For a service that has no place for certificates.
  Certificates NONE =
      _ -> {
        throw new SignatureFailure("this service has no certificates to verify signatures with");
      };

  /// Waits no longer than a few seconds. Throws when there is no such certificate, or when it
  /// cannot be had.
  X509Certificate get(String id) throws SignatureFailure, InterruptedException;
}
