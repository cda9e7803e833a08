/// The use cases of metadata definitions: vocabularies of what may be said about images, flavors,
/// volumes, and what it means.
///
/// The nouns are those of `dev.vitrine.catalog.metadefs`. Each kind has a class with its use cases
/// ([dev.vitrine.images.metadefs.Namespaces], [dev.vitrine.images.metadefs.Properties],
/// [dev.vitrine.images.metadefs.Objects], [dev.vitrine.images.metadefs.Tags],
/// [dev.vitrine.images.metadefs.ResourceTypes]); [dev.vitrine.images.metadefs.Definitions] holds
/// them all.
///
/// The one idea: a use case reads one namespace, decides, and commits one namespace. Only lists
/// look at many, and they do it in memory ([dev.vitrine.images.metadefs.NamespaceDirectory]).
@NullMarked
package dev.vitrine.images.metadefs;

import org.jspecify.annotations.NullMarked;
