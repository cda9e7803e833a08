package dev.vitrine.backend.wire;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A request whose body is being written. One thread writes it, and ends it by [#finish] or by
/// [#cut].
public final class Upload {
  static final int MOST_ANSWER_BYTES = 64 << 10;

  private final UploadFlow body;
  private final CompletableFuture<HttpResponse<byte[]>> answer;
  private final Duration answerLimit;

  Upload(UploadFlow body, CompletableFuture<HttpResponse<byte[]>> answer, Duration answerLimit) {
    this.body = body;
    this.answer = answer;
    this.answerLimit = answerLimit;
    var _ = answer.whenComplete((_, _) -> body.close());
  }

  /// Waits until the other side wants the body. Of a request that asks for leave to send it
  /// (`Expect: 100-continue`), that is when it was given. Returns false when there is an answer
  /// instead, or a failure: [#finish] has it, and no byte has left.
  public boolean awaitLeave() throws WireException, InterruptedException {
    return body.awaitLeave();
  }

  /// Writes the buffer's bytes; blocks while the other side takes no more. Returns false when there
  /// is an answer already, or a failure in its place: [#finish] has it.
  ///
  /// Throws [WireException] when nothing was taken for too long.
  public boolean write(ByteBuffer bytes) throws WireException, InterruptedException {
    return body.write(bytes);
  }

  /// Sends the rest and waits for the answer.
  public HttpResponse<byte[]> finish() throws WireException, InterruptedException {
    try {
      body.end();
    } catch (WireException | InterruptedException e) {
      cut();
      throw e;
    }
    return Wire.await(answer, answerLimit);
  }

  /// Gives the request up; the other side sees a body that is cut.
  public void cut() {
    body.cut();
    answer.cancel(true);
  }
}
