/// What every store of whole images needs whose other side is across a network.
///
/// The one idea: the other side may be slow, gone or hanging, and that costs a bounded time and
/// nobody else, and many who want the same at once ask once; that is the same for every kind of
/// store, so it is here once.
///
/// The nouns: a [dev.vitrine.backend.remote.GuardedImageStore] stands before a store and limits,
/// repeats and refuses calls; a [dev.vitrine.backend.remote.SharedImageStore] lets readers of one
/// image share what they read, in flights that [dev.vitrine.backend.remote.SharedReads] give memory
/// to.
@NullMarked
package dev.vitrine.backend.remote;

import org.jspecify.annotations.NullMarked;
