/// The rules of a policy in the language of oslo.policy, which operators of OpenStack services
/// write: a *check string* such as `role:member and project_id:%(project_id)s` says under which
/// *credentials* of a caller, and for which *target*, something is allowed; a *rule* is a check
/// string with a name.
///
/// The one idea: text is read once, into a tree of sealed records in which references to other
/// rules are resolved already; a decision is a walk over that tree and can no longer fail. What
/// cannot be understood denies, and says so when it is read, not when it is asked.
///
/// Nothing here knows an image.
@NullMarked
package dev.vitrine.images.policy;

import org.jspecify.annotations.NullMarked;
