/// Everything that looks at all bytes of an upload: the checksums today, whatever else must see
/// them tomorrow.
///
/// The one idea: the bytes are read once and shared. Each [dev.vitrine.images.ingest.Lane] sees
/// every slice in order, on whichever of the [dev.vitrine.blobstore.hash.HashingThreads] is free;
/// [dev.vitrine.images.ingest.Lanes] keep an upload's lanes going side by side and hold the upload
/// back when the slowest falls behind.
@NullMarked
package dev.vitrine.images.ingest;

import org.jspecify.annotations.NullMarked;
