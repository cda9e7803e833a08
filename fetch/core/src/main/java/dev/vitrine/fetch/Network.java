package dev.vitrine.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/// What a client of the network needs of it; tests put another one in its place. Thread-safe.
public interface Network {

  /// The addresses that a name has at this moment.
  List<InetAddress> resolve(String host) throws IOException, InterruptedException;

  /// A connection to that very address, in the clear.
  Socket connect(InetSocketAddress address, int limitMillis) throws IOException;

  /// The same connection, secured: the other side has proved by its certificate that it has the
  /// name. Closing what comes closes the connection.
  Socket secure(Socket connection, String host, int port) throws IOException;

  /// The machine's own resolver, sockets and certificates.
  static Network system() {
    return system(new ClientTls(null, null, null, false));
  }

  /// The machine's own resolver and sockets.
  ///
  /// @param tls whom to trust
  static Network system(ClientTls tls) {
    return new SystemNetwork(tls);
  }
}
