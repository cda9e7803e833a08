/// Whole images, and chunks, in the containers of Swift services.
///
/// The one idea: a session, which is a token and the address that it is good for, is got when it is
/// needed, kept while it is taken, and got again when it no longer is.
///
/// The nouns: a [dev.vitrine.backend.swift.SwiftAccount] says whose containers they are and how
/// that is proved; a [dev.vitrine.backend.swift.SwiftClient] speaks for an account; a
/// [dev.vitrine.backend.swift.SwiftImageStore] keeps images, each as an object or, when it is large
/// or its length is not known, as segments and a manifest, under URIs that name a reference of the
/// configuration and no key; a [dev.vitrine.backend.swift.SwiftContainer] keeps small objects.
@NullMarked
package dev.vitrine.backend.swift;

import org.jspecify.annotations.NullMarked;
