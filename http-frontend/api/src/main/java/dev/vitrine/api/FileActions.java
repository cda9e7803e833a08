package dev.vitrine.api;

import dev.vitrine.blobstore.Content;
import dev.vitrine.http.BodySink;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import dev.vitrine.images.Download;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.quota.ProjectThrottle;
import dev.vitrine.images.stores.StoredData;
import java.util.List;

/// The data of images: `…/file`.
final class FileActions {
  private static final String OCTETS = "application/octet-stream";
  private static final String STORE = "X-Image-Meta-Store";

  private final ImageService images;
  private final ProjectThrottle throttle;

  FileActions(ImageService images, ProjectThrottle throttle) {
    this.images = images;
    this.throttle = throttle;
  }

  /// `PUT`: fills the image. A request that is refused for its head alone is answered before its
  /// body is read.
  Response upload(Call call) throws Exception {
    Request request = call.request();
    UploadBody body = UploadBody.of(request);
    request.facts().onEnd(throttle.beginTransfer(call.caller())::close);
    images.upload(
        call.caller(),
        call.parameter("id"),
        request.headers().first(STORE),
        body.declaredBytes(),
        body.source());
    return Response.empty(204);
  }

  /// `GET`: the data, or the part of it that `Range` names.
  Response download(Call call) throws Exception {
    Headers asked = call.request().headers();
    call.request().facts().onEnd(throttle.beginTransfer(call.caller())::close);
    Download download =
        images.download(call.caller(), call.parameter("id"), preferredStores(call.request()));
    StoredData data = download.data();
    if (data == null) {
      return Response.empty(204);
    }
    call.request().facts().onEnd(data::close);
    long size = data.lengthBytes();
    EntityTag tag = EntityTag.ofData(download.image());
    if (tag != null && tag.isKnownTo(asked)) {
      return Response.empty(304).with("ETag", tag.text());
    }
    ByteRange range =
        EntityTag.allowsRange(asked, tag) ? ByteRange.of(asked, size) : ByteRange.whole(size);
    Headers.Builder headers = new Headers.Builder().add("Content-Type", OCTETS);
    String checksum = download.image().checksum();
    if (checksum != null) {
      // Hexadecimal and of the whole data, as clients of the Images API expect; RFC 1864 would have
      // it otherwise.
      headers.add("Content-MD5", checksum);
    }
    if (tag != null) {
      headers.add("ETag", tag.text());
    }
    headers.add("Accept-Ranges", "bytes");
    if (range.partial()) {
      headers.add("Content-Range", range.contentRange(size));
      data.seek(range.offset(), range.lengthBytes());
    }
    images.begin(download);
    return new Response(
        range.partial() ? 206 : 200,
        headers.build(),
        new Response.Streamed(range.lengthBytes(), sink -> send(data, sink)));
  }

  private static List<String> preferredStores(Request request) throws Problem {
    String prefer = QueryParameters.parse(request.query()).last("prefer");
    return prefer == null || prefer.isEmpty() ? List.of() : List.of(prefer.split(",", -1));
  }

  /// Each run leaves in the form it came in; the sink closes it when it was sent or given up.
  private static void send(StoredData data, BodySink sink) throws Exception {
    for (Content run = data.next(); run != null; run = data.next()) {
      switch (run) {
        case Content.FileSlice slice ->
            sink.file(
                slice.file(),
                slice.offset(),
                slice.lengthBytes(),
                slice::close,
                slice.onUnreadable());
        case Content.Buffer buffer -> sink.bytes(buffer.bytes(), buffer::close);
        case Content.Zeros zeros -> {
          try (zeros) {
            sink.zeros(zeros.lengthBytes());
          }
        }
      }
    }
  }
}
