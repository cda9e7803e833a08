package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command as operators meet it: a process of its own, signals, exit codes, messages.
@Timeout(300)
class ServeTest {
  private static final Pattern ID = Pattern.compile("\"id\": ?\"([^\"]+)\"");

  @TempDir private Path folder;

  @Test
  void servesUntilItIsToldToStopAndKeepsWhatItWasGiven() throws Exception {
    byte[] data = new byte[3 << 20];
    Arrays.fill(data, 1 << 20, 2 << 20, (byte) 7);
    String id;
    try (ServeProcess service = ServeProcess.start(data(), folder)) {
      assertThat(service.announcement())
          .contains("Data folder: " + data())
          .contains("everybody who reaches this address is admin")
          .contains("image create --disk-format qcow2");
      id = create(service);
      assertThat(send(service, "PUT", "/v2/images/" + id + "/file", data).statusCode())
          .isEqualTo(204);

      // Beside the running service:
      Typed stats = Typed.run("stats", "--json", "--data", data().toString());
      assertThat(stats.out())
          .contains("\"images\": 1", "\"imagesWithData\": 1", "\"logicalBytes\": " + data.length);
      assertThat(Typed.run("fsck", "--data", data().toString()).exitCode()).isZero();
      assertThat(Typed.run("fsck", "--deep", "--data", data().toString()).out())
          .startsWith("clean: 1 recipes");
      Typed rebuild = Typed.run("rebuild-index", "--data", data().toString());
      assertThat(rebuild.exitCode()).isEqualTo(69);
      assertThat(rebuild.err()).startsWith("vitrine: another vitrine (pid ").hasLineCount(1);

      assertThat(service.terminate()).isZero();
      assertThat(service.log()).contains("Stopping").endsWith("Stopped\n");
    }
    assertThat(Typed.run("rebuild-index", "--data", data().toString()).out())
        .startsWith("The index holds 1 images.");
    try (ServeProcess service = ServeProcess.start(data(), folder)) {
      assertThat(get(service, "/v2/images").body()).contains(id);
      assertThat(send(service, "GET", "/v2/images/" + id + "/file", new byte[0]).body())
          .isEqualTo(data);
      assertThat(service.terminate()).isZero();
    }
  }

  @Test
  void finishesAnUploadUnderWayBeforeItStops() throws Exception {
    try (ServeProcess service = ServeProcess.start(data(), folder, "--shutdown-timeout", "60s")) {
      String id = create(service);
      try (Socket upload = beginUpload(service, id)) {
        service.signal("TERM");
        awaitLog(service, "Stopping");
        upload.getOutputStream().write("second half".getBytes(StandardCharsets.US_ASCII));
        String answer = new String(upload.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 204");
      }
      assertThat(service.awaitEnd()).isZero();
    }
  }

  @Test
  void cutsAnUploadUnderWayAtASecondSignal() throws Exception {
    try (ServeProcess service = ServeProcess.start(data(), folder, "--shutdown-timeout", "1h")) {
      try (Socket _ = beginUpload(service, create(service))) {
        service.signal("TERM");
        awaitLog(service, "Stopping");
        service.signal("TERM");
        assertThat(service.awaitEnd()).isZero();
      }
    }
    try (ServeProcess service = ServeProcess.start(data(), folder)) {
      assertThat(get(service, "/v2/images").body()).contains("\"queued\"");
      assertThat(service.terminate()).isZero();
    }
  }

  @Test
  void saysInOneLineWhyItCannotStart() throws Exception {
    try (ServeProcess service = ServeProcess.start(data(), folder)) {
      assertThat(ServeProcess.failToStart(data(), folder))
          .isEqualTo(
              new ServeProcess.Failure(
                  69,
                  "vitrine: another vitrine (pid %d) uses the data folder %s\n"
                      .formatted(service.pid(), data())));
      assertThat(service.terminate()).isZero();
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServeProcess.Failure failure =
          ServeProcess.failToStart(data(), folder, "--listen", "127.0.0.1:" + taken.getLocalPort());
      assertThat(failure.exitCode()).isEqualTo(69);
      assertThat(failure.message())
          .startsWith("vitrine: cannot listen on 127.0.0.1 port " + taken.getLocalPort() + ": ")
          .contains("in use")
          .hasLineCount(1);
    }
    ServeProcess.Failure network =
        ServeProcess.failToStart(data(), folder, "--listen", "0.0.0.0:0");
    assertThat(network.exitCode()).isEqualTo(2);
    assertThat(network.message()).contains("anyone who reaches it").hasLineCount(1);
  }

  @Test
  void saysInOneLineThatTheStoresDescriptorIsDamaged() throws Exception {
    try (ServeProcess service = ServeProcess.start(data(), folder)) {
      assertThat(service.terminate()).isZero();
    }
    Files.writeString(data().resolve("store/vitrine-store"), "nonsense");
    ServeProcess.Failure failure = ServeProcess.failToStart(data(), folder);
    assertThat(failure.exitCode()).isEqualTo(69);
    assertThat(failure.message())
        .startsWith("vitrine: the store in " + data().resolve("store") + " cannot be opened: ")
        .hasLineCount(1);
    Typed fsck = Typed.run("fsck", "--data", data().toString());
    assertThat(fsck.exitCode()).isEqualTo(2);
    assertThat(fsck.err()).hasLineCount(1);
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static String create(ServeProcess service) throws Exception {
    HttpResponse<String> created =
        HTTP.send(
            HttpRequest.newBuilder(service.uri("/v2/images"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"name\":\"a\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    Matcher id = ID.matcher(created.body());
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpResponse<String> get(ServeProcess service, String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(service.uri(path)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> send(
      ServeProcess service, String method, String path, byte[] body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(service.uri(path))
            .header("Content-Type", "application/octet-stream")
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  /// Sends the head and the first half of a body of 21 bytes, and waits until it is being taken in.
  private static Socket beginUpload(ServeProcess service, String id) throws Exception {
    URI uri = service.uri("/v2/images/" + id + "/file");
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket
        .getOutputStream()
        .write(
            """
            PUT %s HTTP/1.1\r
            Host: %s\r
            Content-Type: application/octet-stream\r
            Content-Length: 21\r
            \r
            first half\
            """
                .formatted(uri.getPath(), uri.getAuthority())
                .getBytes(StandardCharsets.US_ASCII));
    while (!get(service, "/v2/images/" + id).body().contains("\"saving\"")) {
      Thread.sleep(10);
    }
    return socket;
  }

  private static void awaitLog(ServeProcess service, String words)
      throws IOException, InterruptedException {
    while (!service.log().contains(words)) {
      Thread.sleep(10);
    }
  }
}
