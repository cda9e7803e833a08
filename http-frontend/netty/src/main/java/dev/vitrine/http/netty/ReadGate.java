package dev.vitrine.http.netty;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Whether a connection's socket is read: not while there is any reason against it. On the event
/// loop of its channel.
final class ReadGate {
  /// Why the socket is not read.
  enum Reason {
    PIPE_IS_FULL,
    NO_WINDOW_YET,
    NEXT_REQUEST_WAITS
  }

  private final Channel channel;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  boolean isOpen() {
    return reasons.isEmpty();
  }

  void block(Reason reason) {
    if (reasons.isEmpty()) {
      channel.config().setAutoRead(false);
    }
    reasons.add(reason);
  }

  /// Takes the reasons back. Returns whether the socket is read from now on and was not until now.
  boolean unblock(Reason... over) {
    if (!reasons.removeAll(List.of(over)) || !reasons.isEmpty()) {
      return false;
    }
    channel.config().setAutoRead(true);
    return true;
  }
}
