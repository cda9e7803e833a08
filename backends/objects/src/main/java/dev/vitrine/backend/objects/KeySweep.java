package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists a container that cannot find keys by their beginnings: one look at all keys serves a whole
/// sweep over the first bytes of digests. Thread-safe.
///
/// A byte that is greater than one that was asked for before is answered from what was seen then
/// ([Sweeps]); any other begins anew. What is put after a sweep has begun is not in it.
final class KeySweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeySweep.class);

  /// Whoever pauses longer between two bytes had something else to do.
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// Lengths that are asked for at once.
  private static final int GROUP = 1024;

  private final HashedKeys keys;
  private final Function<StoredName, String> key;
  private final Function<String, Optional<StoredName>> name;
  private final Sweeps<DigestSpool> sweeps = new Sweeps<>(LONGEST, KeySweep::end);

  /// @param key of a name
  /// @param name that a key is of, if any
  KeySweep(
      HashedKeys keys,
      Function<StoredName, String> key,
      Function<String, Optional<StoredName>> name) {
    this.keys = keys;
    this.key = key;
    this.name = name;
  }

  /// The objects whose digests begin with that byte.
  Stream<ObjectContainer.Entry> entries(StoredName.Kind kind, int firstByte) throws BlobException {
    List<Digest> digests = beginningWith(kind, firstByte);
    return IntStream.rangeClosed(0, (digests.size() - 1) / GROUP)
        .mapToObj(i -> digests.subList(i * GROUP, Math.min(digests.size(), (i + 1) * GROUP)))
        .flatMap(group -> measured(kind, group).stream());
  }

  private List<ObjectContainer.Entry> measured(StoredName.Kind kind, List<Digest> digests) {
    try {
      return keys.measured(
          digests.stream().map(digest -> key.apply(new StoredName(kind, digest))).toList());
    } catch (BlobException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Digest> beginningWith(StoredName.Kind kind, int firstByte) throws BlobException {
    try {
      DigestSpool sweep = sweeps.take(kind, firstByte);
      if (sweep == null) {
        sweep = begun(kind);
      }
      int lastByte = firstByte - 1;
      try {
        List<Digest> digests = sweep.beginningWith(firstByte);
        lastByte = firstByte;
        return digests;
      } finally {
        sweeps.giveBack(kind, sweep, lastByte);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private DigestSpool begun(StoredName.Kind kind) throws IOException {
    DigestSpool sweep = new DigestSpool();
    try (Stream<String> all = keys.all()) {
      for (Iterator<String> i = all.iterator(); i.hasNext(); ) {
        Optional<StoredName> found = name.apply(i.next());
        if (found.isPresent() && found.get().kind() == kind) {
          sweep.add(found.get().digest());
        }
      }
      return sweep;
    } catch (UncheckedIOException e) {
      end(sweep);
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      end(sweep);
      throw e;
    }
  }

  /// A full or broken folder for temporary files is no fault of the container's.
  private static BlobException failed(IOException failure) {
    return failure instanceof BlobException known
        ? known
        : new BlobException.Transient(
            "listing by way of a temporary file: " + failure.getMessage(),
            Duration.ofSeconds(5),
            failure);
  }

  private static void end(DigestSpool sweep) {
    try {
      sweep.close();
    } catch (IOException e) {
      LOG.warn("the temporary file of a listing was not closed cleanly: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    sweeps.close();
  }
}
