package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.TransportOptions;
import dev.vitrine.http.netty.TlsFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Whether, and with which files, the service speaks TLS.
final class TlsSettings {
  private TlsSettings() {}

  /// Empty when it is not to. Fails when one of the files has no meaning without another.
  static Optional<TlsFiles.Options> of(Configuration configuration) throws CommandFailure {
    Optional<Path> certificate = configuration.get(TransportOptions.CERT_FILE);
    Optional<Path> key = configuration.get(TransportOptions.KEY_FILE);
    Optional<Path> authorities = configuration.get(TransportOptions.CA_FILE);
    if (certificate.isEmpty() && key.isEmpty() && authorities.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw CommandFailure.wrongUse("TLS needs both cert_file and key_file");
    }
    return Optional.of(
        new TlsFiles.Options(
            certificate.get(),
            key.get(),
            authorities.orElse(null),
            configuration.get(TransportOptions.TLS_CLIENT_CERTIFICATE_OPTIONAL),
            "TLSv" + configuration.get(TransportOptions.TLS_MINIMUM_VERSION)));
  }

  /// What the system says of a file is only its name.
  static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case AccessDeniedException denied -> denied.getFile() + " may not be read";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
