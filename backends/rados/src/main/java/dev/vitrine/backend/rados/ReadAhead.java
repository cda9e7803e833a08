package dev.vitrine.backend.rados;

import java.util.concurrent.Semaphore;

/// How much all downloads together may have read before anybody wants it. Each of them has one
/// block on its way whatever the others do; more only while there is room here, so that many slow
/// clients cost little and a few fast ones are served at full speed. Thread-safe.
final class ReadAhead {
  private static final int MAX_BLOCKS = 64;

  private final Semaphore blocks = new Semaphore(MAX_BLOCKS);

  boolean reserve() {
    return blocks.tryAcquire();
  }

  void release() {
    blocks.release();
  }
}
