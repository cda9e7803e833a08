package dev.vitrine.benchmarks.dedup;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// A folder of disk images, as `benchmarks/dedup/make-corpus` makes it.
record Corpus(Path images) {
  /// The new images, each met when `base` is stored.
  static final List<String> NEW = List.of("rebuilt", "updated", "nightly", "used", "web", "build");

  static final String OLD = "base";

  /// How an image may be packed into a file.
  enum Format {
    RAW("raw", "raw"),
    QCOW2("qcow2", "qcow2"),
    COMPRESSED_QCOW2("compressed qcow2", "compressed.qcow2");

    final String title;
    final String suffix;

    Format(String title, String suffix) {
      this.title = title;
      this.suffix = suffix;
    }
  }

  /// @throws IOException also when an image is missing
  static Corpus open(Path folder) throws IOException {
    Corpus corpus = new Corpus(folder.resolve("images"));
    for (Format format : Format.values()) {
      for (String name : names()) {
        if (!Files.isRegularFile(corpus.path(name, format))) {
          throw new IOException(
              corpus.path(name, format) + " is missing; make it with benchmarks/dedup/make-corpus");
        }
      }
    }
    return corpus;
  }

  static List<String> names() {
    return Stream.concat(Stream.of(OLD), NEW.stream()).toList();
  }

  MappedByteBuffer map(String name, Format format) throws IOException {
    try (FileChannel file = FileChannel.open(path(name, format), StandardOpenOption.READ)) {
      return file.map(MapMode.READ_ONLY, 0, file.size());
    }
  }

  private Path path(String name, Format format) {
    return images.resolve(name + "." + format.suffix);
  }
}
