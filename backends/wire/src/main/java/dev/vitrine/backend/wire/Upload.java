package dev.vitrine.backend.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.fetch.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A request whose body is being written. One thread writes it, and ends it by [#finish] or by
/// [#cut]; another hears the answer, which may come at any time.
public final class Upload {
  private static final int PORTION_BYTES = 128 << 10;

  /// Of a chunk (RFC 9112, 7.1): eight digits of its length and a line end before it, a line end
  /// behind it.
  private static final int CHUNK_HEAD_BYTES = 10;

  private static final int CHUNK_TAIL_BYTES = 2;
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);

  private final Connection connection;
  private final OptionalLong lengthBytes;
  private final WireLimits limits;
  private final WaitLimits waits;

  /// Completed with the status, or with why none comes.
  private final CompletableFuture<Integer> answer = new CompletableFuture<>();

  /// Completed when the body may be sent, or need not be.
  private final CompletableFuture<Void> leave = new CompletableFuture<>();

  /// What is sent next, with room for a chunk's frame around it.
  private final ByteBuffer portion =
      ByteBuffer.allocate(CHUNK_HEAD_BYTES + PORTION_BYTES + CHUNK_TAIL_BYTES);

  private long takenBytes;

  /// Takes over a connection by which the head of the request has gone.
  ///
  /// @param lengthBytes of the body; without it, it goes in chunks
  /// @param expectsLeave whether the request asks for leave to send its body
  Upload(
      Connection connection,
      OptionalLong lengthBytes,
      boolean expectsLeave,
      WireLimits limits,
      WaitLimits waits) {
    this.connection = connection;
    this.lengthBytes = lengthBytes;
    this.limits = limits;
    this.waits = waits;
    beginPortion();
    if (!expectsLeave) {
      leave.complete(null);
    }
    Thread.ofVirtual().name("answer").start(this::hear);
  }

  private void hear() {
    try {
      ResponseHead head =
          ResponseHead.await(
              connection.socket(),
              connection.in(),
              interim -> {
                if (interim == 100) {
                  leave.complete(null);
                }
              });
      answer.complete(head.status());
    } catch (IOException | RuntimeException e) {
      answer.completeExceptionally(e);
    } finally {
      leave.complete(null);
    }
  }

  /// Waits until the other side wants the body. Of a request that asks for leave to send it
  /// (`Expect: 100-continue`), that is when it was given. Returns false when there is an answer
  /// instead, or a failure: [#finish] has it, and no byte has left.
  public boolean awaitLeave() throws WireException, InterruptedException {
    await(leave, limits.stall(), "no leave to send");
    return !answer.isDone();
  }

  /// Writes the buffer's bytes; blocks while the other side takes no more. Returns false when there
  /// is an answer already, or a failure in its place: [#finish] has it.
  ///
  /// Throws [WireException] when nothing was taken for too long.
  public boolean write(ByteBuffer bytes) throws WireException, InterruptedException {
    takenBytes += bytes.remaining();
    while (bytes.hasRemaining()) {
      if (portion.remaining() == CHUNK_TAIL_BYTES && !flush()) {
        return false;
      }
      int count = Math.min(portion.remaining() - CHUNK_TAIL_BYTES, bytes.remaining());
      portion.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
    }
    return true;
  }

  /// Sends the rest and waits for the answer's status.
  ///
  /// Throws [WireException] when there is none in time, or when the body is not as long as was
  /// announced.
  public int finish() throws WireException, InterruptedException {
    try {
      if (flush()) {
        requireWhole();
        if (lengthBytes.isEmpty()) {
          send(LAST_CHUNK, 0, LAST_CHUNK.length);
        }
      }
      return await(answer, limits.answer(), "no answer");
    } finally {
      connection.close();
    }
  }

  private void requireWhole() throws WireException {
    if (lengthBytes.isPresent() && lengthBytes.getAsLong() != takenBytes) {
      throw new WireException(
          "%d bytes were announced, not %d".formatted(lengthBytes.getAsLong(), takenBytes), null);
    }
  }

  /// Gives the request up; the other side sees a body that is cut.
  public void cut() {
    connection.close();
  }

  private void beginPortion() {
    portion.clear().position(CHUNK_HEAD_BYTES);
  }

  /// Sends the portion; false when nobody wants it.
  private boolean flush() throws WireException, InterruptedException {
    int count = portion.position() - CHUNK_HEAD_BYTES;
    if (answer.isDone()) {
      return false;
    }
    boolean wanted = true;
    if (count > 0 && lengthBytes.isPresent()) {
      wanted = send(portion.array(), CHUNK_HEAD_BYTES, count);
    } else if (count > 0) {
      portion.put((byte) '\r').put((byte) '\n');
      String head = HexFormat.of().toHexDigits(count) + "\r\n";
      portion.put(0, head.getBytes(US_ASCII));
      wanted = send(portion.array(), 0, portion.position());
    }
    beginPortion();
    return wanted;
  }

  /// False when the other side has closed the connection: then it has answered, or never will.
  private boolean send(byte[] bytes, int from, int count)
      throws WireException, InterruptedException {
    try (WaitLimits.Wait wait = waits.begin(connection, limits.stall())) {
      try {
        connection.out().write(bytes, from, count);
        return true;
      } catch (IOException e) {
        if (wait.passed().get() || Thread.currentThread().isInterrupted()) {
          throw wait.failure("no more bytes were taken", e);
        }
        return false;
      }
    }
  }

  private static <T> T await(CompletableFuture<T> outcome, Duration limit, String failure)
      throws WireException, InterruptedException {
    try {
      return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new WireException(failure + " in " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw WireException.of(e.getCause() == null ? e : e.getCause());
    }
  }
}
