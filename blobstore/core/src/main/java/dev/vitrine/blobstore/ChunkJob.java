package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// One chunk on its way from a writer to the store: its bytes, and what became of it.
///
/// **Ownership.** Holds one reference to each slice until it is ended, by [#succeed], [#fail] or
/// [#abandon]; they are released before anybody can see the outcome.
final class ChunkJob {
  /// @param digest the chunk's name
  /// @param stored whether it was not there before
  record Outcome(Digest digest, boolean stored) {}

  private final List<ByteBuffer> content;
  private final List<Slice> slices;
  private final int lengthBytes;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /// @param content the bytes in order, in memory of the slices or in constant memory
  /// @param slices what keeps that memory; the references are taken over
  ChunkJob(List<ByteBuffer> content, List<Slice> slices, int lengthBytes) {
    this.content = content;
    this.slices = slices;
    this.lengthBytes = lengthBytes;
  }

  List<ByteBuffer> content() {
    return content;
  }

  int lengthBytes() {
    return lengthBytes;
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /// Makes the caller the one who ends the job. Returns false when it was abandoned.
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  /// Ends the job unless somebody is at work on it already, who then ends it.
  void abandon() {
    if (claim()) {
      slices.forEach(Slice::release);
      outcome.cancel(false);
    }
  }

  void succeed(Digest digest, boolean stored) {
    slices.forEach(Slice::release);
    outcome.complete(new Outcome(digest, stored));
  }

  void fail(Throwable failure) {
    slices.forEach(Slice::release);
    outcome.completeExceptionally(failure);
  }
}
