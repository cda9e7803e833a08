package dev.vitrine.backend.s3;

import dev.vitrine.backend.s3.S3Failure.Meaning;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The calls that are made to one bucket. Thread-safe. Each blocks, at most for as long as the
/// service goes on sending something; none is tried again here.
final class S3Bucket implements AutoCloseable {
  private static final String CONTENT_TYPE = "application/octet-stream";
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int CONFLICT = 409;

  private final S3Options options;
  private final S3Client client;

  /// Asks the service nothing yet.
  S3Bucket(S3Options options) {
    this.options = options;
    this.client = S3Clients.open(options);
  }

  S3Options options() {
    return options;
  }

  /// Some bytes of an object.
  ///
  /// @param entityTag of the object that they are from
  record Range(ByteBuffer bytes, @Nullable String entityTag) {}

  /// A part of a listing.
  record Listing(List<Entry> entries, @Nullable String next) {}

  record Entry(String key, long lengthBytes) {}

  @FunctionalInterface
  private interface Call<T> {
    T make() throws IOException, S3Failure;
  }

  private <T> T call(String doing, Call<T> call) throws S3Failure {
    try {
      return call.make();
    } catch (SdkException e) {
      throw S3Failure.of(doing + " in " + options, e);
    } catch (IOException e) {
      throw new S3Failure(Meaning.MAY_PASS, doing + " in " + options + ": " + e.getMessage(), e);
    }
  }

  /// Fails unless the bucket is there and may be looked at.
  void look() throws S3Failure {
    try {
      call("looking", () -> client.headBucket(head -> head.bucket(options.bucket())));
    } catch (S3Failure e) {
      // A head has no body to say what is absent.
      throw e.meaning() == Meaning.ABSENT || e.meaning() == Meaning.NO_BUCKET
          ? new S3Failure(Meaning.NO_BUCKET, options + " is not there", e)
          : e;
    }
  }

  /// The length of the object; empty when it is absent.
  OptionalLong length(String key) throws S3Failure {
    try {
      return call(
          "looking for " + key,
          () ->
              OptionalLong.of(
                  client
                      .headObject(head -> head.bucket(options.bucket()).key(key))
                      .contentLength()));
    } catch (S3Failure e) {
      if (e.meaning() == Meaning.ABSENT) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  /// The bytes from `offset`, as many as fit into an array, fewer only when the object ends before.
  /// A bucket that is missing and may be made counts as an empty one.
  ///
  /// @param into an array's buffer; its remaining bytes are written, and part of what is returned
  /// @param entityTag of the object that is meant; null for whichever is there
  Range read(String key, long offset, ByteBuffer into, @Nullable String entityTag)
      throws S3Failure {
    try {
      return call("reading " + key, () -> range(key, offset, into, entityTag));
    } catch (S3Failure e) {
      throw e.meaning() == Meaning.NO_BUCKET && options.createBucket()
          ? new S3Failure(
              Meaning.ABSENT, key + " is not in " + options + ", nor is the bucket there", e)
          : e;
    }
  }

  private Range range(String key, long offset, ByteBuffer into, @Nullable String entityTag)
      throws IOException {
    String range = "bytes=" + offset + "-" + (offset + into.remaining() - 1);
    try (ResponseInputStream<GetObjectResponse> answer =
        client.getObject(
            get -> get.bucket(options.bucket()).key(key).range(range).ifMatch(entityTag))) {
      return new Range(received(answer, offset, into), answer.response().eTag());
    } catch (S3Exception e) {
      if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
        return new Range(ByteBuffer.allocate(0), null);
      }
      throw e;
    }
  }

  private static ByteBuffer received(
      ResponseInputStream<GetObjectResponse> answer, long offset, ByteBuffer into)
      throws IOException {
    Long sentBytes = answer.response().contentLength();
    String sentRange = answer.response().contentRange();
    boolean asked = sentRange == null ? offset == 0 : sentRange.startsWith("bytes " + offset + "-");
    if (sentBytes == null || sentBytes > into.remaining() || !asked) {
      answer.abort();
      throw new IOException("the service sends another range than was asked for");
    }
    int count = Math.toIntExact(sentBytes);
    int read = answer.readNBytes(into.array(), into.arrayOffset() + into.position(), count);
    if (read < count) {
      throw new IOException("cut off after " + read + " of " + count + " bytes");
    }
    return into.slice(into.position(), count);
  }

  /// Stores the remaining bytes of a heap buffer, whole or not at all.
  void put(String key, ByteBuffer content) throws S3Failure {
    inBucket(() ->
        call(
            "writing " + key,
            () -> client.putObject(put -> put.bucket(options.bucket()).key(key), body(content))));
  }

  private static RequestBody body(ByteBuffer content) {
    int offset = content.arrayOffset() + content.position();
    int lengthBytes = content.remaining();
    return RequestBody.fromContentProvider(
        ContentStreamProvider.fromInputStreamSupplier(
            () -> new ByteArrayInputStream(content.array(), offset, lengthBytes)),
        lengthBytes,
        CONTENT_TYPE);
  }

  @FunctionalInterface
  private interface Write<T> {
    T make() throws S3Failure;
  }

  /// Makes the bucket when it is missing and may be made.
  private <T> T inBucket(Write<T> write) throws S3Failure {
    try {
      return write.make();
    } catch (S3Failure e) {
      if (e.meaning() != Meaning.NO_BUCKET || !options.createBucket()) {
        throw e;
      }
      makeBucket();
      return write.make();
    }
  }

  private void makeBucket() throws S3Failure {
    call(
        "making the bucket",
        () -> {
          try {
            client.createBucket(create -> create.bucket(options.bucket()));
          } catch (S3Exception e) {
            if (e.statusCode() != CONFLICT) { // somebody else was quicker
              throw e;
            }
          }
          return true;
        });
  }

  /// Removes the object, if it is there.
  void delete(String key) throws S3Failure {
    try {
      call(
          "deleting " + key,
          () -> client.deleteObject(delete -> delete.bucket(options.bucket()).key(key)));
    } catch (S3Failure e) {
      if (e.meaning() != Meaning.ABSENT) { // Amazon says 204 to what is not there, others 404
        throw e;
      }
    }
  }

  /// The objects whose keys begin with `prefix`, a part at a time.
  Listing list(String prefix, @Nullable String from) throws S3Failure {
    return call(
        "listing " + prefix,
        () -> {
          ListObjectsV2Response page =
              client.listObjectsV2(
                  list -> list.bucket(options.bucket()).prefix(prefix).continuationToken(from));
          List<Entry> entries =
              page.contents().stream()
                  .map(object -> new Entry(object.key(), object.size()))
                  .toList();
          return new Listing(
              entries,
              Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null);
        });
  }

  /// Begins an object that comes in parts; returns the name of the upload.
  String beginParts(String key) throws S3Failure {
    return inBucket(() ->
        call(
            "beginning " + key,
            () ->
                client
                    .createMultipartUpload(create ->
                        create.bucket(options.bucket()).key(key).contentType(CONTENT_TYPE))
                    .uploadId()));
  }

  /// Sends a part: the remaining bytes of a heap buffer.
  ///
  /// @param ordinal from 0
  CompletedPart putPart(String key, String upload, int ordinal, ByteBuffer content)
      throws S3Failure {
    int number = ordinal + 1;
    return call(
        "writing part " + number + " of " + key,
        () -> {
          String tag =
              client
                  .uploadPart(
                      part ->
                          part.bucket(options.bucket())
                              .key(key)
                              .uploadId(upload)
                              .partNumber(number),
                      body(content))
                  .eTag();
          return CompletedPart.builder().partNumber(number).eTag(tag).build();
        });
  }

  /// Makes the object from its parts.
  void endParts(String key, String upload, List<CompletedPart> parts) throws S3Failure {
    call(
        "ending " + key,
        () ->
            client.completeMultipartUpload(complete ->
                complete
                    .bucket(options.bucket())
                    .key(key)
                    .uploadId(upload)
                    .multipartUpload(all -> all.parts(parts))));
  }

  /// Removes what was uploaded of an object that comes in parts; nothing when it is gone.
  void abortParts(String key, String upload) throws S3Failure {
    try {
      call(
          "removing the parts of " + key,
          () ->
              client.abortMultipartUpload(
                  abort -> abort.bucket(options.bucket()).key(key).uploadId(upload)));
    } catch (S3Failure e) {
      if (e.meaning() != Meaning.ABSENT && e.meaning() != Meaning.NO_BUCKET) {
        throw e;
      }
    }
  }

  /// The uploads in parts of that object which nobody has ended.
  List<String> unfinished(String key) throws S3Failure {
    try {
      return call("looking for parts of " + key, () -> uploads(key));
    } catch (S3Failure e) {
      if (e.meaning() == Meaning.ABSENT || e.meaning() == Meaning.NO_BUCKET) {
        return List.of();
      }
      throw e;
    }
  }

  private List<String> uploads(String key) {
    List<String> uploads = new ArrayList<>();
    String keyMarker = null;
    String uploadMarker = null;
    while (true) {
      String fromKey = keyMarker;
      String fromUpload = uploadMarker;
      ListMultipartUploadsResponse page =
          client.listMultipartUploads(list ->
              list.bucket(options.bucket())
                  .prefix(key)
                  .keyMarker(fromKey)
                  .uploadIdMarker(fromUpload));
      page.uploads().stream()
          .filter(upload -> upload.key().equals(key))
          .forEach(upload -> uploads.add(upload.uploadId()));
      if (!Boolean.TRUE.equals(page.isTruncated()) || page.nextKeyMarker() == null) {
        return uploads;
      }
      keyMarker = page.nextKeyMarker();
      uploadMarker = page.nextUploadIdMarker();
    }
  }

  @Override
  public String toString() {
    return options.toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
