package dev.vitrine.http.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.util.OptionalLong;

/// How the event loops talk to the operating system.
public enum Transport {
  /// [#EPOLL] where there is one, else [#NIO].
  AUTO,
  /// Linux; sends files with sendfile(2).
  EPOLL,
  /// Linux 5.9 and newer; sends files with two splices, 64 KiB at a time, which costs several times
  /// the CPU of sendfile. In Netty 4.2.18 a reset that arrives in the middle of a read goes
  /// unnoticed until the body's time limit.
  IO_URING,
  /// The JDK's selectors, everywhere.
  NIO;

  /// errno(3), the same on every Linux.
  private static final int EIO = 5;

  /// Whether this machine can do it.
  public boolean isAvailable() {
    return switch (this) {
      case AUTO, NIO -> true;
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
    };
  }

  /// What [#AUTO] stands for here; the others stand for themselves.
  Transport resolve() {
    if (this == AUTO) {
      return EPOLL.isAvailable() ? EPOLL : NIO;
    }
    if (!isAvailable()) {
      Throwable cause = this == EPOLL ? Epoll.unavailabilityCause() : IoUring.unavailabilityCause();
      throw new IllegalStateException("transport " + this + " is not available here", cause);
    }
    return this;
  }

  IoHandlerFactory ioHandlerFactory() {
    return switch (resolve()) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO, AUTO -> NioIoHandler.newFactory();
    };
  }

  Class<? extends ServerSocketChannel> serverChannel() {
    return switch (resolve()) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case NIO, AUTO -> NioServerSocketChannel.class;
    };
  }

  /// Milliseconds since the kernel last found room at the client for bytes of this connection;
  /// empty where it does not say.
  ///
  /// What the kernel takes from us is a poor measure for a slow client: with megabytes of socket
  /// buffer it may take nothing more for many minutes while the client reads all the time.
  static OptionalLong millisSinceDataSent(Channel channel) {
    return switch (channel) {
      case EpollSocketChannel epoll -> OptionalLong.of(epoll.tcpInfo().lastDataSent());
      case IoUringSocketChannel uring -> OptionalLong.of(uring.tcpInfo().lastDataSent());
      default -> OptionalLong.empty();
    };
  }

  /// Whether a run of a file failed for want of its bytes, and not because of the connection: the
  /// kernel's call for both has one answer. A file that is shorter than the run is Netty's to find.
  static boolean isFileFailure(Throwable failure) {
    if (failure instanceof Errors.NativeIoException known) {
      return known.expectedErr() == -EIO;
    }
    String text = failure instanceof IOException ? failure.getMessage() : null;
    return text != null
        && (text.contains("Input/output error") || text.startsWith("Underlying file size"));
  }

  /// Whether a run of a file must not be left to the kernel: io_uring's splice counts in 32 bits.
  static boolean isRegionTooFar(Channel channel, long offset, long lengthBytes) {
    return channel instanceof IoUringSocketChannel && offset + lengthBytes > Integer.MAX_VALUE;
  }
}
