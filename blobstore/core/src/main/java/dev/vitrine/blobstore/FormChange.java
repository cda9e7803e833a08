package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Gives chunks of one backend their other form, packed or as they are, several at a time: first
/// every new form, then all of them durable, then the old ones away. So whatever ends it, each
/// chunk is there in one form or in both.
///
/// Whoever looks at the backend at the same time sees the chunk in one form at least. Nobody may
/// delete a chunk, and put it anew, meanwhile. For one use, by one thread.
public final class FormChange {
  /// What became of the chunks.
  ///
  /// @param chunks how many have their other form
  /// @param savedBytes what they take less than before; negative where they take more
  /// @param readBytes what was read for that, of those that did not change, too
  /// @param damaged those whose bytes are not what their names say; they stay as they are
  public record Outcome(int chunks, long savedBytes, long readBytes, List<StoredName> damaged) {
    public Outcome {
      damaged = List.copyOf(damaged);
    }
  }

  /// Puts one chunk's other form, or leaves it.
  private interface Step {
    void on(StoredName chunk) throws BlobException;
  }

  private final ChunkBackend backend;
  private final List<StoredName> stored = new ArrayList<>();
  private final List<StoredName> obsolete = new ArrayList<>();
  private final List<StoredName> damaged = new ArrayList<>();
  private long savedBytes;
  private long readBytes;

  private FormChange(ChunkBackend backend) {
    this.backend = backend;
  }

  /// Packs those that lie as they are and get smaller by that. Those that are not there are passed
  /// over.
  static Outcome pack(ChunkBackend backend, Collection<StoredName> chunks) throws BlobException {
    FormChange change = new FormChange(backend);
    return change.of(chunks, change::putPacked);
  }

  /// Keeps packed ones as they are again.
  static Outcome unpack(ChunkBackend backend, Collection<StoredName> chunks) throws BlobException {
    FormChange change = new FormChange(backend);
    return change.of(chunks, change::putPlain);
  }

  /// What there is no room for is left out, as long as there is room for something.
  private Outcome of(Collection<StoredName> chunks, Step step) throws BlobException {
    try {
      for (StoredName chunk : chunks) {
        each(chunk, step);
      }
    } catch (BlobException.Full e) {
      if (stored.isEmpty()) {
        throw e;
      }
    }
    if (!stored.isEmpty()) {
      backend.makeDurable(stored);
      for (StoredName name : obsolete) {
        backend.delete(name);
      }
    }
    return new Outcome(stored.size(), savedBytes, readBytes, damaged);
  }

  private void each(StoredName chunk, Step step) throws BlobException {
    try {
      step.on(chunk);
    } catch (BlobException.NotFound e) {
      // Somebody took it out of its place.
    } catch (BlobException.Corrupt e) {
      damaged.add(chunk);
    }
  }

  private void putPacked(StoredName chunk) throws BlobException {
    long lengthBytes = length(chunk);
    if (lengthBytes > Chunker.MAX_BYTES) {
      throw new BlobException.Corrupt(chunk + " has " + lengthBytes + " bytes");
    }
    if (!PackedChunk.mayPay(
        (int) lengthBytes, (offset, sampleBytes) -> read(chunk, offset, sampleBytes))) {
      return;
    }
    ByteBuffer whole = read(chunk, 0, lengthBytes);
    if (!Digest.sha256(List.of(whole)).equals(chunk.digest())) {
      throw new BlobException.Corrupt(chunk + " has other bytes than its name says");
    }
    byte[] bytes = new byte[whole.remaining()];
    whole.get(bytes);
    Optional<ByteBuffer> form = PackedChunk.pack(bytes);
    if (form.isPresent()) {
      become(chunk, lengthBytes, StoredName.packed(chunk.digest()), form.get());
    }
  }

  private void putPlain(StoredName chunk) throws BlobException {
    StoredName packed = StoredName.packed(chunk.digest());
    long formBytes = length(packed);
    ByteBuffer whole = PackedChunk.read(backend, packed);
    readBytes += formBytes;
    become(packed, formBytes, chunk, whole);
  }

  private void become(StoredName before, long beforeBytes, StoredName after, ByteBuffer content)
      throws BlobException {
    if (!isThere(after, content)) {
      Optional<Instant> lastUse = backend.lastUse(before);
      backend.replace(after, List.of(content));
      if (lastUse.isPresent()) {
        backend.setLastUse(after, lastUse.get());
      }
    }
    stored.add(after);
    obsolete.add(before);
    savedBytes += beforeBytes - content.remaining();
  }

  /// Whether just that is there already, from a change that broke off. It is not replaced then:
  /// what takes the place of something durable may take it along when it cannot become durable
  /// itself.
  private boolean isThere(StoredName name, ByteBuffer content) throws BlobException {
    OptionalLong lengthBytes = backend.length(name);
    if (lengthBytes.isEmpty() || lengthBytes.getAsLong() != content.remaining()) {
      return false;
    }
    try {
      return read(name, 0, content.remaining()).equals(content);
    } catch (BlobException.NotFound | BlobException.Corrupt e) {
      return false;
    }
  }

  private long length(StoredName name) throws BlobException {
    return backend
        .length(name)
        .orElseThrow(() -> new BlobException.NotFound(name + " is not there"));
  }

  private ByteBuffer read(StoredName name, long offset, long lengthBytes) throws BlobException {
    readBytes += lengthBytes;
    try (Content content = backend.open(name, offset, lengthBytes)) {
      return ContentBytes.read(content);
    }
  }
}
