package dev.vitrine.fetch.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vitrine.fetch.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A web of one server, on loopback, and a resolver that says what it is told to, one answer after
/// the other: the last one stays. A name that it was not told of is the server's.
public final class ScriptedNetwork implements Network, AutoCloseable {
  private final ScriptedServer server;
  private final Map<String, Deque<List<InetAddress>>> names = new HashMap<>();

  /// What clients sent, head by head.
  public final List<String> requests;

  /// Where clients connected to.
  public final List<InetSocketAddress> connections = new CopyOnWriteArrayList<>();

  /// The names that servers would have had to prove.
  public final List<String> secured = new CopyOnWriteArrayList<>();

  public ScriptedNetwork(ScriptedServer.Script script) throws IOException {
    server = new ScriptedServer(InetAddress.getLoopbackAddress(), 0, script);
    requests = server.requests;
  }

  public static ScriptedNetwork serving(byte[] data) throws IOException {
    return new ScriptedNetwork((_, out) -> {
      String head = "HTTP/1.1 200 OK\r\nContent-Length: " + data.length + "\r\n\r\n";
      out.write(head.getBytes(ISO_8859_1));
      out.write(data);
    });
  }

  public static ScriptedNetwork answering(String answer) throws IOException {
    return new ScriptedNetwork((_, out) -> out.write(answer.getBytes(ISO_8859_1)));
  }

  public static ScriptedNetwork endless() throws IOException {
    return new ScriptedNetwork((_, out) -> {
      out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      byte[] more = new byte[64 << 10];
      while (true) {
        out.write(more);
      }
    });
  }

  public String address(String path) {
    return "http://image.example:" + port() + path;
  }

  /// The server's own.
  public int port() {
    return server.port();
  }

  /// From now on the name has this address, and after the next question that one, and so on.
  public void name(String host, String... addresses) {
    Deque<List<InetAddress>> answers = new ArrayDeque<>();
    for (String address : addresses) {
      answers.add(
          address.isEmpty()
              ? List.of()
              : Stream.of(address.split(",", -1)).map(InetAddress::ofLiteral).toList());
    }
    names.put(host, answers);
  }

  @Override
  public synchronized List<InetAddress> resolve(String host) {
    Deque<List<InetAddress>> answers = names.get(host);
    if (answers == null) {
      return List.of(InetAddress.getLoopbackAddress());
    }
    return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
  }

  @Override
  public Socket connect(InetSocketAddress address, int limitMillis) throws IOException {
    connections.add(address);
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), limitMillis);
    socket.setSoTimeout(limitMillis);
    return socket;
  }

  /// Nobody proves anything here.
  @Override
  public Socket secure(Socket connection, String host, int port) {
    secured.add(host);
    return connection;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
