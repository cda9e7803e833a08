/// What stores that are spoken to over HTTP have in common: requests whose bodies, in both
/// directions, are streams of any length.
///
/// The one idea: memory is bounded by a few buffers and time by three limits, to connect, to
/// answer, and to move the next bytes; nothing limits the whole, for images have any length.
///
/// The nouns: a [dev.vitrine.backend.wire.Wire] sends requests; an
/// [dev.vitrine.backend.wire.Upload] is a request whose body is being written, a
/// [dev.vitrine.backend.wire.Download] an answer whose body is being read; a
/// [dev.vitrine.backend.wire.WireException] says that no whole answer came.
@NullMarked
package dev.vitrine.backend.wire;

import org.jspecify.annotations.NullMarked;
