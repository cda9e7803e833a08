package dev.vitrine.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What stores of type `s3` can be told.
public final class S3StoreSettings {
  public static final String NAME = "s3";

  public static final Option<Optional<String>> HOST =
      option(
          "s3_store_host",
          OptionType.text().orNothing(),
          "",
          "the service, as http://host:port or https://host:port. Needed.");

  public static final Option<Optional<String>> REGION =
      option(
          "s3_store_region_name",
          OptionType.text().orNothing(),
          "",
          "the region that requests are signed for. Unset: the one in a host name of Amazon's, or"
              + " us-east-1.");

  public static final Option<String> ACCESS_KEY =
      option("s3_store_access_key", OptionType.text(), "", "the access key. Needed.").keptSecret();

  public static final Option<String> SECRET_KEY =
      option("s3_store_secret_key", OptionType.text(), "", "the secret key. Needed.").keptSecret();

  public static final Option<String> BUCKET =
      option("s3_store_bucket", OptionType.text(), "", "the bucket of the images. Needed.");

  public static final Option<Boolean> CREATE_BUCKET =
      option(
          "s3_store_create_bucket_on_put",
          OptionType.bool(),
          "false",
          "make the bucket when it is missing and something is to be stored.");

  public static final Option<String> BUCKET_URL_FORMAT =
      option(
          "s3_store_bucket_url_format",
          OptionType.oneOf("auto", "virtual", "path"),
          "auto",
          "where the bucket's name is in an address: in the host's name (virtual), in the path, or"
              + " in the host's name with Amazon's hosts only (auto).");

  public static final Option<Integer> LARGE_OBJECT_MIB =
      option(
          "s3_store_large_object_size",
          OptionType.integer(0, 1 << 20),
          "100",
          "images of this length and longer go in parts, in MiB. Those whose length nobody"
              + " announced do when they are longer than a part.");

  public static final Option<Integer> PART_MIB =
      option(
          "s3_store_large_object_chunk_size",
          OptionType.integer(5, 1024),
          "10",
          "length of a part, in MiB.");

  public static final Option<Integer> PARTS_IN_FLIGHT =
      option(
          "s3_store_thread_pools",
          OptionType.integer(1, 64),
          "10",
          "parts of one image that are on their way at once.");

  public static final Option<Optional<Path>> AUTHORITIES =
      option(
          "s3_store_cacert",
          OptionType.path().orNothing(),
          "",
          "certificates (PEM) that the service's own must lead to. Unset: the machine's.");

  public static final Option<Boolean> INTEGRITY_PROTECTION =
      option(
          "s3_store_enable_data_integrity_protection",
          OptionType.bool(),
          "false",
          "let the two options that follow count. What is sent is protected by its signature"
              + " without them, too.");

  public static final Option<String> REQUEST_CHECKSUMS =
      option(
          "s3_store_request_checksum_calculation",
          checksums(),
          "when_required",
          "whether checksums are sent that no call asks for.");

  public static final Option<String> RESPONSE_CHECKSUMS =
      option(
          "s3_store_response_checksum_validation",
          checksums(),
          "when_required",
          "whether checksums in answers are looked at that no call asks for.");

  static final StoreType TYPE =
      new StoreType(
          NAME,
          List.of(
              HOST,
              REGION,
              ACCESS_KEY,
              SECRET_KEY,
              BUCKET,
              CREATE_BUCKET,
              BUCKET_URL_FORMAT,
              LARGE_OBJECT_MIB,
              PART_MIB,
              PARTS_IN_FLIGHT,
              AUTHORITIES,
              INTEGRITY_PROTECTION,
              REQUEST_CHECKSUMS,
              RESPONSE_CHECKSUMS));

  private S3StoreSettings() {}

  private static OptionType<String> checksums() {
    return OptionType.oneOf("when_required", "when_supported");
  }

  private static <T> Option<T> option(
      String name, OptionType<T> type, String defaultText, String help) {
    return StoreType.option(NAME, name, type, defaultText, help);
  }
}
