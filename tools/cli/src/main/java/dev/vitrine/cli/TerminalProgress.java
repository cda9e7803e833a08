package dev.vitrine.cli;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/// A progress bar on the standard error stream when that is for a person to see; else nothing.
final class TerminalProgress implements AutoCloseable {
  static final long UNKNOWN = -1;

  private final @Nullable ProgressBar bar;

  private TerminalProgress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  // JDK 22 to 24 never gave null; JDK 25 does again when nobody is there.
  @SuppressWarnings("SystemConsoleNull")
  static TerminalProgress start(String task) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return new TerminalProgress(null);
    }
    return new TerminalProgress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(UNKNOWN)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .clearDisplayOnFinish()
            .build());
  }

  /// @param total all there is to do, or [#UNKNOWN]
  void at(long done, long total, String remark) {
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(done);
      bar.setExtraMessage(remark);
    }
  }

  void fsck(long doneObjects, long totalObjects, long doneBytes) {
    at(doneObjects, totalObjects, ByteCount.forPeople(doneBytes));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
