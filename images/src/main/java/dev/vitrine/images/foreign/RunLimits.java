package dev.vitrine.images.foreign;

import java.time.Duration;

/// What a confined program may take.
///
/// @param fileBytes greatest length of a file that it writes
/// @param cpu time of processors, of all its threads together
/// @param wall from begin to end
record RunLimits(long fileBytes, Duration cpu, Duration wall) {
  /// Glance gives `qemu-img info` as much.
  private static final long BASE_SECONDS = 30;

  /// Inflating, which is the slowest way that data comes in, is several times as fast.
  private static final long IMAGE_BYTES_A_SECOND = 32 << 20;

  /// So is writing zeros that came in as next to nothing.
  private static final long DISK_BYTES_A_SECOND = 128 << 20;

  /// For disks of a machine that does much else.
  private static final int WALL_FOR_CPU = 4;

  /// Some formats round disks up to whole cylinders, of at most 255 × 16 sectors.
  static final long LONGER_BYTES = 2 << 20;

  /// For asking a program what it is.
  static final RunLimits TRIAL = new RunLimits(0, Duration.ofSeconds(10), Duration.ofSeconds(20));

  /// For making a disk.
  ///
  /// @param imageBytes length of the image that it is made of
  static RunLimits of(long imageBytes, long diskBytes) {
    long seconds =
        BASE_SECONDS + imageBytes / IMAGE_BYTES_A_SECOND + diskBytes / DISK_BYTES_A_SECOND;
    return new RunLimits(
        diskBytes + LONGER_BYTES,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(WALL_FOR_CPU * seconds));
  }
}
