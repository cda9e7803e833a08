package dev.vitrine.backend.rados;

import dev.vitrine.backend.rados.cluster.ClusterOptions;

/// What a store of RBD images is told.
///
/// @param cluster how to reach it
/// @param pool where the images are
/// @param objectBytes the size of the objects that images consist of: a power of two; also what is
///   looked at for zeros at a time
/// @param thin whether objects of zeros are left out
public record RbdStoreOptions(ClusterOptions cluster, String pool, long objectBytes, boolean thin) {

  /// Ceph's own limits.
  private static final long LEAST_OBJECT_BYTES = 4 << 10;

  private static final long MOST_OBJECT_BYTES = 32 << 20;

  public RbdStoreOptions {
    if (pool.isEmpty()) {
      throw new IllegalArgumentException("the pool has no name");
    }
    if (objectBytes < LEAST_OBJECT_BYTES || objectBytes > MOST_OBJECT_BYTES) {
      throw new IllegalArgumentException(
          "rbd_store_chunk_size is not between 1 and 32: " + objectBytes + " bytes");
    }
    objectBytes = Long.highestOneBit(objectBytes);
  }
}
