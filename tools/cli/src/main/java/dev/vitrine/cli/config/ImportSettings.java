package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import dev.vitrine.formats.Format;
import dev.vitrine.http.AddressRange;
import dev.vitrine.images.ImportPlugin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How images may be imported, and from where data may be fetched.
public final class ImportSettings {
  private static final String FILTERING = "import_filtering_opts";
  private static final String INJECTION = "inject_metadata_properties";

  public static final Option<List<String>> METHODS =
      new Option<>(
          DEFAULT_GROUP,
          "enabled_import_methods",
          OptionType.list(
              "some of glance-direct, web-download, copy-image, glance-download, between commas",
              text ->
                  oneOf(text, "glance-direct", "web-download", "copy-image", "glance-download")),
          "glance-direct,web-download,copy-image",
          "Ways in which images may be imported; empty for none.");

  public static final Option<Integer> WORKERS =
      new Option<>(
          "wsgi",
          "task_pool_threads",
          OptionType.integer(1, 1000),
          "16",
          "Most imports that run at a time; others wait for their turn.");

  public static final Option<Integer> PARALLEL_STORES =
      new Option<>(
          "image_import_opts",
          "max_parallel_stores",
          OptionType.integer(1, 100),
          "1",
          "Most stores that one import fills at a time; copy-image fills one after the other.");

  public static final Option<List<ImportPlugin>> PLUGINS =
      new Option<>(
          "image_import_opts",
          "image_import_plugins",
          OptionType.list(
              "some of no_op, inject_image_metadata, image_decompression, image_conversion, between"
                  + " commas",
              ImportPlugin::of),
          "",
          "What is done to images while they are imported, in this order.");

  public static final Option<Format> OUTPUT_FORMAT =
      new Option<>(
          "image_conversion",
          "output_format",
          new OptionType<>(
              "raw or qcow2",
              text ->
                  switch (text) {
                    case "raw" -> Format.RAW;
                    case "qcow2" -> Format.QCOW2;
                    default -> throw new IllegalArgumentException(text);
                  }),
          "raw",
          "What image_conversion makes of the disks of imported images: raw of qcow2, or qcow2 of"
              + " raw. Disks of other formats are refused then, unless there is a qemu_img; discs"
              + " stay what they are.");

  public static final Option<Optional<Path>> QEMU_IMG =
      new Option<>(
          "image_conversion",
          "qemu_img",
          OptionType.path().orNothing(),
          "",
          "Program, such as /usr/bin/qemu-img, by which image_conversion reads disks of the formats"
              + " vmdk, vdi, vhd and vhdx, and what it does not read of qcow2. It runs"
              + " confined by bubblewrap, or not at all. Unset: such disks are refused.");

  public static final Option<Map<String, String>> INJECTED =
      new Option<>(
          INJECTION,
          "inject",
          new OptionType<>("name:value, name:value, …", ImportSettings::pairs),
          "",
          "Custom properties that inject_image_metadata gives to imported images.");

  public static final Option<List<String>> EXEMPT_ROLES =
      new Option<>(
          INJECTION,
          "ignore_user_roles",
          OptionType.list(),
          "admin",
          "Roles whose holders' images inject_image_metadata leaves as they are.");

  public static final Option<List<String>> REGION_PROPERTIES =
      new Option<>(
          "glance_download_properties",
          "extra_properties",
          OptionType.list(),
          "hw_,trait:,os_distro,os_secure_boot,os_type",
          "Beginnings of the names of the properties that images of other regions bring along.");

  public static final Option<List<String>> ALLOWED_SCHEMES =
      list("allowed_schemes", "http,https", "Schemes of addresses that may be fetched from.");

  public static final Option<List<String>> DISALLOWED_SCHEMES =
      list("disallowed_schemes", "", "Schemes that may not; counts while none is allowed by name.");

  public static final Option<List<String>> ALLOWED_HOSTS =
      list("allowed_hosts", "", "Hosts that may be fetched from; empty for every host.");

  public static final Option<List<String>> DISALLOWED_HOSTS =
      list("disallowed_hosts", "", "Hosts that may not; counts while none is allowed by name.");

  public static final Option<List<Integer>> ALLOWED_PORTS =
      ports("allowed_ports", "80,443", "Ports that an address may name.");

  public static final Option<List<Integer>> DISALLOWED_PORTS =
      ports("disallowed_ports", "", "Ports that it may not; counts while none is allowed.");

  public static final Option<List<AddressRange>> PRIVATE_NETWORKS =
      new Option<>(
          OURS,
          "import_private_networks",
          OptionType.list(
              "addresses and ranges such as 10.0.0.0/8, between commas", AddressRange::of),
          "",
          "Networks that are not of the public Internet and that data may be fetched from all the"
              + " same. A host whose address is in any other such network is refused, whatever its"
              + " name.");

  public static final Option<Duration> DOWNLOAD_TIMEOUT =
      new Option<>(
          OURS,
          "import_download_timeout",
          OptionType.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
          "24h",
          "Longest time that fetching the data of one image may take.");

  private ImportSettings() {}

  private static Option<List<String>> list(String name, String defaultText, String help) {
    return new Option<>(FILTERING, name, OptionType.list(), defaultText, help);
  }

  private static Option<List<Integer>> ports(String name, String defaultText, String help) {
    OptionType<Integer> port = OptionType.integer(1, 65_535);
    return new Option<>(
        FILTERING,
        name,
        OptionType.list("numbers of ports, between commas", port.parser()),
        defaultText,
        help);
  }

  private static String oneOf(String text, String... choices) {
    return OptionType.oneOf(choices).parser().apply(text);
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : OptionType.list().parser().apply(text)) {
      int colon = pair.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException(pair);
      }
      pairs.put(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
    }
    return pairs;
  }
}
