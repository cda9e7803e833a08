package dev.vitrine.blobstore;

import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Fetches chunks before their readers ask for them: several at a time, so that what one request
/// takes across a network is not added up chunk by chunk. Where no tier is across one, nothing is
/// done. Thread-safe.
///
/// **Bounds.** A reader has at most [#CHUNKS] on their way or waiting for it, all readers together
/// [#ROOM_BYTES]. Who finds no room reads without: slow clients, who hold theirs for long, cannot
/// keep others from reading.
///
/// **Failure.** A chunk that could not be fetched ahead is fetched once more when it is wanted, and
/// what fails then is the reader's.
final class ReadAhead {
  /// Chunks of half a megabyte that an object store answers within some milliseconds each come as
  /// fast as one client takes them.
  static final int CHUNKS = 6;

  static final int ROOM_BYTES = 48 << 20;

  /// As long as a backend's call, with all its attempts, may take.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Cleaner CLEANER = Cleaner.create();

  private final Tiers tiers;
  private final boolean remote;
  private final Semaphore roomBytes = new Semaphore(ROOM_BYTES);

  ReadAhead(Tiers tiers) {
    this.tiers = tiers;
    this.remote = tiers.all().stream().anyMatch(tier -> tier.backend().capabilities().remote());
  }

  /// The window of a reader. Its room comes back when the reader is garbage, at the latest.
  Window window(StoreReader reader) {
    Window window = new Window();
    if (remote) {
      window.room = CLEANER.register(reader, window::end);
    }
    return window;
  }

  /// What is on its way for one reader. Thread-safe.
  final class Window {
    /// Gives the room back, once.
    private Cleaner.Cleanable room = () -> {};

    // Both guarded by this.
    private final Deque<Fetch> fetches = new ArrayDeque<>();
    private boolean ended;

    /// Goes on with the chunks of the recipe behind the piece of that index, as far as they begin
    /// before `end`, there is room, and it was not done before.
    synchronized void goOn(Recipe recipe, int index, long end) {
      Fetch last = fetches.peekLast();
      int next = Math.max(index, last == null ? index : last.index) + 1;
      while (hasPlace() && next < recipe.pieceCount() && recipe.offset(next) < end) {
        if (recipe.piece(next) instanceof Piece.ChunkRef(Digest digest, int chunkBytes)) {
          if (!roomBytes.tryAcquire(chunkBytes)) {
            return;
          }
          Fetch fetch = new Fetch(next, chunkBytes);
          fetches.addLast(fetch);
          Thread.ofVirtual().name("chunk-ahead").start(() -> fetch.run(digest));
        }
        next++;
      }
    }

    private boolean hasPlace() {
      return remote && !ended && fetches.size() < CHUNKS;
    }

    /// The whole chunk of that index, if it was asked for, and could be had; waits for it. Nothing
    /// before it is wanted any more.
    @Nullable Content take(int index) throws BlobException {
      Fetch wanted = find(index);
      if (wanted == null) {
        return null;
      }
      try {
        return Outcomes.await(wanted.content, LIMIT, "chunk " + index);
      } catch (InterruptedException e) {
        wanted.drop();
        Thread.currentThread().interrupt();
        throw new BlobException.Transient("interrupted while reading", Duration.ZERO, e);
      } catch (BlobException e) {
        wanted.drop();
        return null;
      } finally {
        roomBytes.release(wanted.chunkBytes);
      }
    }

    private synchronized @Nullable Fetch find(int index) {
      Fetch first = fetches.peekFirst();
      while (first != null && first.index < index) {
        first.giveUp();
        fetches.removeFirst();
        first = fetches.peekFirst();
      }
      return first == null || first.index > index ? null : fetches.removeFirst();
    }

    /// The reader goes elsewhere.
    synchronized void clear() {
      fetches.forEach(Fetch::giveUp);
      fetches.clear();
    }

    /// Nobody reads any more. Doing so twice does no harm.
    void release() {
      room.clean();
    }

    private synchronized void end() {
      ended = true;
      clear();
    }
  }

  private final class Fetch {
    final int index;
    final int chunkBytes;
    final CompletableFuture<Content> content = new CompletableFuture<>();

    Fetch(int index, int chunkBytes) {
      this.index = index;
      this.chunkBytes = chunkBytes;
    }

    void run(Digest digest) {
      try {
        content.complete(tiers.openChunk(digest, chunkBytes, 0, chunkBytes));
      } catch (Throwable t) { // whoever waits for it is told
        content.completeExceptionally(t);
      }
    }

    /// Whatever comes is closed.
    void drop() {
      var _ = content.thenAccept(Content::close);
    }

    void giveUp() {
      drop();
      var _ = content.whenComplete((_, _) -> roomBytes.release(chunkBytes));
    }
  }
}
