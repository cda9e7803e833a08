/// What the service does: the use cases of an image, from its registration to its deletion. The
/// only place where bytes (`dev.vitrine.blobstore`) and facts (`dev.vitrine.catalog`) meet.
///
/// The one idea: a use case is a method of [dev.vitrine.images.ImageService] in which a transaction
/// begins and ends. It knows its [dev.vitrine.images.access.Caller], asks the policy once, and ends
/// in a value or in a [dev.vitrine.images.access.Refusal]; nothing here knows HTTP.
///
/// Below: `access` (who asks, what they may), `policy` (the language of rule files), `quota` (how
/// much a project may have), `stores` (where bytes lie), `ingest` (hashes beside an upload). Above:
/// `collect`, `scrub`, `metadefs`, `foreign` (programs of others).
@NullMarked
package dev.vitrine.images;

import org.jspecify.annotations.NullMarked;
