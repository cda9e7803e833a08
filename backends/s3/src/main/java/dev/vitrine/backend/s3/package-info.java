/// A bucket of an S3 service as a place for data: chunks, or whole images.
///
/// The one idea: every S3 service understands some ten calls in their plainest form, and everything
/// is built from those; nothing here depends on what only one vendor has.
///
/// The nouns: [dev.vitrine.backend.s3.S3Options] say how a bucket is reached; an `S3Bucket` makes
/// the calls; an [dev.vitrine.backend.s3.S3Container] keeps chunks in it, an
/// [dev.vitrine.backend.s3.S3ImageStore] whole images, which go there in parts of
/// [dev.vitrine.backend.s3.S3UploadOptions].
@NullMarked
package dev.vitrine.backend.s3;

import org.jspecify.annotations.NullMarked;
