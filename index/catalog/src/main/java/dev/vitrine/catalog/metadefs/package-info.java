/// Metadata definitions as values: what may be said about images and other resources, and what it
/// means.
///
/// The nouns: a [dev.vitrine.catalog.metadefs.Namespace] is a named vocabulary with an owner. Its
/// [dev.vitrine.catalog.metadefs.NamespaceContent] holds
/// [properties][dev.vitrine.catalog.metadefs.PropertyDefinition],
/// [objects][dev.vitrine.catalog.metadefs.ObjectDefinition] (groups of properties) and
/// [tags][dev.vitrine.catalog.metadefs.Tag]. An [dev.vitrine.catalog.metadefs.Association] says to
/// what kind of resource the vocabulary applies, and behind which prefix.
///
/// The one idea: a namespace is one document of two records. Lists read the first, which is small;
/// whoever changes the second expects the first, so that nothing outlives its namespace.
@NullMarked
package dev.vitrine.catalog.metadefs;

import org.jspecify.annotations.NullMarked;
