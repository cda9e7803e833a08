package dev.vitrine.images.foreign;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A confined program that runs. Whoever started it closes it, and then it runs no more.
///
/// A platform thread starts it and stays until it has ended: to the kernel, that thread is the
/// parent which the program dies with, so it must not be one that is put away when it idles.
///
/// Used by one thread.
final class ConfinedRun implements AutoCloseable {
  /// Enough for a sentence; what follows is read and dropped, so that nothing waits.
  private static final int SAID_MAX_BYTES = 4 << 10;

  private static final int SHOWN_MAX = 300;

  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final CompletableFuture<Outcome> outcome;

  private ConfinedRun(Process process, CompletableFuture<Outcome> outcome) {
    this.process = process;
    this.outcome = outcome;
  }

  /// How it ended.
  ///
  /// @param status 0 for well; beyond 128 for a signal
  /// @param said its last words, printable and short; believed by nobody
  record Outcome(int status, String said) {}

  static ConfinedRun start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true);
    builder.environment().clear();
    CompletableFuture<Process> started = new CompletableFuture<>();
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("confined").start(() -> attend(builder, started, outcome));
    try {
      // Not to be interrupted, for somebody must close what starts; it is a moment.
      return new ConfinedRun(started.join(), outcome);
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static void attend(
      ProcessBuilder builder,
      CompletableFuture<Process> started,
      CompletableFuture<Outcome> outcome) {
    Process process;
    try {
      process = builder.start();
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
      return;
    }
    started.complete(process);
    try (InputStream words = process.getInputStream()) {
      String said = said(words.readNBytes(SAID_MAX_BYTES));
      words.transferTo(OutputStream.nullOutputStream());
      outcome.complete(new Outcome(process.waitFor(), said));
    } catch (IOException | InterruptedException e) {
      kill(process);
      outcome.completeExceptionally(e);
    }
  }

  private static String said(byte[] words) {
    String text =
        new String(words, StandardCharsets.UTF_8).replaceAll("[^\\p{Print}]+", " ").strip();
    return text.length() <= SHOWN_MAX ? text : text.substring(text.length() - SHOWN_MAX);
  }

  /// Waits for the end so long; false when it has not come.
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// How it ended, as it has.
  Outcome outcome() throws IOException, InterruptedException {
    try {
      return outcome.get(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a confined program ended, and its words did not", e);
    }
  }

  private static void kill(Process process) {
    // The supervisor takes what it supervises with it; this is for the moment before it can.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// Kills what still runs, and waits until it does not. An interruption is kept.
  @Override
  public void close() {
    if (process.isAlive()) {
      kill(process);
    }
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
