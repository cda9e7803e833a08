package dev.vitrine.http.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.http.BodyPart;
import dev.vitrine.http.Handler;
import dev.vitrine.http.Headers;
import dev.vitrine.http.RequestBody;
import dev.vitrine.http.Response;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What clients send stays in the clients when nobody takes it.
@ExtendWith(LeakGuard.class)
@ParameterizedClass
@EnumSource(
    value = Wire.class,
    names = {"NIO", "EPOLL", "IO_URING"})
@SuppressWarnings("NullAway.Init")
class BackPressureTest {
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
  private static final String PUT = "PUT / HTTP/1.1\r\nHost: a\r\n";

  @Parameter Wire wire;

  private final Echo ends = new Echo();
  private final List<RawClient> clients = new ArrayList<>();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private RawClient serve(Handler handler) throws IOException {
    server = HttpServer.start(wire.options(), handler, ends);
    return connect();
  }

  private RawClient connect() throws IOException {
    RawClient client = RawClient.connect(server(), wire);
    clients.add(client);
    return client;
  }

  private HttpServer server() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  @Test
  void stopsReadingWhenTheHandlerDoesNot() throws Exception {
    CompletableFuture<BodyPipe> pipe = new CompletableFuture<>();
    CountDownLatch go = new CountDownLatch(1);
    RawClient client =
        serve(request -> {
          pipe.complete((BodyPipe) request.body());
          go.await();
          return Echo.digest(request);
        });
    byte[] body = new byte[8 << 20];
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            client.send(PUT + "Content-Length: " + body.length + "\r\n\r\n").send(body);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    int pause = Wire.SMALL_MEMORY.pauseBytes();
    await().until(() -> pipe.join().outstandingBytes() >= pause);
    Thread.sleep(200);
    assertThat(pipe.join().outstandingBytes())
        .isLessThan(pause + 2L * Wire.SMALL_MEMORY.maxFrameBytes());
    go.countDown();
    assertThat(client.answer().text()).isEqualTo(Echo.digest(body));
    sent.join();
  }

  @Test
  void givesAFastUploadALargerWindowWhereThereIsRoom() throws Exception {
    long held = heldByAReaderThatWaits(16);
    assertThat(held).isBetween(3L * WINDOW_BYTES, 4L * WINDOW_BYTES);
    await().until(() -> server().statistics().uploadReservedBytes() == 0);
  }

  @Test
  void keepsHalfOfTheBudgetForOthers() throws Exception {
    assertThat(heldByAReaderThatWaits(4)).isBetween(WINDOW_BYTES + 1L, 2L * WINDOW_BYTES);
    await().until(() -> server().statistics().uploadReservedBytes() == 0);
  }

  private static final int WINDOW_BYTES = Wire.SMALL_MEMORY.uploadWindowBytes();

  /// What the server holds of an upload that nobody reads, with a budget of so many windows, of
  /// which one upload may have four.
  private long heldByAReaderThatWaits(int windows) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<BodyPipe> pipe = new CompletableFuture<>();
    HttpServerOptions.BodyLimits small = Wire.SMALL_MEMORY;
    server =
        HttpServer.start(
            wire.options()
                .withBody(
                    new HttpServerOptions.BodyLimits(
                        (long) windows * WINDOW_BYTES,
                        WINDOW_BYTES,
                        4 * WINDOW_BYTES,
                        small.maxFrameBytes(),
                        small.smallBodyBudgetBytes(),
                        small.smallBodyBytes(),
                        small.drainBytes())),
            request -> {
              pipe.complete((BodyPipe) request.body());
              assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
              return Echo.digest(request);
            },
            ends);
    RawClient client = connect();
    byte[] body = new byte[8 << 20];
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            client.send(PUT + "Content-Length: " + body.length + "\r\n\r\n").send(body);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    AtomicLong before = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(200))
        .until(() -> before.getAndSet(pipe.join().outstandingBytes()) == before.get());
    go.countDown();
    assertThat(client.answer().text()).isEqualTo(Echo.digest(body));
    sent.join();
    return before.get();
  }

  @Test
  void countsPartsUntilTheyAreReleased() throws Exception {
    ConcurrentLinkedQueue<BodyPart> held = new ConcurrentLinkedQueue<>();
    AtomicLong heldBytes = new AtomicLong();
    CompletableFuture<BodyPipe> pipe = new CompletableFuture<>();
    RawClient client =
        serve(request -> {
          pipe.complete((BodyPipe) request.body());
          BodyPart part;
          while ((part = request.body().read()) != null) {
            // Held before counted: whoever sees all bytes counted finds all parts held.
            int length = part.bytes().remaining();
            held.add(part);
            heldBytes.addAndGet(length);
          }
          return Response.empty(204);
        });
    byte[] body = new byte[1 << 20];
    CompletableFuture.runAsync(
            () -> {
              try {
                client.send(PUT + CHUNKED);
                client.send(Integer.toHexString(body.length) + "\r\n").send(body);
                client.send("\r\n0\r\n\r\n");
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            })
        .isDone();
    int pause = Wire.SMALL_MEMORY.pauseBytes();
    await().until(() -> pipe.join().outstandingBytes() >= pause);
    Thread.sleep(100);
    assertThat(heldBytes.get()).isBetween(pause / 2L, pause + 2L * (64 << 10));
    while (heldBytes.get() < body.length || !held.isEmpty()) {
      BodyPart part = held.poll();
      if (part != null) {
        part.release();
      }
    }
    assertThat(client.answer(false).status()).isEqualTo(204);
  }

  @Test
  void letsAReaderCollectWhatItMayHold() throws Exception {
    int collect = Wire.SMALL_MEMORY.maxHeldBytes();
    RawClient client =
        serve(request -> {
          List<BodyPart> held = new ArrayList<>();
          long bytes = 0;
          BodyPart part;
          while ((part = request.body().read()) != null) {
            held.add(part);
            bytes += part.bytes().remaining() + BodyPipe.PART_OVERHEAD_BYTES;
            // As a chunker does: nothing is released before a chunk is whole.
            if (bytes >= collect) {
              held.forEach(BodyPart::release);
              held.clear();
              bytes = 0;
            }
          }
          held.forEach(BodyPart::release);
          return Response.empty(204);
        });
    byte[] body = new byte[4 << 20];
    client.send(PUT + "Content-Length: " + body.length + "\r\n\r\n").send(body);
    assertThat(client.answer(false).status()).isEqualTo(204);
  }

  @Test
  void handsALateReaderFewLargeParts() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<BodyPipe> pipe = new CompletableFuture<>();
    AtomicInteger parts = new AtomicInteger();
    RawClient client =
        serve(request -> {
          pipe.complete((BodyPipe) request.body());
          go.await();
          BodyPart part;
          while ((part = request.body().read()) != null) {
            parts.incrementAndGet();
            part.release();
          }
          return Response.empty(204);
        });
    int pieces = 2000;
    client.send(PUT + "Content-Length: " + 100 * pieces + "\r\n\r\n");
    for (int i = 0; i < pieces; i++) {
      client.send(new byte[100]);
    }
    await().until(() -> pipe.join().receivedBytes() == 100L * pieces);
    go.countDown();
    assertThat(client.answer(false).status()).isEqualTo(204);
    assertThat(parts.get()).isLessThan(40);
  }

  @Test
  void handsBodiesOnWithoutACopy() throws Exception {
    // Parts that lie side by side in memory were read there by the socket: copies would not.
    AtomicInteger jumps = new AtomicInteger();
    RawClient client =
        serve(request -> {
          long end = 0;
          BodyPart part;
          while ((part = request.body().read()) != null) {
            ByteBuffer bytes = part.bytes();
            long address = MemorySegment.ofBuffer(bytes).address();
            // Chunks have a size line in between.
            if (address < end || address > end + 16) {
              jumps.incrementAndGet();
            }
            end = address + bytes.remaining();
            part.release();
          }
          return Response.empty(204);
        });
    int length = 4 << 20;
    int frames = length / (60 << 10);
    client.send(PUT + "Content-Length: " + length + "\r\n\r\n").send(new byte[length]);
    client.answer(false);
    assertThat(jumps.get()).isLessThan(frames + 10);
    jumps.set(0);
    client.send(PUT + CHUNKED);
    for (int i = 0; i < length / 1000; i++) {
      client.send("3e8\r\n" + "x".repeat(1000) + "\r\n");
    }
    client.send("0\r\n\r\n").answer(false);
    // A size line that the end of a frame cuts in two costs one.
    assertThat(jumps.get()).isLessThan(2 * frames + 10);
  }

  @Test
  void refusesAnUploadThatFindsNoMemoryInTimeAndTakesTheNextOne() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    RawClient first =
        serve(request -> {
          if (request.path().equals("/hold")) {
            go.await();
          }
          return Echo.digest(request);
        });
    long windows = Wire.SMALL_MEMORY.uploadBudgetBytes() / Wire.SMALL_MEMORY.uploadWindowBytes();
    String hold = "PUT /hold HTTP/1.1\r\nHost: a\r\n" + CHUNKED;
    first.send(hold);
    for (int i = 1; i < windows; i++) {
      connect().send(hold);
    }
    await().until(() -> server().statistics().exchangesRunning() == windows);
    RawClient.Answer refused = connect().send(PUT + CHUNKED).answer();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsKey("retry-after");
    assertThat(server().statistics().bodiesRefused()).isEqualTo(1);
    // Small bodies have memory of their own.
    RawClient small = connect().send(PUT + "Content-Length: 3\r\n\r\nabc");
    assertThat(small.answer().status()).isEqualTo(200);
    go.countDown();
    assertThat(first.send("0\r\n\r\n").answer().status()).isEqualTo(200);
    RawClient next = connect().send(PUT + CHUNKED + "3\r\nabc\r\n0\r\n\r\n");
    assertThat(next.answer().text()).isEqualTo(Echo.digest("abc".getBytes(US_ASCII)));
  }

  @Test
  void servesOneFastClientAmongTwoHundredSlowOnesInBoundedMemory() throws Exception {
    ConcurrentLinkedQueue<BodyPipe> pipes = new ConcurrentLinkedQueue<>();
    HttpServerOptions options =
        wire.options()
            .withBody(
                new HttpServerOptions.BodyLimits(
                    201L * (80 << 10), 80 << 10, 80 << 10, 16 << 10, 1 << 20, 1 << 10, 1 << 10));
    server =
        HttpServer.start(
            options,
            request -> {
              if (request.method().equals("GET")) {
                return new Response(
                    200, Headers.NONE, new Response.Streamed(1L << 30, s -> s.zeros(1L << 30)));
              }
              pipes.add((BodyPipe) request.body());
              return Echo.digest(request);
            },
            ends);
    for (int i = 0; i < 100; i++) {
      connect().send(PUT + CHUNKED + "100000\r\n");
      connect().ask("GET", "/");
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < clients.size(); i += 2) {
        clients.get(i).send(new byte[1000]);
        clients.get(i + 1).readExactly(1000);
      }
    }
    RawClient fast = connect();
    byte[] body = Randoms.bytes(Randoms.seeded("fast client"), 4 << 20);
    fast.send(PUT + "Content-Length: " + body.length + "\r\n\r\n").send(body);
    assertThat(fast.answer().text()).isEqualTo(Echo.digest(body));
    assertThat(pipes).hasSize(101);
    assertThat(pipes).allMatch(pipe -> pipe.outstandingBytes() < 80 << 10);
    assertThat(server().statistics().connectionsOpen()).isEqualTo(201);
  }

  @Test
  void givesUpAReaderThatKeepsEverythingAndWaitsForMore() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    server =
        HttpServer.start(
            Wire.withBodyStall(wire.options(), Duration.ofMillis(200)),
            request -> {
              List<BodyPart> held = new ArrayList<>();
              try {
                BodyPart part;
                while ((part = request.body().read()) != null) {
                  held.add(part);
                }
                return Response.empty(204);
              } catch (RequestBody.Aborted e) {
                failure.complete(e);
                throw e;
              } finally {
                held.forEach(BodyPart::release);
              }
            },
            ends);
    RawClient client = connect();
    CompletableFuture.runAsync(
            () -> {
              try {
                client
                    .send(PUT + "Content-Length: " + (4 << 20) + "\r\n\r\n")
                    .send(new byte[4 << 20]);
              } catch (IOException e) {
                // Cut, as it must be.
              }
            })
        .isDone();
    assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("not released");
    await().until(() -> server().statistics().uploadReservedBytes() == 0);
  }
}
