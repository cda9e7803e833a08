/// Questions about images, as values: what to find ([dev.vitrine.catalog.query.Filter]), in what
/// order ([dev.vitrine.catalog.query.Sort]), from where on. An
/// [dev.vitrine.catalog.query.ImageIndex] answers them.
@NullMarked
package dev.vitrine.catalog.query;

import org.jspecify.annotations.NullMarked;
