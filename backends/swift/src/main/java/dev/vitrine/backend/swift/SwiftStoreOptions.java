package dev.vitrine.backend.swift;

import java.util.Locale;

/// How images are laid out in containers. Immutable.
///
/// @param container of all new images or, with a seed, what the names of containers begin with
/// @param createContainer whether a container that is missing is made when something is put
/// @param largeBytes from which length on an image is kept in segments
/// @param segmentBytes the length of a segment; the last one is shorter
/// @param containersSeed how many digits of an image's id choose its container; 0 for one container
public record SwiftStoreOptions(
    String container,
    boolean createContainer,
    long largeBytes,
    long segmentBytes,
    int containersSeed) {
  private static final int MOST_SEED = 32;

  /// A request that begins within a segment touches one more; from the eleventh on a proxy that is
  /// set up as usual takes its time.
  private static final int SEGMENTS_OF_A_STRETCH = 9;

  /// Throws [IllegalArgumentException], with words for the operator, for what cannot work.
  public SwiftStoreOptions {
    if (container.isEmpty() || container.indexOf('/') >= 0) {
      throw new IllegalArgumentException("no name for a container: '" + container + "'");
    }
    if (segmentBytes < 1 || largeBytes < 1) {
      throw new IllegalArgumentException("large objects and their segments have at least one byte");
    }
    if (containersSeed < 0 || containersSeed > MOST_SEED) {
      throw new IllegalArgumentException("a seed of containers is from 0 to " + MOST_SEED);
    }
  }

  /// The container of a new image. Of the id, dashes are kept and not counted.
  String containerOf(String imageId) {
    if (containersSeed == 0) {
      return container;
    }
    int end = 0;
    for (int digits = 0; end < imageId.length(); end++) {
      if (imageId.charAt(end) != '-' && ++digits > containersSeed) {
        break;
      }
    }
    String begin = imageId.substring(0, end).toLowerCase(Locale.ROOT);
    return container + "_" + (begin.endsWith("-") ? begin.substring(0, end - 1) : begin);
  }

  /// How much to read by one request.
  long stretchBytes() {
    return SEGMENTS_OF_A_STRETCH * segmentBytes;
  }

  /// Whether images may lie in it.
  boolean isOurs(String name) {
    return containersSeed == 0 ? name.equals(container) : name.startsWith(container + "_");
  }
}
