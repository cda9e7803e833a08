/// Bytes, stored once: **chunks** named by the SHA-256 of their content, **recipes** that list an
/// image's chunks in order, and the **tiers** that hold both.
///
/// The one idea: content is its own name. Nothing here is ever overwritten, so nothing here needs a
/// lock to be read, and a copy can be checked by whoever holds it. The package knows no image, no
/// HTTP and no JSON.
///
/// The nouns: a [dev.vitrine.blobstore.Digest] names content; a [dev.vitrine.blobstore.Chunker]
/// decides where content is cut; a [dev.vitrine.blobstore.Piece] is a chunk or a run of zeros; a
/// [dev.vitrine.blobstore.Recipe] is the ordered list of pieces; a
/// [dev.vitrine.blobstore.ChunkBackend] keeps named bytes; a [dev.vitrine.blobstore.Tier] is a
/// backend and its role; a [dev.vitrine.blobstore.BlobStore] is tiers in order, written through a
/// [dev.vitrine.blobstore.BlobWriter] and read through a [dev.vitrine.blobstore.BlobReader].
///
/// Only one order is ever made durable: chunks, then the recipe. Whoever refers to a recipe commits
/// after that.
@NullMarked
package dev.vitrine.blobstore;

import org.jspecify.annotations.NullMarked;
