/// The stores that images may lie in, by name.
///
/// The one idea: a [dev.vitrine.images.stores.Store] is either chunks that we alone read or whole
/// images that others read, too; only two things tell one from the other: how an upload is written
/// ([dev.vitrine.images.stores.StoreWriter]) and how data is read
/// ([dev.vitrine.images.stores.StoredData]). Everything above deals with names and locations.
///
/// [dev.vitrine.images.stores.Stores] is all of them: which is the default, which has a location,
/// in what order an image's locations are read. [dev.vitrine.images.stores.StoreHealth] asks each
/// whether it is there.
@NullMarked
package dev.vitrine.images.stores;

import org.jspecify.annotations.NullMarked;
