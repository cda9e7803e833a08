package dev.vitrine.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// What a client of the network needs of it; tests put another one in its place. Thread-safe.
public interface Network {

  /// The addresses that a name has at this moment.
  List<InetAddress> resolve(String host) throws IOException, InterruptedException;

  /// A connection to that very address.
  ///
  /// @param secureHost the name that the other side must prove by its certificate; empty for a
  ///   connection in the clear
  Socket connect(InetSocketAddress address, String secureHost, int limitMillis) throws IOException;

  /// The machine's own resolver and sockets.
  static Network system() {
    return new SystemNetwork();
  }

  /// The machine's own resolver, sockets and certificates, which are read when the first secure
  /// connection needs them.
  record SystemNetwork() implements Network {
    private static final int RESOLVE_LIMIT_SECONDS = 20;

    /// The resolver knows no limit of its own, so it runs beside the caller.
    @Override
    public List<InetAddress> resolve(String host) throws IOException, InterruptedException {
      Callable<List<InetAddress>> lookup = () -> List.of(InetAddress.getAllByName(host));
      FutureTask<List<InetAddress>> task = new FutureTask<>(lookup);
      Thread.ofVirtual().name("resolve").start(task);
      try {
        return task.get(RESOLVE_LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new IOException("the name was not resolved in time", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownHostException) {
          return List.of();
        }
        throw new IOException("the name cannot be resolved", e);
      }
    }

    @Override
    public Socket connect(InetSocketAddress address, String secureHost, int limitMillis)
        throws IOException {
      Socket socket = new Socket();
      try {
        socket.connect(address, limitMillis);
        socket.setSoTimeout(limitMillis);
        return secureHost.isEmpty() ? socket : secured(socket, secureHost, address.getPort());
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    }

    private Socket secured(Socket socket, String host, int port) throws IOException {
      SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    }
  }
}
