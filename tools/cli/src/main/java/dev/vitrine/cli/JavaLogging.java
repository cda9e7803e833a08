package dev.vitrine.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/// Leads what libraries log by `java.util.logging` (Lucene does) into the one log: warnings and
/// worse, nothing else.
final class JavaLogging extends Handler {
  private final SimpleFormatter formatter = new SimpleFormatter();

  private JavaLogging() {}

  static void redirect() {
    Logger root = Logger.getLogger("");
    // Not LogManager.reset(): that would forget what search told Lucene's loggers.
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(Level.WARNING);
    root.addHandler(new JavaLogging());
  }

  @Override
  public void publish(LogRecord record) {
    String name = record.getLoggerName();
    org.slf4j.Logger log = LoggerFactory.getLogger(name == null ? "java.util.logging" : name);
    String message = formatter.formatMessage(record);
    if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
      log.error(message, record.getThrown());
    } else {
      log.warn(message, record.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
