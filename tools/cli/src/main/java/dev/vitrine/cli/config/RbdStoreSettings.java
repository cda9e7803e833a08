package dev.vitrine.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What stores of type `rbd` can be told.
public final class RbdStoreSettings {
  public static final String NAME = "rbd";

  public static final Option<String> POOL =
      option("rbd_store_pool", OptionType.text(), "images", "the pool of the images.");

  public static final Option<Optional<String>> USER =
      option(
          "rbd_store_user",
          OptionType.text().orNothing(),
          "",
          "the cephx account, without client.; unset: what librados takes by itself.");

  public static final Option<Optional<Path>> CEPH_CONF =
      option(
          "rbd_store_ceph_conf",
          OptionType.path().orNothing(),
          "",
          "the cluster's ceph.conf; unset: CEPH_CONF of the environment, or /etc/ceph/ceph.conf.");

  public static final Option<Integer> CHUNK_MIB =
      option(
          "rbd_store_chunk_size",
          OptionType.integer(1, 32),
          "8",
          "the size in MiB of the objects that an image consists of; what is no power of two is"
              + " taken for the next smaller one.");

  public static final Option<Integer> TIMEOUT_SECONDS =
      option(
          "rados_connect_timeout",
          OptionType.integer(-1, 3600),
          "-1",
          "seconds within which the cluster has to answer, also after the connection was made. 0"
              + " and -1: what ceph.conf says, or 20.");

  public static final Option<Boolean> THIN =
      option("rbd_thin_provisioning", OptionType.bool(), "false", "leave out blocks of zeros.");

  static final StoreType TYPE =
      new StoreType(NAME, List.of(POOL, USER, CEPH_CONF, CHUNK_MIB, TIMEOUT_SECONDS, THIN));

  private RbdStoreSettings() {}

  private static <T> Option<T> option(
      String name, OptionType<T> type, String defaultText, String help) {
    return StoreType.option(NAME, name, type, defaultText, help);
  }
}
