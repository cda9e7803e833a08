package dev.vitrine.fetch.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that reads the head of each request and answers with whatever its script writes, to the
/// byte. Each connection has one request.
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket server;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();

  /// What clients sent, head by head.
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /// Answers a request.
  @FunctionalInterface
  public interface Script {
    void answer(String request, OutputStream out) throws IOException;
  }

  /// @param port 0 for any that is free
  public ScriptedServer(InetAddress address, int port, Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(port, 50, address);
    Thread.ofVirtual().start(this::serve);
  }

  public int port() {
    return server.getLocalPort();
  }

  /// How many clients have come.
  public int connections() {
    return connections.get();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
      StringBuilder request = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        request.append(line).append('\n');
      }
      requests.add(request.toString());
      script.answer(request.toString(), client.getOutputStream());
    } catch (IOException e) {
      // The client left.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
