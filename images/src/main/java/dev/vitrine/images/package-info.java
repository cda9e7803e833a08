/// What the service does: the use cases of an image, from its registration to its deletion. The
/// only place where bytes (`dev.vitrine.blobstore`) and facts (`dev.vitrine.catalog`) meet.
///
/// The one idea: a use case is a method of [dev.vitrine.images.ImageService] in which a transaction
/// begins and ends. It knows its [dev.vitrine.images.Caller], asks the policy once, and ends in a
/// value or in a [dev.vitrine.images.Refusal]; nothing here knows HTTP.
@NullMarked
package dev.vitrine.images;

import org.jspecify.annotations.NullMarked;
