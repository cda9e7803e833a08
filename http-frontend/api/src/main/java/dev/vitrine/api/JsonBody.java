package dev.vitrine.api;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.http.BodyPart;
import dev.vitrine.http.RequestBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads bodies that are JSON, whole and bounded. The media type is not looked at: clients of the
/// Images API send all sorts.
public final class JsonBody {
  /// An image record with every property at its quota takes a few hundred KiB.
  static final int MAX_BYTES = 1 << 20;

  private static final int FIRST_BUFFER_BYTES = 4096;

  private JsonBody() {}

  public static JsonObject object(RequestBody body)
      throws Problem, IOException, InterruptedException {
    JsonValue value = value(body);
    if (value instanceof JsonObject object) {
      return object;
    }
    throw Problem.badRequest("The body is %s where an object is expected".formatted(value.kind()));
  }

  static JsonArray array(RequestBody body) throws Problem, IOException, InterruptedException {
    JsonValue value = value(body);
    if (value instanceof JsonArray array) {
      return array;
    }
    throw Problem.badRequest("The body is %s where an array is expected".formatted(value.kind()));
  }

  private static JsonValue value(RequestBody body)
      throws Problem, IOException, InterruptedException {
    try {
      return JsonReader.parse(bytes(body));
    } catch (MalformedJson e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] bytes(RequestBody body) throws Problem, IOException, InterruptedException {
    long declared = body.lengthBytes().orElse(0);
    if (declared > MAX_BYTES) {
      throw tooLarge();
    }
    byte[] bytes = new byte[declared > 0 ? (int) declared : FIRST_BUFFER_BYTES];
    int length = 0;
    for (BodyPart part = body.read(); part != null; part = body.read()) {
      try {
        ByteBuffer more = part.bytes();
        int moreLength = more.remaining();
        if (moreLength > MAX_BYTES - length) {
          throw tooLarge();
        }
        if (moreLength > bytes.length - length) {
          bytes = Arrays.copyOf(bytes, Math.max(length + moreLength, 2 * bytes.length));
        }
        more.get(bytes, length, moreLength);
        length += moreLength;
      } finally {
        part.release();
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private static Problem tooLarge() {
    return new Problem(413, "A JSON body may have at most %d bytes".formatted(MAX_BYTES));
  }
}
