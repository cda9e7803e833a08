package dev.vitrine.blobstore;

/// What a collector has condemned, as a writer sees it. Thread-safe.
///
/// A writer asks for every name before it relies on it, found or put. That is the writers' half of
/// the agreement which makes collecting safe; the [Collector] has the other.
@FunctionalInterface
public interface Condemnations {
  /// Nothing is ever collected.
  Condemnations NONE = () -> _ -> true;

  /// The view of one writer. What it is told is at least as new as this call, which must come after
  /// the lease began under which the writer's result will be referred to: the collector waits for
  /// every lease that began before it condemned something.
  View view();

  /// What one writer asks. Thread-safe.
  @FunctionalInterface
  interface View {
    /// Sees to it that nobody deletes what has this name until the writer's lease has ended.
    ///
    /// Returns false when it is too late: something under this name may be deleted at any moment,
    /// put again or not. The writer then keeps the same bytes under other names.
    boolean spare(StoredName name) throws BlobException, InterruptedException;
  }
}
