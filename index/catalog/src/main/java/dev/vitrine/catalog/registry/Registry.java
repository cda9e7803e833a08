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
/// **Linearizable.** A commit that returned is seen by every read that begins later, on any node;
/// what one read saw, no later read misses, [#head] included. Revisions are consecutive from 1 and
/// their order is the order of the commits.
///
/// **Durable.** A commit that returned survives kill and the loss of power.
///
/// **Limits.** A transaction has at most [Transaction#MAX_BYTES]; no call waits without an end.
///
/// **Failures** are [RegistryException]s; after [#close] every call fails with one.
public interface Registry extends AutoCloseable {

  /// What tells these records from any others: chosen at random when the registry is created, and
  /// the same ever after. A reader that followed another identity starts anew.
  String identity();

  /// The record, or null.
  @Nullable Entry get(Key key);

  /// The records that exist among `keys`, as they were at one moment.
  Map<Key, Entry> getAll(Collection<Key> keys);

  /// The records whose key begins with `prefix` and is greater than `after` (null: all of them), in
  /// key order, as they were at one moment: the call. The empty prefix is every key's. The caller
  /// closes the stream, soon: it holds on to what it has yet to show. It may fail on the way with
  /// [RegistryException], when the registry is closed or had to recover meanwhile.
  Stream<Entry> scan(String prefix, @Nullable Key after);

  /// Carries out the transaction and returns its revision, which is durable. With nothing to write
  /// or to add it only checks, and returns a head at which everything expected held. What was added
  /// to a counter counts as written, also where it made no difference.
  ///
  /// Interrupting helps as long as the commit waits for its turn; after that its outcome is told,
  /// and the thread stays interrupted. A commit whose outcome cannot be told in time throws
  /// [RegistryException.Ambiguous].
  long commit(Transaction transaction) throws ConflictException, InterruptedException;

  /// The revision of the last commit; 0 when there was none.
  long head();

  /// The oldest revision after which [#changes] can still tell everything. A reader that stands
  /// before it starts anew: it notes the [#head], reads everything by [#scan], and follows the
  /// changes from the head it noted.
  long oldestCursor();

  /// What the commits after revision `cursor` wrote, in order, whole commits only: at least one
  /// commit when there is any, then more as long as there are at most `max` changes. Within a
  /// commit in key order. Empty when nothing came after. Throws [IllegalArgumentException] when
  /// `cursor` is older than [#oldestCursor].
  List<Change> changes(long cursor, int max);

  /// Waits until [#head] is beyond `cursor`, at most for `limit`; returns the head.
  long awaitBeyond(long cursor, Duration limit) throws InterruptedException;

  /// Lets running calls end, and fails those that wait. Closing twice does nothing.
  @Override
  void close();
}
