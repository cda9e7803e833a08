/// Fetching what callers name, without being made a tool of theirs.
///
/// The one idea: an address is looked at before each connection, and the connection goes to the
/// very address that was looked at. A name is resolved once, every address that it has is judged by
/// the [dev.vitrine.fetch.FetchRules], and the socket is opened to one of those; so a name that
/// means something else a moment later gains nothing. A redirect is a new address and is judged
/// like the first. Nothing that belongs to the caller or to the service goes along.
///
/// Beside it, because whoever asks another server needs it: [dev.vitrine.fetch.ClientTls], by which
/// the two sides of a connection prove who they are, and [dev.vitrine.fetch.ResponseHead], which
/// reads what is answered.
@NullMarked
package dev.vitrine.fetch;

import org.jspecify.annotations.NullMarked;
