package dev.vitrine.cli;

import dev.vitrine.api.metadefs.NamespaceFiles;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.Options;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NamespaceLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Opens the metadata definitions alone, and fills those of a new registry.
final class DefinitionsWiring {
  private DefinitionsWiring() {}

  /// How files have metadata definitions.
  static NamespaceFormat format() {
    return new NamespaceFiles();
  }

  /// Opens the metadata definitions alone, for changes, while no service runs.
  static OpenDefinitions open(DataFolder folder) throws CommandFailure {
    folder.create();
    OpenParts parts = new OpenParts();
    try {
      parts.add(folder.lock());
      return over(parts.add(RegistryWiring.open(folder)), parts);
    } catch (CommandFailure | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static OpenDefinitions over(Registry registry, OpenParts parts) {
    NamespaceLoader loader = new NamespaceLoader(new Catalog(registry), InstantSource.system());
    return new OpenDefinitions(loader, format(), parts);
  }

  /// Opens the metadata definitions alone, for reading, also beside a running service.
  static OpenDefinitions openReadOnly(DataFolder folder) throws CommandFailure {
    OpenParts parts = new OpenParts();
    try {
      return over(parts.add(RegistryWiring.openReadOnly(folder)), parts);
    } catch (CommandFailure | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /// Gives a registry that nothing was ever written to the definitions that the operator wants.
  static void fillNewRegistry(Configuration configuration, Catalog catalog) throws CommandFailure {
    String wanted = configuration.get(Options.DEFINITIONS_AT_FIRST_START);
    if (wanted.equals("none") || catalog.registry().head() > 0) {
      return;
    }
    NamespaceFormat format = format();
    List<DefinitionDocument> documents =
        wanted.equals("starter")
            ? DefinitionSource.starter(format)
            : DefinitionSource.read(Path.of(wanted), format);
    try {
      new NamespaceLoader(catalog, InstantSource.system())
          .fillNewRegistry(documents.stream().map(DefinitionDocument::namespace).toList());
    } catch (Refusal e) {
      throw CommandFailure.unavailable(
          "the first metadata definitions cannot be loaded: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.unavailable("interrupted while it started", e);
    }
  }
}
