/// What tests of the chunk store and of everything above it share: the **contract** that every
/// backend passes, the **memory backend** that stands in for a real one and fails on demand, and
/// **seeded data**, so that a failure can be repeated.
///
/// The one idea: the double passes the same suite as the real thing.
@NullMarked
package dev.vitrine.blobstore.testkit;

import org.jspecify.annotations.NullMarked;
