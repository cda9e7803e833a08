/// The Metadata Definitions API v2: `/v2/metadefs/…`.
///
/// The one idea: a definition has one form in JSON. It is read by
/// [dev.vitrine.api.metadefs.DefinitionReader] and written by
/// [dev.vitrine.api.metadefs.DefinitionWriter], be it a request, an answer or a file of namespaces.
/// [dev.vitrine.api.metadefs.MetadefRoutes] lists the routes.
@NullMarked
package dev.vitrine.api.metadefs;

import org.jspecify.annotations.NullMarked;
