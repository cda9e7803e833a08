package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// A backend whose chunks may lie packed ([PackedChunk]) where that saves room; above it nobody can
/// tell, but for [ChunkBackend.Listed#lengthBytes] being what a chunk takes. Thread-safe. Recipes
/// are kept as they are.
///
/// A chunk lies as it is, or packed, or for a moment in both forms, which have the same bytes. It
/// becomes packed when it is put, or later, by [#pack].
///
/// A packed chunk is compared with its digest when it is read, and answered from memory
/// ([Content.Buffer]); its bytes are unpacked whole, also for a part of it.
public final class PackingBackend implements ChunkBackend {
  /// When chunks are packed.
  public enum When {
    /// As they are put.
    AT_ONCE,
    /// When [#pack] says so.
    LATER
  }

  /// Chunks of the writers under way, whose form is asked for again when they are made durable.
  private static final int MAX_FORMS = 1 << 16;

  private final ChunkBackend backend;
  private final When when;

  /// Those that were put packed lately. Guarded by itself.
  private final Set<StoredName> packedLately =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<StoredName, Boolean> eldest) {
              return size() > MAX_FORMS;
            }
          });

  /// Takes over the backend: [#close] closes it.
  public PackingBackend(ChunkBackend backend, When when) {
    this.backend = backend;
    this.when = when;
  }

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public OptionalLong length(StoredName name) throws BlobException {
    if (name.kind() != StoredName.Kind.CHUNK) {
      return backend.length(name);
    }
    OptionalLong first = when == When.AT_ONCE ? packedLength(name) : backend.length(name);
    if (first.isPresent()) {
      return first;
    }
    return when == When.AT_ONCE ? backend.length(name) : packedLength(name);
  }

  /// What the header says. Across a network without the question whether there is one, which costs
  /// as much; of a local chunk, which mostly is not packed, the question is the cheaper way.
  private OptionalLong packedLength(StoredName chunk) throws BlobException {
    StoredName packed = StoredName.packed(chunk.digest());
    if (!backend.capabilities().remote() && backend.length(packed).isEmpty()) {
      return OptionalLong.empty();
    }
    try (Content header = backend.open(packed, 0, PackedChunk.HEADER_BYTES)) {
      return OptionalLong.of(PackedChunk.chunkBytes(packed, ContentBytes.read(header)));
    } catch (BlobException.NotFound e) {
      return OptionalLong.empty();
    } catch (BlobException.Corrupt e) {
      return OptionalLong.of(0); // there, and of no length that a chunk has: it is put again
    }
  }

  @Override
  public void put(StoredName name, List<ByteBuffer> content) throws BlobException {
    if (name.kind() != StoredName.Kind.CHUNK) {
      backend.put(name, content);
      return;
    }
    long lengthBytes = content.stream().mapToLong(ByteBuffer::remaining).sum();
    OptionalLong present = length(name);
    if (present.isPresent()) {
      if (present.getAsLong() != lengthBytes) {
        replace(name, content); // damaged, in whichever form
      }
      return;
    }
    if (when == When.AT_ONCE) {
      Optional<ByteBuffer> form = PackedChunk.pack(gathered(content, (int) lengthBytes));
      if (form.isPresent()) {
        backend.put(StoredName.packed(name.digest()), List.of(form.get()));
        synchronized (packedLately) {
          packedLately.add(name);
        }
        return;
      }
    }
    backend.put(name, content);
  }

  /// The form that is read first is the one that is replaced, so no damaged one is read any more.
  @Override
  public void replace(StoredName name, List<ByteBuffer> content) throws BlobException {
    if (name.kind() == StoredName.Kind.CHUNK && when == When.AT_ONCE) {
      int lengthBytes = content.stream().mapToInt(ByteBuffer::remaining).sum();
      Optional<ByteBuffer> form = PackedChunk.pack(gathered(content, lengthBytes));
      StoredName packed = StoredName.packed(name.digest());
      if (form.isPresent()) {
        backend.replace(packed, List.of(form.get()));
        synchronized (packedLately) {
          packedLately.add(name);
        }
        return;
      }
      backend.replace(name, content);
      backend.delete(packed); // nothing that does not pack has one, unless it is damaged
      return;
    }
    backend.replace(name, content);
  }

  /// Both forms are looked at. A chunk of which one is sound is still there.
  @Override
  public Quarantine quarantine(StoredName name, Check check) throws BlobException {
    Quarantine plain = backend.quarantine(name, check);
    if (name.kind() != StoredName.Kind.CHUNK) {
      return plain;
    }
    StoredName packed = StoredName.packed(name.digest());
    Quarantine form = backend.quarantine(packed, whole -> sound(packed, whole, check));
    if (plain == Quarantine.COPIED || form == Quarantine.COPIED) {
      return Quarantine.COPIED;
    }
    boolean taken = plain == Quarantine.TAKEN_OUT || form == Quarantine.TAKEN_OUT;
    return taken && length(name).isEmpty() ? Quarantine.TAKEN_OUT : Quarantine.NOT_NEEDED;
  }

  private static boolean sound(StoredName packed, Content form, Check check) throws BlobException {
    if (form.lengthBytes() > PackedChunk.HEADER_BYTES + Chunker.MAX_BYTES) {
      return false;
    }
    try {
      ByteBuffer chunk = PackedChunk.unpack(packed, ContentBytes.read(form));
      return check.sound(new Content.Buffer(chunk.asReadOnlyBuffer(), () -> {}));
    } catch (BlobException.Corrupt e) {
      return false;
    }
  }

  @Override
  public Stream<Listed> quarantined() throws BlobException {
    return backend
        .quarantined()
        .map(listed ->
            listed.name().kind() == StoredName.Kind.PACKED
                ? new Listed(StoredName.chunk(listed.name().digest()), listed.lengthBytes())
                : listed);
  }

  @Override
  public OptionalLong roomBytes() {
    return backend.roomBytes();
  }

  private static byte[] gathered(List<ByteBuffer> content, int lengthBytes) {
    byte[] whole = new byte[lengthBytes];
    ByteBuffer all = ByteBuffer.wrap(whole);
    content.forEach(part -> all.put(part.duplicate()));
    return whole;
  }

  @Override
  public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
    if (name.kind() != StoredName.Kind.CHUNK) {
      return backend.open(name, offset, lengthBytes);
    }
    if (when == When.AT_ONCE) {
      try {
        return openPacked(name, offset, lengthBytes);
      } catch (BlobException.NotFound e) {
        return backend.open(name, offset, lengthBytes);
      }
    }
    try {
      return backend.open(name, offset, lengthBytes);
    } catch (BlobException.NotFound e) {
      try {
        return openPacked(name, offset, lengthBytes);
      } catch (BlobException.NotFound packed) {
        return backend.open(name, offset, lengthBytes); // unpacked in between
      }
    }
  }

  private Content openPacked(StoredName chunk, long offset, long lengthBytes) throws BlobException {
    ByteBuffer whole = unpacked(chunk);
    if (offset > whole.remaining() - lengthBytes) {
      throw new BlobException.Corrupt(
          "%s has %d bytes, asked for %d from %d"
              .formatted(chunk, whole.remaining(), lengthBytes, offset));
    }
    return new Content.Buffer(
        whole.slice((int) offset, (int) lengthBytes).asReadOnlyBuffer(), () -> {});
  }

  private ByteBuffer unpacked(StoredName chunk) throws BlobException {
    StoredName packed = StoredName.packed(chunk.digest());
    long formBytes =
        backend
            .length(packed)
            .orElseThrow(() -> new BlobException.NotFound(chunk + " is not there"));
    if (formBytes > PackedChunk.HEADER_BYTES + Chunker.MAX_BYTES) {
      throw new BlobException.Corrupt(packed + " has " + formBytes + " bytes");
    }
    try (Content form = backend.open(packed, 0, formBytes)) {
      return PackedChunk.unpack(packed, ContentBytes.read(form));
    }
  }

  /// Asks for the form that a chunk was put in; where it has another by now, once more.
  @Override
  public void makeDurable(Collection<StoredName> names) throws BlobException {
    List<StoredName> stored = new ArrayList<>(names.size());
    synchronized (packedLately) {
      for (StoredName name : names) {
        stored.add(packedLately.contains(name) ? StoredName.packed(name.digest()) : name);
      }
    }
    try {
      backend.makeDurable(stored);
    } catch (BlobException.NotFound e) {
      List<StoredName> found = new ArrayList<>(names.size());
      for (StoredName name : names) {
        found.add(form(name));
      }
      backend.makeDurable(found);
    }
  }

  private StoredName form(StoredName name) throws BlobException {
    if (name.kind() != StoredName.Kind.CHUNK || backend.length(name).isPresent()) {
      return name;
    }
    return StoredName.packed(name.digest());
  }

  @Override
  public void delete(StoredName name) throws BlobException {
    backend.delete(name);
    if (name.kind() == StoredName.Kind.CHUNK) {
      backend.delete(StoredName.packed(name.digest()));
      synchronized (packedLately) {
        packedLately.remove(name);
      }
    }
  }

  @Override
  public Stream<Listed> list(StoredName.Kind kind, int prefix) throws BlobException {
    if (kind != StoredName.Kind.CHUNK) {
      return backend.list(kind, prefix);
    }
    // In this order, what is packed meanwhile is seen in one form at least.
    List<Listed> plain = Listing.of(backend, StoredName.Kind.CHUNK, prefix);
    List<Listed> packed = Listing.of(backend, StoredName.Kind.PACKED, prefix);
    if (packed.isEmpty()) {
      return plain.stream();
    }
    Set<Digest> seen = new HashSet<>();
    plain.forEach(listed -> seen.add(listed.name().digest()));
    return Stream.concat(
        plain.stream(),
        packed.stream()
            .filter(listed -> !seen.contains(listed.name().digest()))
            .map(listed ->
                new Listed(StoredName.chunk(listed.name().digest()), listed.lengthBytes())));
  }

  @Override
  public Stream<String> strays() throws BlobException {
    return backend.strays();
  }

  /// Packs a chunk that lies as it is, if that saves room: when this returns, its packed form is
  /// durable and the other one gone. Returns the bytes that were saved, 0 when it stays as it is.
  ///
  /// Nobody may delete the chunk, and put it anew, meanwhile: this would remove what was put.
  ///
  /// Throws [BlobException.Corrupt] when the chunk is damaged, [BlobException.NotFound] when it is
  /// not there as it is.
  public long pack(StoredName chunk) throws BlobException {
    StoredName packed = StoredName.packed(chunk.digest());
    long lengthBytes =
        backend
            .length(chunk)
            .orElseThrow(() -> new BlobException.NotFound(chunk + " is not there"));
    ByteBuffer whole;
    try (Content content = backend.open(chunk, 0, lengthBytes)) {
      whole = ContentBytes.read(content);
    }
    if (!Digest.sha256(List.of(whole)).equals(chunk.digest())) {
      throw new BlobException.Corrupt(chunk + " has other bytes than its name says");
    }
    Optional<ByteBuffer> form = PackedChunk.pack(gathered(List.of(whole), whole.remaining()));
    if (form.isEmpty()) {
      return 0;
    }
    backend.put(packed, List.of(form.get()));
    backend.makeDurable(List.of(packed));
    backend.delete(chunk);
    return lengthBytes - form.get().remaining();
  }

  /// Keeps a packed chunk as it is again: when this returns, that is durable and the packed form
  /// gone. The same condition as for [#pack]. Does nothing when the chunk is not packed.
  public void unpack(StoredName chunk) throws BlobException {
    StoredName packed = StoredName.packed(chunk.digest());
    if (backend.length(packed).isEmpty()) {
      return;
    }
    if (backend.length(chunk).isEmpty()) {
      backend.put(chunk, List.of(unpacked(chunk)));
      backend.makeDurable(List.of(chunk));
    }
    backend.delete(packed);
    synchronized (packedLately) {
      packedLately.remove(chunk);
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
