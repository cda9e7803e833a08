package dev.vitrine.benchmarks.dedup;

import dev.vitrine.benchmarks.dedup.ChunkedImage.Chunk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one candidate made of one format's images.
///
/// @param newShare for each of [Corpus#NEW]: bytes to store when `base` is stored already, as a
///   share of the image's data
/// @param allShare bytes stored for all of the images, as a share of their data
/// @param chunks cut, repetitions included
/// @param stored different ones among them
/// @param small shorter than the cutter's least, as happens before a zero run
record Figures(
    List<Double> newShare,
    double allShare,
    long dataBytes,
    long storedBytes,
    long chunks,
    long stored,
    long small,
    long scanNanos) {

  /// @param images by name
  static Figures of(Map<String, ChunkedImage> images, int minBytes) {
    ChunkedImage old = image(images, Corpus.OLD);
    List<Double> newShare = new ArrayList<>();
    for (String name : Corpus.NEW) {
      newShare.add(newShare(old, image(images, name)));
    }
    Set<Chunk> all = new HashSet<>();
    long dataBytes = 0;
    long chunks = 0;
    long scanNanos = 0;
    for (ChunkedImage image : images.values()) {
      all.addAll(image.chunks());
      dataBytes += image.dataBytes();
      chunks += image.chunks().size();
      scanNanos += image.scanNanos();
    }
    long storedBytes = bytes(all);
    long small = all.stream().filter(chunk -> chunk.lengthBytes() < minBytes).count();
    return new Figures(
        newShare,
        (double) storedBytes / dataBytes,
        dataBytes,
        storedBytes,
        chunks,
        all.size(),
        small,
        scanNanos);
  }

  /// Bytes to store for one image when another is stored already, as a share of its data.
  static double newShare(ChunkedImage old, ChunkedImage image) {
    Set<Chunk> missing = new HashSet<>(image.chunks());
    missing.removeAll(new HashSet<>(old.chunks()));
    return (double) bytes(missing) / image.dataBytes();
  }

  static ChunkedImage image(Map<String, ChunkedImage> images, String name) {
    ChunkedImage image = images.get(name);
    if (image == null) {
      throw new IllegalArgumentException("no image " + name);
    }
    return image;
  }

  private static long bytes(Collection<Chunk> chunks) {
    return chunks.stream().mapToLong(Chunk::lengthBytes).sum();
  }

  double meanStoredBytes() {
    return (double) storedBytes / stored;
  }

  /// How many objects a store of this kind of content holds in each TiB that it takes.
  double objectsPerStoredTiB() {
    return (double) (1L << 40) / meanStoredBytes();
  }

  /// What the images take when an object costs this much beside its bytes, as a share of their
  /// data.
  double allShareWithObjectsCosting(int bytes) {
    return (double) (storedBytes + stored * bytes) / dataBytes;
  }

  /// GiB a processor second, for finding cut points alone.
  double scanGiBPerSecond() {
    return dataBytes / (double) (1 << 30) / (scanNanos / 1e9);
  }
}
