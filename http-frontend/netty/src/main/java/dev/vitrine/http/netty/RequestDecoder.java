package dev.vitrine.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Netty's decoder, stricter, and one request at a time.
///
/// **Pause.** After each message it decodes nothing until [#resume]: a client may pipeline, but
/// what it sends ahead stays bytes, at most one read of them, instead of becoming any number of
/// decoded requests.
///
/// **Strictness.** Netty joins folded header lines, splits the request line at several kinds of
/// white space, and lets HTTP/1.0 repeat `Content-Length`. Each of these can make a proxy in front
/// and us disagree on where a request ends (RFC 9112, 11.2), so each is refused.
///
/// **Copies.** None of body bytes: contents are slices of what was read. `discardSomeReadBytes`,
/// which moves bytes within a buffer whose slices may have been handed on, is never reached.
final class RequestDecoder extends HttpRequestDecoder {
  /// A chunk's size line with its extensions, or a trailer; more is refused. It bounds how much
  /// memory a body of tiny chunks pins for each byte that counts.
  static final int MAX_CHUNK_OVERHEAD_BYTES = 512;

  /// Of later requests, while one is answered. More than a frame, which may end with them.
  private static final int MAX_SURPLUS_BYTES = 4 << 20;

  /// Hears of each arrival of bytes, also of those that no message is made of yet.
  interface Arrivals {
    void bytesArrived();

    /// Bytes of a later request are here while the decoder is paused.
    void surplusArrived();
  }

  private enum Position {
    REQUEST_LINE,
    FIELDS,
    BODY
  }

  private final Arrivals arrivals;
  private @Nullable ChannelHandlerContext context;
  private Position position = Position.REQUEST_LINE;
  private @Nullable String headFault;
  private boolean paused;
  private boolean discarding;

  RequestDecoder(HttpServerOptions options, Frames frames, Arrivals arrivals) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(options.head().maxRequestLineBytes())
            .setMaxHeaderSize(options.head().maxHeaderBytes())
            .setMaxChunkSize(options.body().maxFrameBytes())
            .setHeadersFactory(new StrictHeadersFactory(options.head().maxHeaders()))
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    this.arrivals = arrivals;
    setCumulator(frames);
    setDiscardAfterReads(Integer.MAX_VALUE);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /// Goes on after the message that was decoded last.
  void resume() throws Exception {
    paused = false;
    if (context != null && internalBuffer().isReadable()) {
      super.channelRead(context, Unpooled.EMPTY_BUFFER);
    }
  }

  /// From here on everything is dropped.
  void discard() {
    discarding = true;
  }

  /// Whether bytes wait here that belong to no complete message.
  boolean holdsBytes() {
    return internalBuffer().isReadable();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    arrivals.bytesArrived();
    if (discarding) {
      ReferenceCountUtil.release(msg);
      return;
    }
    if (paused && internalBuffer().readableBytes() > MAX_SURPLUS_BYTES) {
      // Netty empties the socket when the client has closed its side, whether we read or not.
      ReferenceCountUtil.release(msg);
      discarding = true;
      return;
    }
    super.channelRead(ctx, msg);
  }

  /// The inherited method reads the socket when a read gave no message, even if it is not to be
  /// read, and moves bytes.
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (paused && holdsBytes()) {
      arrivals.surplusArrived();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (discarding) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (paused) {
      return;
    }
    int from = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    if (position == Position.BODY) {
      checkOverhead(in.readerIndex() - from, out, before);
    } else {
      inspectHead(in, from, in.readerIndex());
    }
    for (int i = before; i < out.size(); i++) {
      track((HttpObject) out.get(i));
    }
  }

  private void track(HttpObject message) {
    if (message instanceof HttpRequest) {
      if (headFault != null && message.decoderResult().isSuccess()) {
        message.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(headFault)));
      }
      headFault = null;
      position = Position.BODY;
    }
    if (message instanceof LastHttpContent) {
      position = Position.REQUEST_LINE;
      paused = true;
    }
  }

  private void checkOverhead(int consumed, List<Object> out, int before) {
    int overhead = consumed;
    for (int i = before; i < out.size(); i++) {
      if (out.get(i) instanceof HttpContent content) {
        overhead -= content.content().readableBytes();
      }
    }
    if (overhead > MAX_CHUNK_OVERHEAD_BYTES) {
      for (Object content : out.subList(before, out.size())) {
        ReferenceCountUtil.release(content);
      }
      out.subList(before, out.size()).clear();
      HttpContent broken = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      broken.setDecoderResult(
          DecoderResult.failure(
              new IllegalArgumentException("chunk extension or trailer too long")));
      out.add(broken);
    }
  }

  /// Looks at what the decoder took for the head: whole lines, as long as nothing is wrong.
  private void inspectHead(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to) {
      int lineFeed = in.indexOf(at, to, (byte) '\n');
      int end = lineFeed < 0 ? to : lineFeed;
      if (lineFeed > at && in.getByte(lineFeed - 1) == '\r') {
        end--;
      }
      if (end > at) {
        inspectLine(in, at, end);
      }
      at = lineFeed < 0 ? to : lineFeed + 1;
    }
  }

  private void inspectLine(ByteBuf in, int from, int end) {
    if (in.indexOf(from, end, (byte) '\r') >= 0 || in.indexOf(from, end, (byte) 0) >= 0) {
      headFault = "bare CR or NUL in the head";
    }
    byte first = in.getByte(from);
    if (first == ' ' || first == '\t') {
      headFault = "line begins with white space";
    }
    if (position == Position.REQUEST_LINE) {
      int space = in.indexOf(from, end, (byte) ' ');
      int second = space < 0 ? -1 : in.indexOf(space + 1, end, (byte) ' ');
      // Exactly two single spaces; what else is no visible character is found in the target. The
      // version in lower case would be taken for the real one.
      if (second <= space + 1
          || second + 1 == end
          || in.getByte(second + 1) != 'H'
          || in.indexOf(second + 1, end, (byte) ' ') >= 0
          || in.indexOf(from, end, (byte) '\t') >= 0) {
        headFault = "malformed request line";
      }
      position = Position.FIELDS;
    }
  }

  private record StrictHeadersFactory(int maxHeaders) implements HttpHeadersFactory {
    @Override
    public HttpHeaders newHeaders() {
      return new StrictHeaders(maxHeaders);
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return new StrictHeaders(maxHeaders);
    }
  }

  /// Refuses what a later look could not see any more.
  private static final class StrictHeaders extends DefaultHttpHeaders {
    private final int maxHeaders;
    private int headers;

    StrictHeaders(int maxHeaders) {
      this.maxHeaders = maxHeaders;
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
      if (++headers > maxHeaders) {
        throw new TooLongHttpHeaderException("more than " + maxHeaders + " header fields");
      }
      // On HTTP/1.0 the decoder takes the first and forgets the others.
      if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
          && contains(HttpHeaderNames.CONTENT_LENGTH)) {
        throw new IllegalArgumentException("several Content-Length");
      }
      return super.add(name, value);
    }
  }
}
