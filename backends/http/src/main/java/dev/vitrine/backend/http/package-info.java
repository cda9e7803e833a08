/// Images on web servers, under `http://` and `https://` URIs. They are read, never written.
///
/// The one idea: such a URI is what some caller named, so nothing is believed of the server behind
/// it. Where it may lie is for the rules of [dev.vitrine.fetch.GuardedClient] to say; what it says
/// about lengths and ranges is compared with what was asked for.
@NullMarked
package dev.vitrine.backend.http;

import org.jspecify.annotations.NullMarked;
