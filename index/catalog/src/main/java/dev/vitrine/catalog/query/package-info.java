/// Questions about images, as values: what to find ([dev.vitrine.catalog.query.Filter]), in what
/// order ([dev.vitrine.catalog.query.Sort]), from where on. An
/// [dev.vitrine.catalog.query.ImageIndex] answers them.
///
/// Searching is another kind of question: what to look for in texts
/// ([dev.vitrine.catalog.query.Criterion]), and what to count by. A
/// [dev.vitrine.catalog.query.Discovery] answers.
@NullMarked
package dev.vitrine.catalog.query;

import org.jspecify.annotations.NullMarked;
