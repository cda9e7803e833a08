package dev.vitrine.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `vitrine serve` in a process of its own, from the test's class path. Closed, it is killed.
final class ServeProcess implements AutoCloseable {
  /// Generous: a shared machine under load.
  private static final long LIMIT_SECONDS = 120;

  private static final Pattern ADDRESS = Pattern.compile("listens on (http://\\S+)");

  private final Process process;
  private final Path out;
  private final Path err;

  /// How a start ended that came to nothing.
  record Failure(int exitCode, String message) {}

  private ServeProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// Starts on a free port and waits until it listens.
  static ServeProcess start(Path data, Path logs, String... arguments) throws Exception {
    ServeProcess service = launch(data, logs, arguments);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!service.announcement().contains("save --file")) {
      if (!service.process.isAlive() || System.nanoTime() > deadline) {
        service.close();
        throw new AssertionError("did not start: " + service.log());
      }
      Thread.sleep(10);
    }
    return service;
  }

  /// Starts what is not going to start.
  static Failure failToStart(Path data, Path logs, String... arguments) throws Exception {
    try (ServeProcess service = launch(data, logs, arguments)) {
      int exitCode = service.awaitEnd();
      return new Failure(exitCode, service.log());
    }
  }

  private static ServeProcess launch(Path data, Path logs, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Vitrine.class.getName(),
                "serve",
                "--data",
                data.toString()));
    List<String> more = List.of(arguments);
    if (!more.contains("--listen")) {
      command.addAll(List.of("--listen", "127.0.0.1:0"));
    }
    command.addAll(more);
    Path out = Files.createTempFile(logs, "serve", ".out");
    Path err = Files.createTempFile(logs, "serve", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new ServeProcess(process, out, err);
  }

  long pid() {
    return process.pid();
  }

  /// What it printed.
  String announcement() throws IOException {
    return Files.readString(out);
  }

  /// What it wrote to the standard error stream.
  String log() throws IOException {
    return Files.readString(err);
  }

  URI uri(String path) throws IOException {
    Matcher address = ADDRESS.matcher(announcement());
    if (!address.find()) {
      throw new AssertionError("no address in: " + announcement());
    }
    return URI.create(address.group(1) + path);
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
  }

  int terminate() throws IOException, InterruptedException {
    signal("TERM");
    return awaitEnd();
  }

  /// The exit code.
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
