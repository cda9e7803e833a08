package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ConfigurationException;
import dev.vitrine.cli.config.Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Starts the service on data of its own, plays a client, and stops. The distribution's build runs
/// it once under the JVM's eyes, which notes what a start needs (JEP 483, 514 and 515: the
/// ahead-of-time cache).
@Command(
    name = "rehearse",
    hidden = true,
    description =
        "Start the service on temporary data, use it, stop: for the JVM's start-up cache.")
final class RehearseCommand implements Callable<Integer> {
  private static final Pattern ID = Pattern.compile("\"id\": ?\"([^\"]+)\"");
  private static final int LIMIT_MILLIS = 30_000;

  /// Enough for several chunks, and for the hashes to be worth compiling.
  private static final int IMAGE_BYTES = 16 << 20;

  @Override
  public Integer call()
      throws CommandFailure, ConfigurationException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("vitrine-rehearsal");
    try {
      FlagSettings flags = new FlagSettings();
      flags.add("rehearse", Options.BIND_PORT, "0");
      Configuration configuration = Configuration.load(List.of(), Map.of(), flags.all());
      Logging.start(configuration);
      try (RunningService service = Wiring.serve(configuration, new DataFolder(folder))) {
        play(service.address());
        service.finish(Duration.ofMillis(LIMIT_MILLIS));
      }
      Logging.stop();
      return ExitCode.OK;
    } finally {
      remove(folder);
    }
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
