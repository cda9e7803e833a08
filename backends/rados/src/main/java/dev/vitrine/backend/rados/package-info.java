/// Data in a Ceph cluster: chunks and recipes as objects of a pool, whole images as RBD images.
///
/// The one idea: a cluster that is slow, full or gone costs its callers a bounded time, and is used
/// again when it is back.
///
/// The nouns: an [dev.vitrine.backend.rados.RbdImageStore] keeps whole images, each with a
/// protected snapshot that Nova and Cinder clone; a [dev.vitrine.backend.rados.RadosContainer]
/// keeps chunks and recipes; what a location says of one is an [dev.vitrine.backend.rados.RbdUri];
/// both faces find their pool by a [dev.vitrine.backend.rados.PoolConnection].
@NullMarked
package dev.vitrine.backend.rados;

import org.jspecify.annotations.NullMarked;
