package dev.vitrine.images;

import dev.vitrine.formats.Format;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How images may be imported.
///
/// @param methods the ways that callers may order, in the order in which they are told of them
/// @param workers most imports that run at a time
/// @param plugins what is done to imported data and records, in order
/// @param injection properties that the plugin `inject_image_metadata` gives to images
/// @param injectionExemptRoles roles, in lower case, whose callers' images get none of them
/// @param regionProperties beginnings of the names of the properties that images of other regions
///   bring along
/// @param parallelStores most stores that one import fills at a time
/// @param diskFormat what the plugin `image_conversion` makes of disks: raw or qcow2
public record ImportOptions(
    List<String> methods,
    int workers,
    List<ImportPlugin> plugins,
    Map<String, String> injection,
    Set<String> injectionExemptRoles,
    List<String> regionProperties,
    int parallelStores,
    Format diskFormat) {
  public static final String DIRECT = "glance-direct";
  public static final String WEB = "web-download";
  public static final String COPY = "copy-image";
  public static final String REGION = "glance-download";

  public ImportOptions {
    methods = List.copyOf(methods);
    plugins = List.copyOf(plugins);
    injection = Map.copyOf(injection);
    injectionExemptRoles = Set.copyOf(injectionExemptRoles);
    regionProperties = List.copyOf(regionProperties);
    if (workers < 1) {
      throw new IllegalArgumentException("nobody imports with " + workers + " workers");
    }
    if (parallelStores < 1) {
      throw new IllegalArgumentException("nobody fills " + parallelStores + " stores at a time");
    }
  }

  /// What images of other regions bring along, and what disks become, is what is usual; one store
  /// at a time.
  public ImportOptions(
      List<String> methods,
      int workers,
      List<ImportPlugin> plugins,
      Map<String, String> injection,
      Set<String> injectionExemptRoles) {
    this(
        methods,
        workers,
        plugins,
        injection,
        injectionExemptRoles,
        List.of("hw_", "trait:", "os_distro", "os_secure_boot", "os_type"),
        1,
        Format.RAW);
  }

  public static ImportOptions defaults() {
    return new ImportOptions(List.of(DIRECT, WEB, COPY), 16, List.of(), Map.of(), Set.of("admin"));
  }

  /// Whether images can be staged.
  public boolean stages() {
    return methods.contains(DIRECT);
  }
}
