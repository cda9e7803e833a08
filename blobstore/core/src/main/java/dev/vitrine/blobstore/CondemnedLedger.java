package dev.vitrine.blobstore;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where a collector keeps what it has condemned: records whose commits are atomic, durable and
/// ordered with the leases of the writers. Used by one thread; the holder of the collector's lease
/// has it.
///
/// Whatever condemns or dooms is fenced by that lease and throws [LostException] when somebody else
/// took it over. To forget a batch is not fenced: its own deleter does it, however late.
public interface CondemnedLedger {

  /// Names that were condemned together.
  ///
  /// @param revision tells this state of the batch from any other
  /// @param doomed whether the names may be deleted at any moment; before that they can be spared
  record Batch(String id, long revision, boolean doomed, List<StoredName> names) {
    public Batch {
      names = List.copyOf(names);
    }
  }

  /// Another collector took the work over.
  final class LostException extends Exception {
    private static final long serialVersionUID = 1;

    public LostException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// All batches, as of one moment.
  List<Batch> batches();

  /// Condemns the names: from this commit on every writer that begins knows of it.
  void condemn(List<StoredName> names) throws LostException, InterruptedException;

  /// Dooms `names`, all that is left of the batch; the others are free again. Without names the
  /// batch is forgotten. Returns false when writers spared some of it since it was read, and then
  /// nothing happened.
  boolean doom(Batch batch, List<StoredName> names) throws LostException, InterruptedException;

  /// The batch as it is now; empty when it was forgotten.
  Optional<Batch> batch(String id);

  /// The doomed batch with the caller as its one deleter: it is that already, or the one before is
  /// known to be dead with all that it had under way. Else empty, and then the caller must not
  /// delete: the names are free again as soon as their deleter, and nobody else, has finished.
  Optional<Batch> adopt(Batch batch) throws LostException, InterruptedException;

  /// The names of a doomed batch were deleted, and nobody deletes them any more: they are free.
  void forget(Batch batch) throws InterruptedException;

  /// The writers whose end the condemned names wait for; empty until that was noted.
  Optional<Set<String>> awaited();

  /// Notes whom the condemned names wait for.
  void await(Set<String> writers) throws LostException, InterruptedException;

  /// Nothing is condemned and not doomed any more.
  void awaitNobody() throws LostException, InterruptedException;
}
