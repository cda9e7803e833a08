/// One HTTP request and its answer, without a socket: the seam between the transport, which knows
/// no image, and the API, which knows no socket.
///
/// A [dev.vitrine.http.Handler] takes a [dev.vitrine.http.Request] and returns a
/// [dev.vitrine.http.Response], on a virtual thread of its own; the transport does the rest. Bytes
/// cross as [dev.vitrine.http.BodyPart]s on the way in and through a [dev.vitrine.http.BodySink] on
/// the way out, shared, never copied.
@NullMarked
package dev.vitrine.http;

import org.jspecify.annotations.NullMarked;
