package dev.vitrine.blobstore;

import java.util.List;
import java.util.concurrent.Executor;

/// Blobs over tiers in order. Thread-safe.
@SuppressWarnings("DoNotCallSuggester") // until the bodies are there
public final class BlobStore implements AutoCloseable {
  private final List<Tier> tiers;

  private BlobStore(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
  }

  /// Takes over the tiers: [#close] closes their backends.
  ///
  /// @param tiers in the order in which they are read; at least one is durable
  /// @param hashing runs the SHA-256 of chunks and the writes of local backends: a bounded pool of
  ///   platform threads, which the caller shuts down after the store was closed
  public static BlobStore open(List<Tier> tiers, Executor hashing) {
    return new BlobStore(tiers);
  }

  public List<Tier> tiers() {
    return tiers;
  }

  /// Begins a blob. Whoever gets the writer ends it, with [BlobWriter#commit] or
  /// [BlobWriter#cancel].
  public BlobWriter newWriter() {
    throw new InvariantViolated("in work");
  }

  /// Opens a blob. Holds nothing that needs closing.
  ///
  /// Throws [BlobException.NotFound] when there is no such recipe.
  public BlobReader openReader(Digest recipe) throws BlobException {
    throw new InvariantViolated("in work");
  }

  /// The recipe of that name, from memory when it was read lately.
  public Recipe recipe(Digest recipe) throws BlobException {
    throw new InvariantViolated("in work");
  }

  /// Closes the backends. Writers that are still open fail from here on.
  @Override
  public void close() {
    tiers.forEach(tier -> tier.backend().close());
  }
}
