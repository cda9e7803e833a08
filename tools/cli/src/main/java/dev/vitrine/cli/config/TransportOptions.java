package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import dev.vitrine.http.netty.Transport;
import java.nio.file.Path;
import java.util.Optional;

/// The sockets and what is spoken on them.
public final class TransportOptions {
  public static final Option<Transport> TRANSPORT =
      new Option<>(
          OURS,
          "transport",
          OptionType.oneOf(Transport.class),
          "auto",
          "How sockets are driven. auto: epoll where there is one, else nio.");

  public static final Option<Optional<Path>> CERT_FILE =
      new Option<>(
          DEFAULT_GROUP,
          "cert_file",
          OptionType.path().orNothing(),
          "",
          "PEM file of the server's certificate and those between it and its authority. With"
              + " key_file it makes the service speak TLS. Read again when it changes.");

  public static final Option<Optional<Path>> KEY_FILE =
      new Option<>(
          DEFAULT_GROUP,
          "key_file",
          OptionType.path().orNothing(),
          "",
          "PEM file of the private key that belongs to cert_file, without a password.");

  public static final Option<Optional<Path>> CA_FILE =
      new Option<>(
          DEFAULT_GROUP,
          "ca_file",
          OptionType.path().orNothing(),
          "",
          "PEM file of the authorities that clients' certificates must come from. Unset: clients"
              + " are not asked for one.");

  public static final Option<Boolean> TLS_CLIENT_CERTIFICATE_OPTIONAL =
      new Option<>(
          OURS,
          "tls_client_certificate_optional",
          OptionType.bool(),
          "false",
          "Let clients without a certificate in although ca_file is set; one that is shown must"
              + " still be good.");

  public static final Option<String> TLS_MINIMUM_VERSION =
      new Option<>(
          OURS,
          "tls_minimum_version",
          OptionType.oneOf("1.2", "1.3"),
          "1.2",
          "Oldest version of TLS that is spoken.");

  public static final Option<Path> HEALTHCHECK_DISABLE_FILE =
      new Option<>(
          "healthcheck",
          "disable_by_file_path",
          OptionType.path(),
          "/etc/glance/healthcheck_disable",
          "While this file exists the health check fails, so that load balancers look elsewhere.");

  public static final Option<Optional<HostAndPort>> METRICS_LISTEN =
      new Option<>(
          OURS,
          "metrics_listen",
          OptionType.hostAndPort().orNothing(),
          "",
          "HOST:PORT where GET /metrics gives the service's numbers in Prometheus' text form."
              + " Nobody is identified there: let only what watches the service reach it. Unset: no"
              + " numbers are kept.");

  private TransportOptions() {}
}
