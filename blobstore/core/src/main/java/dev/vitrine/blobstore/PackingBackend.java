package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(PackingBackend.class);

  /// Chunks of the writers under way, whose form is asked for again when they are made durable.
  private static final int MAX_FORMS = 1 << 16;

  /// How often the use of a chunk is written down.
  private static final Duration MOST_USE_PERIOD = Duration.ofDays(1);

  private final ChunkBackend backend;
  private final PackingRule rule;
  private final boolean atOnce;

  /// Only where heat matters.
  private final @Nullable UsedLately usedLately;

  private final InstantSource clock;

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
  public PackingBackend(ChunkBackend backend, PackingRule rule) {
    this(backend, rule, InstantSource.system());
  }

  /// As above.
  ///
  /// @param clock says when chunks are used
  public PackingBackend(ChunkBackend backend, PackingRule rule, InstantSource clock) {
    this.backend = backend;
    this.rule = rule;
    this.atOnce = rule instanceof PackingRule.AtOnce;
    this.usedLately =
        rule instanceof PackingRule.WhenCold cold ? new UsedLately(usePeriod(cold)) : null;
    this.clock = clock;
  }

  /// A day, and less where chunks are cold sooner: what is read all the time never is.
  private static Duration usePeriod(PackingRule.WhenCold rule) {
    Duration quarter = rule.coldAfter().dividedBy(4);
    return quarter.compareTo(MOST_USE_PERIOD) < 0 ? quarter : MOST_USE_PERIOD;
  }

  /// When chunks are packed here.
  public PackingRule rule() {
    return rule;
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
    OptionalLong first = atOnce ? packedLength(name) : backend.length(name);
    if (first.isPresent()) {
      return first;
    }
    return atOnce ? backend.length(name) : packedLength(name);
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
    if (atOnce) {
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
    if (name.kind() == StoredName.Kind.CHUNK && atOnce) {
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
      return check.sound(Content.Buffer.unowned(chunk));
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
    if (atOnce) {
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
    ByteBuffer whole = PackedChunk.read(backend, StoredName.packed(chunk.digest()));
    if (offset > whole.remaining() - lengthBytes) {
      throw new BlobException.Corrupt(
          "%s has %d bytes, asked for %d from %d"
              .formatted(chunk, whole.remaining(), lengthBytes, offset));
    }
    return Content.Buffer.unowned(whole.slice((int) offset, (int) lengthBytes));
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

  @Override
  public void used(StoredName name) {
    if (usedLately == null
        || name.kind() != StoredName.Kind.CHUNK
        || !usedLately.first(name.digest(), clock.instant())) {
      return;
    }
    try {
      setLastUse(name, clock.instant());
    } catch (BlobException e) {
      LOG.debug("the use of {} is forgotten", name, e);
    }
  }

  @Override
  public Optional<Instant> lastUse(StoredName name) throws BlobException {
    Optional<Instant> plain = backend.lastUse(name);
    return plain.isPresent() || name.kind() != StoredName.Kind.CHUNK
        ? plain
        : backend.lastUse(StoredName.packed(name.digest()));
  }

  @Override
  public void setLastUse(StoredName name, Instant at) throws BlobException {
    backend.setLastUse(name, at);
    if (name.kind() == StoredName.Kind.CHUNK) {
      backend.setLastUse(StoredName.packed(name.digest()), at);
    }
  }

  /// The chunks of that prefix which lie as they are, or those which lie packed.
  List<StoredName> chunks(boolean packed, int prefix) throws BlobException {
    StoredName.Kind kind = packed ? StoredName.Kind.PACKED : StoredName.Kind.CHUNK;
    return Listing.of(backend, kind, prefix).stream()
        .map(listed -> StoredName.chunk(listed.name().digest()))
        .toList();
  }

  /// Packs those of the chunks that lie as they are and get smaller by that: when this returns,
  /// their packed forms are durable and the others gone. Those that are not there are passed over.
  /// When they were used last stays known.
  ///
  /// Nobody may delete one of the chunks, and put it anew, meanwhile: this would remove what was
  /// put.
  public FormChange.Outcome pack(Collection<StoredName> chunks) throws BlobException {
    return FormChange.pack(backend, chunks);
  }

  /// Keeps packed chunks as they are again: when this returns, that is durable and their packed
  /// forms gone. Else as [#pack].
  public FormChange.Outcome unpack(Collection<StoredName> chunks) throws BlobException {
    FormChange.Outcome outcome = FormChange.unpack(backend, chunks);
    synchronized (packedLately) {
      packedLately.removeAll(Set.copyOf(chunks));
    }
    return outcome;
  }

  @Override
  public void close() {
    backend.close();
  }
}
