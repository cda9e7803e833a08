/// The facts: what images are, in what states they can be, how each record is written down.
///
/// Records are immutable values; a [dev.vitrine.catalog.Catalog] reads and writes them through a
/// registry. The package knows neither HTTP nor bytes of images.
@NullMarked
package dev.vitrine.catalog;

import org.jspecify.annotations.NullMarked;
