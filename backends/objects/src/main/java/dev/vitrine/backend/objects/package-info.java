/// Chunks and recipes as objects of a store elsewhere.
///
/// The one idea: S3, Swift and RADOS all keep bytes under names, and differ in six calls; what a
/// chunk store makes of them is the same, and is here once.
///
/// The nouns: an [dev.vitrine.backend.objects.ObjectContainer] is a bucket, a container or a pool,
/// which may know its keys only by their hashes ([dev.vitrine.backend.objects.HashedKeys]); an
/// [dev.vitrine.backend.objects.ObjectChunkBackend] keeps chunks in one; a
/// [dev.vitrine.backend.objects.GuardedChunkBackend] stands before a backend that may be slow, gone
/// or hanging.
@NullMarked
package dev.vitrine.backend.objects;

import org.jspecify.annotations.NullMarked;
