package dev.vitrine.backend.s3;

import com.sun.net.httpserver.HttpExchange;
import dev.vitrine.blobstore.testkit.ObjectServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// A bucket in memory, with short pages, that believes every signature and misbehaves on demand.
final class S3Server extends ObjectServer {
  static final String BUCKET = "images";
  private static final String ROOT = "/" + BUCKET + "/";
  private static final String XML = "application/xml";
  private static final int PAGE_ENTRIES = 5;

  private record Upload(String path, SortedMap<Integer, byte[]> parts) {}

  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

  S3Server() throws IOException {}

  S3Options options() {
    return S3Options.of(address(), BUCKET, "key", "secret");
  }

  static String error(String code) {
    return "<Error><Code>" + code + "</Code><Message>as arranged</Message></Error>";
  }

  int objectCount() {
    return objects.size();
  }

  int uploadCount() {
    return uploads.size();
  }

  @Override
  protected boolean handleOther(HttpExchange exchange, Map<String, String> query, byte[] body)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (query.containsKey("list-type")) {
      answer(exchange, 200, XML, listing(query));
    } else if (query.containsKey("uploads")) {
      answer(exchange, 200, XML, uploads(exchange.getRequestMethod(), path));
    } else if (query.containsKey("uploadId")) {
      part(exchange, path, query, body);
    } else if (path.equals("/" + BUCKET) || path.equals(ROOT)) {
      exchange.sendResponseHeaders(200, -1);
    } else {
      return false;
    }
    return true;
  }

  private String uploads(String method, String path) {
    if (method.equals("POST")) {
      String id = UUID.randomUUID().toString();
      uploads.put(id, new Upload(path, new ConcurrentSkipListMap<>()));
      return "<InitiateMultipartUploadResult><UploadId>"
          + id
          + "</UploadId></InitiateMultipartUploadResult>";
    }
    StringBuilder xml = new StringBuilder("<ListMultipartUploadsResult>");
    uploads.forEach((id, upload) ->
        xml.append("<Upload><Key>")
            .append(upload.path().substring(ROOT.length()))
            .append("</Key><UploadId>")
            .append(id)
            .append("</UploadId></Upload>"));
    return xml.append("</ListMultipartUploadsResult>").toString();
  }

  private void part(HttpExchange exchange, String path, Map<String, String> query, byte[] body)
      throws IOException {
    String id = query.getOrDefault("uploadId", "");
    Upload upload = uploads.get(id);
    if (upload == null) {
      answer(exchange, 404, XML, error("NoSuchUpload"));
      return;
    }
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        int number = Integer.parseInt(query.getOrDefault("partNumber", ""));
        upload.parts().put(number, body);
        exchange.getResponseHeaders().set("ETag", "\"part-" + number + "\"");
        exchange.sendResponseHeaders(200, -1);
      }
      case "POST" -> {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        upload.parts().values().forEach(whole::writeBytes);
        objects.put(path, whole.toByteArray());
        uploads.remove(id);
        answer(exchange, 200, XML, "<CompleteMultipartUploadResult/>");
      }
      default -> {
        uploads.remove(id);
        exchange.sendResponseHeaders(204, -1);
      }
    }
  }

  private String listing(Map<String, String> query) {
    String prefix = ROOT + query.getOrDefault("prefix", "");
    String from = query.getOrDefault("continuation-token", "");
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    String last = "";
    int count = 0;
    boolean truncated = false;
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      if (object.getKey().startsWith(prefix) && object.getKey().compareTo(from) > 0) {
        if (count++ == PAGE_ENTRIES) {
          truncated = true;
          break;
        }
        last = object.getKey();
        xml.append("<Contents><Key>")
            .append(last.substring(ROOT.length()))
            .append("</Key><Size>")
            .append(object.getValue().length)
            .append("</Size></Contents>");
      }
    }
    xml.append("<IsTruncated>").append(truncated).append("</IsTruncated>");
    if (truncated) {
      xml.append("<NextContinuationToken>").append(last).append("</NextContinuationToken>");
    }
    return xml.append("</ListBucketResult>").toString();
  }
}
