/// What the images' owner tells the blob store's collector: which recipes images refer to, which
/// writers hold a lease, and what is condemned, as records of the catalogue.
///
/// The one idea: a collector and the writers agree through commits. A commit that condemns comes
/// before or after the commit that gives a writer its lease; whoever comes later knows of the
/// other.
///
/// On the same thread, and never at the same time, [dev.vitrine.images.collect.Repacking] gives
/// chunks the form that fits their use.
@NullMarked
package dev.vitrine.images.collect;

import org.jspecify.annotations.NullMarked;
