/// What an image, and each other thing of the API, may look like.
///
/// The one idea: a schema is a value ([dev.vitrine.api.schema.Schema]), stated once. The document
/// that `GET /v2/schemas/…` publishes is that value written down
/// ([dev.vitrine.api.schema.SchemaWriter]), and what a client sends is checked against that
/// document by a library ([dev.vitrine.api.schema.CompiledSchema]). The language is JSON Schema,
/// draft 4.
@NullMarked
package dev.vitrine.api.schema;

import org.jspecify.annotations.NullMarked;
