package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.OURS;

import java.nio.file.Path;
import java.util.Optional;

/// By which certificates signatures of images are verified.
public final class SignatureOptions {
  private static final String BARBICAN = "barbican";

  public static final Option<Optional<Path>> CERTIFICATES_DIR =
      new Option<>(
          OURS,
          "certificates_dir",
          OptionType.path().orNothing(),
          "",
          "Folder of the certificates that img_signature_certificate_uuid names: <uuid>.pem each."
              + " Unset: they are secrets of a Barbican, where callers are identified by Keystone;"
              + " otherwise data that is said to be signed is refused.");

  public static final Option<Optional<Path>> TRUSTED_FILE =
      new Option<>(
          OURS,
          "certificates_trusted_file",
          OptionType.path().orNothing(),
          "",
          "PEM file of the issuers whose certificates may sign, while they are valid. Unset: every"
              + " certificate that the caller may read may, as with Glance.");

  public static final Option<Optional<String>> BARBICAN_ENDPOINT =
      new Option<>(
          BARBICAN,
          "barbican_endpoint",
          OptionType.httpUrl().orNothing(),
          "",
          "URL of the Barbican that keeps certificates and keys. Unset: what the caller's catalog"
              + " has as the service key-manager.");

  public static final Option<String> BARBICAN_INTERFACE =
      new Option<>(
          BARBICAN,
          "barbican_endpoint_type",
          OptionType.oneOf("public", "internal", "admin"),
          "public",
          "Which of its endpoints in the catalog.");

  public static final Option<Optional<String>> BARBICAN_REGION =
      new Option<>(
          BARBICAN,
          "barbican_region_name",
          OptionType.text().orNothing(),
          "",
          "Of which region. Unset: of any.");

  public static final Option<Integer> BARBICAN_RETRIES =
      new Option<>(
          BARBICAN,
          "number_of_retries",
          OptionType.integer(0, 60),
          "3",
          "How often to try again to connect to it.");

  public static final Option<Boolean> BARBICAN_VERIFY =
      new Option<>(
          BARBICAN, "verify_ssl", OptionType.bool(), "true", "Whether it must prove who it is.");

  public static final Option<Optional<Path>> BARBICAN_CA_FILE =
      new Option<>(
          BARBICAN,
          "verify_ssl_path",
          OptionType.path().orNothing(),
          "",
          "PEM file of those who may issue its certificate. Unset: those of the machine.");

  private SignatureOptions() {}
}
