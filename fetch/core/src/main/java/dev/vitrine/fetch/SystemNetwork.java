package dev.vitrine.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// The machine's resolver and sockets. Certificates are read when the first secure connection needs
/// them. Thread-safe.
final class SystemNetwork implements Network {
  private static final int RESOLVE_LIMIT_SECONDS = 20;

  private final ClientTls tls;
  private @Nullable SSLSocketFactory sockets;

  SystemNetwork(ClientTls tls) {
    this.tls = tls;
  }

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
  public Socket connect(InetSocketAddress address, int limitMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, limitMillis);
      socket.setSoTimeout(limitMillis);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public Socket secure(Socket connection, String host, int port) throws IOException {
    SSLSocket secured =
        (SSLSocket) sockets().createSocket(new BufferedSocket(connection), host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private synchronized SSLSocketFactory sockets() throws IOException {
    SSLSocketFactory factory = sockets;
    if (factory == null) {
      try {
        factory = tls.context().getSocketFactory();
      } catch (GeneralSecurityException e) {
        throw new IOException("the certificates to trust cannot be used", e);
      }
      sockets = factory;
    }
    return factory;
  }
}
