/// Whole images in stores that other programs use, too.
///
/// The one idea: an image lies in such a store as one object, under a location URI that a cloud's
/// other services understand, so they can read, clone or adopt it without asking us. (The chunk
/// store of `dev.vitrine.blobstore` is the other kind: it shares bytes between images, and only we
/// can read it.)
///
/// The nouns: a [dev.vitrine.backend.ImageUri] says where an image lies; an
/// [dev.vitrine.backend.ImageStore] keeps images, is written through an
/// [dev.vitrine.backend.ImageWriter] and read through an [dev.vitrine.backend.ImageReader]; an
/// [dev.vitrine.backend.ImageStoreException] says what went wrong; a [dev.vitrine.backend.Health]
/// says whether the store can be used; [dev.vitrine.backend.Blocks] are the memory that bytes pass
/// through on their way out. Where images lie in their owners' accounts, an
/// [dev.vitrine.backend.Actor] says in whose name the store is asked, and
/// [dev.vitrine.backend.Readers] who else may read.
@NullMarked
package dev.vitrine.backend;

import org.jspecify.annotations.NullMarked;
