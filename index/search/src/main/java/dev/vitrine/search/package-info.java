/// The search index: one Lucene document per visible image, derived from the registry.
///
/// The one idea: the index is a *reader of the registry's changes*. It knows up to which revision
/// it has read, so a search can wait for the commit that it must see; and because the registry has
/// everything, an index that is missing, old, foreign or damaged is thrown away and built again.
///
/// [dev.vitrine.search.LuceneImageIndex] is what others use. Behind it, a `Session` follows the
/// registry with one open index (`OpenIndex`) until something fails, and is then replaced by
/// another. `ImageDocument` says how an image is indexed, `Queries` how it is found again: the two
/// are to be read, and changed, together (with `Cursor.SCHEMA`). So are `ImageTexts`, `TextQueries`
/// and `FacetCounter`, which do the same for discovery.
@NullMarked
package dev.vitrine.search;

import org.jspecify.annotations.NullMarked;
