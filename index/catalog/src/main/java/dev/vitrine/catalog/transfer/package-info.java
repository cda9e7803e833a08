/// The records as one file of text, for the day on which the registry is lost.
///
/// The one idea: what cannot be computed from anything else is written down, one record a line, and
/// a digest over all of it at the end says that it is whole.
@NullMarked
package dev.vitrine.catalog.transfer;

import org.jspecify.annotations.NullMarked;
