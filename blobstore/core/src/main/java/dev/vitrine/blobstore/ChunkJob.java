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
  /// What the content became: one chunk, unless that one's name is doomed.
  ///
  /// @param digest the chunk's name
  /// @param stored whether it was not there before
  record Stored(Digest digest, int lengthBytes, boolean stored) {}

  private final List<ByteBuffer> content;
  private final List<Slice> slices;
  private final int lengthBytes;
  private final Condemnations.View condemned;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final CompletableFuture<List<Stored>> outcome = new CompletableFuture<>();

  /// @param content the bytes in order, in memory of the slices or in constant memory
  /// @param slices what keeps that memory; the references are taken over
  /// @param condemned as the writer sees it
  ChunkJob(
      List<ByteBuffer> content, List<Slice> slices, int lengthBytes, Condemnations.View condemned) {
    this.content = content;
    this.slices = slices;
    this.lengthBytes = lengthBytes;
    this.condemned = condemned;
  }

  Condemnations.View condemned() {
    return condemned;
  }

  List<ByteBuffer> content() {
    return content;
  }

  int lengthBytes() {
    return lengthBytes;
  }

  CompletableFuture<List<Stored>> outcome() {
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
    succeed(List.of(new Stored(digest, lengthBytes, stored)));
  }

  void succeed(List<Stored> parts) {
    slices.forEach(Slice::release);
    outcome.complete(parts);
  }

  void fail(Throwable failure) {
    slices.forEach(Slice::release);
    outcome.completeExceptionally(failure);
  }
}
