/// JSON (RFC 8259) in and out, without reflection.
///
/// What comes in is small and not trusted: [dev.vitrine.api.json.JsonReader] turns a bounded body
/// into a [dev.vitrine.api.json.JsonValue]. What goes out is frequent and ours:
/// [dev.vitrine.api.json.JsonOutput] appends it to one array of bytes.
@NullMarked
package dev.vitrine.api.json;

import org.jspecify.annotations.NullMarked;
