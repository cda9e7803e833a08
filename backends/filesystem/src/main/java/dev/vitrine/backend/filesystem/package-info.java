/// Chunks and recipes as files of a directory.
///
/// The one idea: a file gets its name only when its bytes are on the disk. So whatever has a name
/// can be trusted after any crash, and whatever has none is thrown away at the next start.
@NullMarked
package dev.vitrine.backend.filesystem;

import org.jspecify.annotations.NullMarked;
