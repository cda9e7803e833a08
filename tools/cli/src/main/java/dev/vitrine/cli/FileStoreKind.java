package dev.vitrine.cli;

import dev.vitrine.backend.file.FileImageStore;
import dev.vitrine.backend.file.FileStoreOptions;
import dev.vitrine.cli.config.FileStoreSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Stores of type `file`.
final class FileStoreKind implements StoreKind {

  @Override
  public String type() {
    return FileStoreSettings.NAME;
  }

  @Override
  public Made make(StoreSection section) {
    FileStoreOptions options = options(section);
    return new Made(new FileImageStore(options), shown(options));
  }

  private static FileStoreOptions options(StoreSection section) {
    List<String> several = section.get(FileStoreSettings.DATADIRS);
    Optional<Path> one = section.get(FileStoreSettings.DATADIR);
    boolean saidOne = one.isPresent() && section.isSet(FileStoreSettings.DATADIR);
    if (saidOne && !several.isEmpty()) {
      throw new IllegalArgumentException(
          "filesystem_store_datadir and filesystem_store_datadirs are both set");
    }
    List<FileStoreOptions.Folder> folders =
        several.isEmpty()
            ? one.map(path -> List.of(new FileStoreOptions.Folder(path, 0))).orElse(List.of())
            : several.stream().map(FileStoreKind::folder).toList();
    int mode = section.get(FileStoreSettings.PERMISSIONS);
    return new FileStoreOptions(
        folders,
        mode == 0 ? Optional.empty() : Optional.of(mode),
        section.get(FileStoreSettings.CHUNK_BYTES),
        section.get(FileStoreSettings.THIN));
  }

  private static FileStoreOptions.Folder folder(String text) {
    int colon = text.lastIndexOf(':');
    return colon < 0
        ? new FileStoreOptions.Folder(Path.of(text), 0)
        : new FileStoreOptions.Folder(
            Path.of(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  private static SequencedMap<String, Object> shown(FileStoreOptions options) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    List<String> folders =
        options.folders().stream().map(folder -> folder.path().toString()).toList();
    properties.put("data_dir", folders.size() == 1 ? folders.getFirst() : folders);
    properties.put("chunk_size", options.blockBytes());
    properties.put("thin_provisioning", options.thin());
    return properties;
  }
}
