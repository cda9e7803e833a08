/// Whole images as files of one or several folders, under `file://` URIs, as Glance's own
/// filesystem store lays them out: what either wrote, the other reads.
///
/// The one idea: an image gets its name only when its bytes are written whole, so a file that has
/// an image's name is that image.
@NullMarked
package dev.vitrine.backend.file;

import org.jspecify.annotations.NullMarked;
