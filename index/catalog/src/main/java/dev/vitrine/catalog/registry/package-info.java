/// Everything that is known, as key-value records whose every change has a number.
///
/// The one idea: a [dev.vitrine.catalog.registry.Registry] is a totally ordered stream of
/// [dev.vitrine.catalog.registry.Transaction]s. Each commit gets the next *revision*; whatever is
/// derived from the records (the search index, caches, mirrors) is a reader of that stream and can
/// be thrown away and rebuilt.
@NullMarked
package dev.vitrine.catalog.registry;

import org.jspecify.annotations.NullMarked;
