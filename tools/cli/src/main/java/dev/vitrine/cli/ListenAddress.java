package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.IdentityOptions;
import dev.vitrine.cli.config.Options;
import dev.vitrine.cli.config.Pipeline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Decides whether, and where, the service may listen.
final class ListenAddress {
  private ListenAddress() {}

  /// The address to bind. Fails when the host is not known, and when callers of another machine
  /// would be let in although nobody is identified.
  static InetSocketAddress of(Configuration configuration) throws CommandFailure {
    String host = configuration.get(Options.BIND_HOST);
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw CommandFailure.unavailable("the host name to listen on is not known: " + host, e);
    }
    boolean onlyLoopback = Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
    boolean everybodyIsAdmin = configuration.get(IdentityOptions.FLAVOR) == Pipeline.NONE;
    if (!onlyLoopback
        && everybodyIsAdmin
        && !configuration.get(Options.LET_ANYONE_ON_THE_NETWORK_BE_ADMIN)) {
      throw CommandFailure.wrongUse(
          "will not listen on "
              + host
              + ": callers are not identified, so anyone who reaches it could read, change and"
              + " delete every image; set [paste_deploy] flavor to identify them, or, if that is"
              + " what you want, say --let-anyone-on-the-network-be-admin");
    }
    return new InetSocketAddress(addresses[0], configuration.get(Options.BIND_PORT));
  }

  /// The URL under which this machine reaches the bound address.
  static String url(InetSocketAddress bound, boolean tls) {
    InetAddress address = bound.getAddress();
    String host =
        address.isAnyLocalAddress()
            ? "127.0.0.1"
            : address instanceof java.net.Inet6Address
                ? "[" + address.getHostAddress() + "]"
                : address.getHostAddress();
    return (tls ? "https://" : "http://") + host + ":" + bound.getPort();
  }
}
