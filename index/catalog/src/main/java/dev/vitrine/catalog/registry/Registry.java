package dev.vitrine.catalog.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The records and their history. The contract that every implementation passes is
/// `RegistryContract` in the testkit.
///
/// **Thread-safe.** Reads run on the caller's thread; commits may be grouped with others'.
///
/// **Linearizable.** A commit that returned is seen by every read that begins later, on any node.
/// Revisions are consecutive from 1 and their order is the order of the commits.
///
/// **Durable.** A commit that returned survives kill and the loss of power.
///
/// **Failures** are [RegistryException]s.
public interface Registry extends AutoCloseable {

  /// What tells these records from any others: chosen at random when the registry is created, and
  /// the same ever after. A reader that followed another identity starts anew.
  String identity();

  /// The record, or null.
  @Nullable Entry get(Key key);

  /// The records that exist among `keys`.
  Map<Key, Entry> getAll(Collection<Key> keys);

  /// The records whose key begins with `prefix` and is greater than `after` (null: all of them), in
  /// key order, as they were at one moment. The caller closes the stream.
  Stream<Entry> scan(String prefix, @Nullable Key after);

  /// Carries out the transaction and returns its revision, which is durable. With nothing to write
  /// it only checks, and returns [#head].
  long commit(Transaction transaction) throws ConflictException, InterruptedException;

  /// The revision of the last commit; 0 when there was none.
  long head();

  /// The oldest revision after which [#changes] can still tell everything. A reader that stands
  /// before it starts anew from a scan.
  long oldestCursor();

  /// What the commits after revision `cursor` wrote, in order, whole commits only, at most about
  /// `max` changes. Empty when nothing came after. Throws [IllegalArgumentException] when `cursor`
  /// is older than [#oldestCursor].
  List<Change> changes(long cursor, int max);

  /// Waits until [#head] is beyond `cursor`, at most for `limit`; returns the head.
  long awaitBeyond(long cursor, Duration limit) throws InterruptedException;

  @Override
  void close();
}
