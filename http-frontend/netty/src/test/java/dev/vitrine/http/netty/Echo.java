package dev.vitrine.http.netty;

import dev.vitrine.http.BodyPart;
import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Handlers that read bodies, and a listener that keeps what it hears.
final class Echo implements ExchangeListener {
  private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();

  @Override
  public void finished(Request request, Result result) {
    results.add(result);
  }

  /// The next exchange's end.
  Result next() throws InterruptedException {
    @Nullable Result result = results.poll(10, TimeUnit.SECONDS);
    if (result == null) {
      throw new AssertionError("no exchange ended");
    }
    return result;
  }

  int waiting() {
    return results.size();
  }

  static byte[] readAll(Request request) throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (BodyPart part = request.body().read(); part != null; part = request.body().read()) {
      byte[] bytes = new byte[part.bytes().remaining()];
      part.bytes().duplicate().get(bytes);
      part.release();
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  /// Answers the body's SHA-256.
  static Response digest(Request request) throws IOException, InterruptedException {
    MessageDigest digest = sha256();
    for (BodyPart part = request.body().read(); part != null; part = request.body().read()) {
      digest.update(part.bytes());
      part.release();
    }
    return Response.text(200, HexFormat.of().formatHex(digest.digest()));
  }

  static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
