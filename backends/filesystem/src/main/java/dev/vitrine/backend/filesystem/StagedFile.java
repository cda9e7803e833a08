package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.StoredName;
import java.nio.file.Path;

/// An object that was put and has not got its name yet.
///
/// @param path the whole file, in `tmp/`
/// @param synced its bytes are durable already
record StagedFile(StoredName name, Path path, long lengthBytes, boolean synced) {}
