/// Who asks, what they may, and how they are told that they may not.
///
/// The one idea: a [dev.vitrine.images.access.Caller] is a value that came with the request, and
/// every question of right is asked in one place. [dev.vitrine.images.access.Policy] says what an
/// action needs, [dev.vitrine.images.access.Access] whose image it is,
/// [dev.vitrine.images.access.PropertyProtections] which of its properties; the answer is nothing,
/// or a [dev.vitrine.images.access.Refusal], of which there are few kinds and which knows no HTTP.
@NullMarked
package dev.vitrine.images.access;

import org.jspecify.annotations.NullMarked;
