package dev.vitrine.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What stores of type `file` can be told.
public final class FileStoreSettings {
  public static final String NAME = "file";

  public static final Option<Optional<Path>> DATADIR =
      option(
          "filesystem_store_datadir",
          OptionType.path().orNothing(),
          "/var/lib/glance/images",
          "the folder of the images.");

  public static final Option<List<String>> DATADIRS =
      option(
          "filesystem_store_datadirs",
          OptionType.list(),
          "",
          "several folders, as path:priority; filesystem_store_datadir is to be blank then.");

  public static final Option<Integer> PERMISSIONS =
      option(
          "filesystem_store_file_perm",
          new OptionType<>(
              "octal digits, or 0 to leave it to the process's mask",
              text -> Integer.parseInt(text, 8)),
          "0",
          "mode of the files.");

  public static final Option<Integer> CHUNK_BYTES =
      option(
          "filesystem_store_chunk_size",
          OptionType.integer(1, Integer.MAX_VALUE),
          "65536",
          "what is looked at for zeros at a time, in bytes.");

  public static final Option<Boolean> THIN =
      option(
          "filesystem_thin_provisioning",
          OptionType.bool(),
          "false",
          "leave holes where there are zeros.");

  static final StoreType TYPE =
      new StoreType(NAME, List.of(DATADIR, DATADIRS, PERMISSIONS, CHUNK_BYTES, THIN));

  private FileStoreSettings() {}

  private static <T> Option<T> option(
      String name, OptionType<T> type, String defaultText, String help) {
    return StoreType.option(NAME, name, type, defaultText, help);
  }
}
