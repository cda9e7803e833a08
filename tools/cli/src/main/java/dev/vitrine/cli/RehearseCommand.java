package dev.vitrine.cli;

import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sun.misc.Signal;

/// Starts the service on data of its own, plays a client, stops, and starts it once more on what is
/// there then. The distribution's build runs it once under the JVM's eyes, which notes what a start
/// needs (JEP 483, 514 and 515: the ahead-of-time cache).
final class RehearseCommand {
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern ID = Pattern.compile("\"id\": ?\"([^\"]+)\"");
  private static final int LIMIT_MILLIS = 30_000;

  /// Enough for several chunks, and for the hashes to be worth compiling.
  private static final int IMAGE_BYTES = 16 << 20;

  private RehearseCommand() {}

  static Command command() {
    return Command.of(
            "rehearse",
            (_, console) -> {
              rehearse(console);
              return ExitCode.OK;
            },
            "Start the service on temporary data, use it, stop: for the JVM's start-up cache.")
        .inSecret();
  }

  private static void rehearse(Console console)
      throws CommandFailure, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("vitrine-rehearsal");
    try {
      serve(folder, console, RehearseCommand::play);
      serve(
          folder, console, address -> request(address, "GET", "/healthcheck", "*/*", new byte[0]));
    } finally {
      remove(folder);
    }
  }

  /// What a client does.
  private interface Play {
    void on(InetSocketAddress address) throws IOException, CommandFailure;
  }

  /// Runs the command as it will be typed, from its words to the signal that ends it, so that
  /// nothing of it is missed.
  private static void serve(Path folder, Console console, Play play)
      throws CommandFailure, IOException, InterruptedException {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (PipedReader reader = new PipedReader();
        BufferedReader said = new BufferedReader(reader)) {
      PipedWriter writer = new PipedWriter(reader);
      Thread.ofPlatform()
          .name("rehearsed")
          .start(() -> {
            String[] words = {"serve", "--data", folder.toString(), "--listen", "127.0.0.1:0"};
            try (PrintWriter out = new PrintWriter(writer, true)) {
              end.complete(Vitrine.run(new Console(out, console.err()), words));
            }
          });
      play.on(address(said));
      Signal.raise(new Signal("TERM"));
      said.transferTo(Writer.nullWriter());
      if (end.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS) != ExitCode.OK) {
        throw CommandFailure.unavailable("the rehearsed service failed");
      }
    } catch (ExecutionException | TimeoutException e) {
      throw CommandFailure.unavailable("the rehearsed service does not end", e);
    }
  }

  private static InetSocketAddress address(BufferedReader said) throws IOException, CommandFailure {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher url = URL.matcher(line);
      if (url.find()) {
        return new InetSocketAddress(
            InetAddress.getLoopbackAddress(), Integer.parseInt(url.group(1)));
      }
    }
    throw CommandFailure.unavailable("the rehearsed service did not start");
  }

  private static void play(InetSocketAddress address) throws IOException, CommandFailure {
    String json = "application/json";
    byte[] none = new byte[0];
    request(address, "GET", "/", json, none);
    request(address, "GET", "/healthcheck", json, none);
    request(address, "GET", "/v2/schemas/image", json, none);
    byte[] wanted =
        """
        {"name": "a", "disk_format": "raw", "container_format": "bare", "tags": ["t"], "p": "q"}\
        """
            .getBytes(StandardCharsets.UTF_8);
    Matcher id = ID.matcher(request(address, "POST", "/v2/images", json, wanted));
    if (!id.find()) {
      throw CommandFailure.unavailable("the rehearsed service made no image");
    }
    String image = "/v2/images/" + id.group(1);
    byte[] data = new byte[IMAGE_BYTES];
    new Random(1).nextBytes(data);
    request(address, "PUT", image + "/file", "application/octet-stream", data);
    request(address, "GET", image + "/file", json, none);
    request(address, "GET", image, json, none);
    byte[] patch =
        """
        [{"op": "replace", "path": "/name", "value": "b"}]\
        """
            .getBytes(StandardCharsets.UTF_8);
    request(address, "PATCH", image, "application/openstack-images-v2.1-json-patch", patch);
    request(address, "GET", "/v2/images?name=b&sort=name:asc&limit=10", json, none);
    request(address, "DELETE", image, json, none);
  }

  /// The answer, head and body. Fails unless it is a success.
  private static String request(
      InetSocketAddress address, String method, String path, String type, byte[] body)
      throws IOException, CommandFailure {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(LIMIT_MILLIS);
      String head =
          "%s %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(
                  method, path, address.getHostString(), address.getPort(), type, body.length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (!answer.startsWith("HTTP/1.1 2") && !answer.startsWith("HTTP/1.1 300")) {
        throw CommandFailure.unavailable(
            "the rehearsed service answered %s %s with %s"
                .formatted(method, path, answer.lines().findFirst().orElse("nothing")));
      }
      return answer;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
