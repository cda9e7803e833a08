package dev.vitrine.cli;

import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where metadata definitions come from: our own starter set, a file, or a folder of files. A file
/// that cannot be read spoils the whole: half a vocabulary is worse than none.
final class DefinitionSource {
  /// Our own set, in files of this program.
  private static final List<String> STARTER = List.of("hardware", "operating-system", "boot");

  private DefinitionSource() {}

  static List<DefinitionDocument> starter(NamespaceFormat format) throws CommandFailure {
    List<DefinitionDocument> namespaces = new ArrayList<>();
    for (String name : STARTER) {
      String file = "definitions/" + name + ".json";
      try (InputStream in = DefinitionSource.class.getResourceAsStream(file)) {
        if (in == null) {
          throw CommandFailure.unavailable("this program lacks its file " + file);
        }
        namespaces.add(DefinitionDocument.of(in.readAllBytes(), format));
      } catch (IOException | Refusal.Invalid e) {
        throw CommandFailure.unavailable(
            "this program's file " + file + " is damaged: " + e.getMessage(), e);
      }
    }
    return namespaces;
  }

  /// The namespace of a file, or those of all files of a folder whose names end in `.json`, by
  /// name.
  static List<DefinitionDocument> read(Path path, NamespaceFormat format) throws CommandFailure {
    List<DefinitionDocument> namespaces = new ArrayList<>();
    for (Path file : files(path)) {
      try {
        namespaces.add(DefinitionDocument.of(Files.readAllBytes(file), format));
      } catch (IOException e) {
        throw CommandFailure.unavailable(file + " cannot be read: " + e, e);
      } catch (Refusal.Invalid e) {
        throw CommandFailure.wrongUse(file + " is no namespace: " + e.getMessage(), e);
      }
    }
    return namespaces;
  }

  private static List<Path> files(Path path) throws CommandFailure {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var entries = Files.list(path)) {
      List<Path> files =
          entries
              .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw CommandFailure.wrongUse("there is no file of a namespace (*.json) in " + path);
      }
      return files;
    } catch (IOException e) {
      throw CommandFailure.unavailable(path + " cannot be read: " + e, e);
    }
  }
}
