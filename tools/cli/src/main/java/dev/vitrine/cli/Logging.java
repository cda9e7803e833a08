package dev.vitrine.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Sets up the log: one form of line, to the standard error stream or to a file.
///
/// ```
/// 2026-11-20 23:48:21.123 4711 INFO  dev.vitrine.access method=GET route=/v2/images status=200 …
/// ```
final class Logging {
  /// Line breaks inside a message would let a caller forge lines.
  private static final String LINE =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} "
          + ProcessHandle.current().pid()
          + " %-5level %logger %replace(%msg){'[\\r\\n]+', ' | '}%n";

  private Logging() {}

  /// Logs warnings to the standard error stream: for commands that answer on the other one.
  static void quiet() {
    apply(Level.WARN, new ConsoleAppender<>());
  }

  /// Logs as the configuration says.
  static void start(Configuration configuration) throws CommandFailure {
    Level level =
        configuration.get(Options.DEBUG)
            ? Level.DEBUG
            : Level.toLevel(configuration.get(Options.LOG_LEVEL));
    Optional<Path> file = configuration.get(Options.LOG_FILE);
    if (file.isEmpty()) {
      apply(level, new ConsoleAppender<>());
      return;
    }
    Path path =
        configuration.get(Options.LOG_DIR).map(dir -> dir.resolve(file.get())).orElse(file.get());
    try {
      // Logback itself only reports a file that it cannot open, and goes on without a log.
      Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw CommandFailure.unavailable("the log file " + path + " cannot be written", e);
    }
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(path.toString());
    apply(level, appender);
  }

  /// A thread that dies of what nobody caught says so in the log, not beside it.
  private static void logDeathsOfThreads() {
    org.slf4j.Logger log = LoggerFactory.getLogger(Logging.class);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> log.error("Thread {} died", thread.getName(), failure));
  }

  private static void apply(Level level, OutputStreamAppender<ILoggingEvent> appender) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(LINE);
    encoder.start();
    if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
      console.setTarget("System.err");
    }
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    // At level debug Netty explains its whole platform, and the client of S3 shows every byte.
    for (String talkative : List.of("io.netty", "software.amazon.awssdk", "org.apache.hc")) {
      context
          .getLogger(talkative)
          .setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    }
    // Not context.reset(): it opens every level for a moment, in which other threads log already.
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(level);
    root.addAppender(appender);
    JavaLogging.redirect();
    logDeathsOfThreads();
  }

  /// Writes out what is still held.
  static void stop() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }
}
