package dev.vitrine.backend.filesystem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/// Synchronises nothing, and fails or waits when told so.
final class FaultySynchronizer implements Synchronizer {
  /// Something to do in place of a call.
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  volatile Step onContent = () -> {};
  volatile Step onNames = () -> {};
  volatile int contentCalls;
  volatile int nameCalls;

  static void fail() throws IOException {
    throw new IOException("Input/output error");
  }

  @Override
  public boolean forcesEachFile() {
    return false;
  }

  @Override
  public void written(Path file) {}

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread synchronises
  public void syncContent() throws IOException {
    contentCalls++;
    onContent.run();
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void syncNames(Collection<Path> folders) throws IOException {
    nameCalls++;
    onNames.run();
  }

  @Override
  public void close() {}
}
