/// The Images API v2: routes, JSON and status codes in front of [dev.vitrine.images.ImageService].
///
/// A request passes [dev.vitrine.api.ImagesApi], which answers what needs no caller (versions,
/// health), asks the [dev.vitrine.api.CallerSource] who calls, and lets the `Router` find the
/// action; the action reads the request into values of `dev.vitrine.images`, calls the service, and
/// writes the result. The one idea: nothing here decides anything about images, and nothing below
/// knows a status code; whatever is thrown meets one error table on its way out.
@NullMarked
package dev.vitrine.api;

import org.jspecify.annotations.NullMarked;
