package dev.vitrine.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What stores of type `vmware` can be told.
public final class VmwareStoreSettings {
  public static final String NAME = "vmware";

  public static final Option<String> HOST =
      option("vmware_server_host", "", "the vCenter, perhaps with a port.");

  public static final Option<String> USER = option("vmware_server_username", "", "who logs in.");

  public static final Option<String> PASSWORD =
      option("vmware_server_password", "", "the password of vmware_server_username.").keptSecret();

  public static final Option<List<String>> DATASTORES =
      option(
          "vmware_datastores",
          OptionType.list(),
          "",
          "where images may lie, as datacenter_path:datastore_name:weight; the weight may be left"
              + " out.");

  public static final Option<String> FOLDER =
      option("vmware_store_image_dir", "/openstack_glance", "folder of the images.");

  public static final Option<Integer> RETRIES =
      option(
          "vmware_api_retry_count",
          OptionType.integer(0, 100),
          "10",
          "attempts beyond the first of what may pass.");

  public static final Option<Duration> TASK_POLL =
      option(
          "vmware_task_poll_interval",
          OptionType.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
          "5",
          "longest pause between two looks whether something is done.");

  public static final Option<Boolean> INSECURE =
      option(
          "vmware_insecure",
          OptionType.bool(),
          "false",
          "whether any certificate of the vCenter's will do. Without effect where vmware_ca_file is"
              + " set.");

  public static final Option<Optional<Path>> CA_FILE =
      option(
          "vmware_ca_file",
          OptionType.path().orNothing(),
          "",
          "certificates that the vCenter's is checked by, in PEM form.");

  static final StoreType TYPE =
      new StoreType(
          NAME,
          List.of(HOST, USER, PASSWORD, DATASTORES, FOLDER, RETRIES, TASK_POLL, INSECURE, CA_FILE));

  private VmwareStoreSettings() {}

  private static Option<String> option(String name, String defaultText, String help) {
    return option(name, OptionType.text(), defaultText, help);
  }

  private static <T> Option<T> option(
      String name, OptionType<T> type, String defaultText, String help) {
    return StoreType.option(NAME, name, type, defaultText, help);
  }
}
