package dev.vitrine.api;

import dev.vitrine.blobstore.Slice;
import dev.vitrine.http.BodyPart;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestBody;
import dev.vitrine.images.ByteSource;
import java.util.OptionalLong;

/// The data of an image in a request's body.
///
/// @param declaredBytes what the sender says it amounts to
record UploadBody(OptionalLong declaredBytes, ByteSource source) {
  private static final String OCTETS = "application/octet-stream";
  private static final String DECLARED_SIZE = "x-openstack-image-size";

  /// Refuses by the head alone what cannot be data.
  static UploadBody of(Request request) throws Problem {
    if (!MediaType.of(request.headers()).equals(OCTETS)) {
      throw new Problem(415, "The data of an image is sent as " + OCTETS);
    }
    return new UploadBody(declaredBytes(request), source(request.body()));
  }

  private static OptionalLong declaredBytes(Request request) throws Problem {
    String declared = request.headers().first(DECLARED_SIZE);
    if (declared == null) {
      return request.body().lengthBytes();
    }
    try {
      long bytes = Long.parseLong(declared.strip());
      if (bytes >= 0) {
        return OptionalLong.of(bytes);
      }
    } catch (NumberFormatException e) {
      // Refused below, like a negative one.
    }
    throw Problem.badRequest(
        "Invalid value for '%s': '%s' is not a number of bytes".formatted(DECLARED_SIZE, declared));
  }

  /// The body's parts without a copy: each goes back to the transport when its slice is released.
  private static ByteSource source(RequestBody body) {
    return () -> {
      BodyPart part = body.read();
      return part == null ? null : new Slice(part.bytes(), part::release);
    };
  }
}
