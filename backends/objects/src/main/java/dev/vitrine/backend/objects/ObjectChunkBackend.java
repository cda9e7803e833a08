package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.StoreDescriptor;
import dev.vitrine.blobstore.StoredName;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [ChunkBackend] over an [ObjectContainer]. Thread-safe, for any number of processes at once.
///
/// Keys are the names of [StoredName#path] after a prefix of the operator's. **What was put is
/// durable** when the container has acknowledged it, so [#makeDurable] only looks whether names are
/// still there; those acknowledged to this object a short while ago are not asked for again.
///
/// The descriptor is looked at before the first use rather than at construction, so that a
/// container that is away when the service starts is used as soon as it is back. A container
/// without one becomes a store when it is first written to, if nothing foreign is below the prefix.
public final class ObjectChunkBackend implements ChunkBackend {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectChunkBackend.class);

  private final ObjectContainer container;
  private final String prefix;
  private final boolean readOnly;

  /// Lists a container that knows its keys by their hashes; null for another.
  private final @Nullable KeySweep byHashes;

  /// Lists any other.
  private final PrefixSweep byPrefixes;

  private final AcknowledgedNames acknowledged = new AcknowledgedNames();

  /// Whether the descriptor was seen and is one that this program may use.
  private volatile boolean known;

  private ObjectChunkBackend(ObjectContainer container, String prefix, boolean readOnly) {
    this.container = container;
    this.prefix = prefix;
    this.readOnly = readOnly;
    this.byPrefixes = new PrefixSweep(container, prefix);
    this.byHashes =
        container.hashedKeys().map(keys -> new KeySweep(keys, this::key, this::name)).orElse(null);
  }

  /// Takes over the container: [#close] closes it.
  ///
  /// @param prefix before every key; may be empty
  public static ObjectChunkBackend over(ObjectContainer container, String prefix) {
    return new ObjectChunkBackend(container, prefix, false);
  }

  /// As [#over], for looking only: whatever changes the store throws [BlobException.Denied].
  public static ObjectChunkBackend readOnly(ObjectContainer container, String prefix) {
    return new ObjectChunkBackend(container, prefix, true);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, true);
  }

  /// What was acknowledged lately and is not there is looked for once more: while an object is
  /// replaced by an equal one, a container may say for a moment that there is none.
  @Override
  public OptionalLong length(StoredName name) throws BlobException {
    checkDescriptor();
    OptionalLong lengthBytes = container.length(key(name));
    return lengthBytes.isEmpty() && acknowledged.contains(name)
        ? container.length(key(name))
        : lengthBytes;
  }

  @Override
  public void put(StoredName name, List<ByteBuffer> content) throws BlobException {
    requireWritable("writing " + name);
    if (!checkDescriptor()) {
      makeStore();
    }
    // No question first: an object of the same name has the same bytes, or is damaged.
    container.put(key(name), gathered(content));
    acknowledged.add(name);
  }

  /// A put has no questions and replaces what is there.
  @Override
  public void replace(StoredName name, List<ByteBuffer> content) throws BlobException {
    put(name, content);
  }

  @Override
  public Quarantine quarantine(StoredName name, Check check) throws BlobException {
    requireWritable("keeping " + name + " aside");
    OptionalLong lengthBytes = length(name);
    if (lengthBytes.isEmpty()) {
      return Quarantine.NOT_NEEDED;
    }
    ByteBuffer bytes;
    try {
      bytes = container.read(key(name), 0, Math.toIntExact(lengthBytes.getAsLong()));
    } catch (BlobException.NotFound e) {
      return Quarantine.NOT_NEEDED;
    }
    if (check.sound(Content.Buffer.unowned(bytes))) {
      return Quarantine.NOT_NEEDED;
    }
    acknowledged.remove(name);
    container.put(quarantineKey(name), gathered(List.of(bytes)));
    return Quarantine.COPIED;
  }

  @Override
  public Stream<Listed> quarantined() throws BlobException {
    checkDescriptor();
    String folder = StoredName.QUARANTINE + "/";
    return entries(folder)
        .flatMap(entry ->
            StoredName.ofPath(entry.key().substring(prefix.length() + folder.length())).stream()
                .map(name -> new Listed(name, entry.lengthBytes())));
  }

  @Override
  public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
    checkDescriptor();
    ByteBuffer bytes = container.read(key(name), offset, Math.toIntExact(lengthBytes));
    if (bytes.remaining() != lengthBytes) {
      throw new BlobException.Corrupt(
          name + " is shorter than " + lengthBytes + " bytes from " + offset);
    }
    return Content.Buffer.unowned(bytes);
  }

  @Override
  public void makeDurable(Collection<StoredName> names) throws BlobException {
    requireWritable("synchronising");
    for (StoredName name : names) {
      // Twice: see length.
      if (!acknowledged.contains(name) && length(name).isEmpty() && length(name).isEmpty()) {
        throw new BlobException.NotFound(name + " is not there to be durable");
      }
    }
  }

  @Override
  public void delete(StoredName name) throws BlobException {
    requireWritable("deleting " + name);
    acknowledged.remove(name);
    container.delete(key(name));
    acknowledged.remove(name); // put meanwhile, and perhaps deleted after that
  }

  @Override
  public Stream<Listed> list(StoredName.Kind kind, int shard) throws BlobException {
    checkDescriptor();
    KeySweep hashed = byHashes;
    return (hashed == null ? byPrefixes.entries(kind, shard).stream() : hashed.entries(kind, shard))
        .flatMap(
            entry -> name(entry.key()).stream().map(name -> new Listed(name, entry.lengthBytes())));
  }

  @Override
  public Stream<String> strays() throws BlobException {
    Optional<HashedKeys> hashed = container.hashedKeys();
    Stream<String> keys =
        hashed.isPresent()
            ? hashed.get().all().filter(key -> key.startsWith(prefix))
            : entries("").map(ObjectContainer.Entry::key);
    return keys.map(key -> key.substring(prefix.length()))
        .filter(path ->
            !path.equals(StoreDescriptor.NAME)
                && StoredName.ofPath(path).isEmpty()
                && !path.startsWith(StoredName.QUARANTINE + "/"));
  }

  @Override
  public void close() {
    byPrefixes.close();
    if (byHashes != null) {
      byHashes.close();
    }
    container.close();
  }

  private String key(StoredName name) {
    return prefix + name.path();
  }

  private String quarantineKey(StoredName name) {
    return prefix + StoredName.QUARANTINE + "/" + name.path();
  }

  private Optional<StoredName> name(String key) {
    return key.startsWith(prefix)
        ? StoredName.ofPath(key.substring(prefix.length()))
        : Optional.empty();
  }

  private static ByteBuffer gathered(List<ByteBuffer> content) {
    if (content.size() == 1 && content.getFirst().hasArray()) {
      return content.getFirst().duplicate();
    }
    ByteBuffer whole = ByteBuffer.allocate(content.stream().mapToInt(ByteBuffer::remaining).sum());
    content.forEach(part -> whole.put(part.duplicate()));
    return whole.flip();
  }

  /// The objects below `path`, page by page as they are taken.
  private Stream<ObjectContainer.Entry> entries(String path) throws BlobException {
    Pages pages = new Pages(container.list(prefix + path, null), prefix + path);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(pages, Spliterator.NONNULL | Spliterator.IMMUTABLE),
            false)
        .flatMap(page -> page.entries().stream());
  }

  private final class Pages implements Iterator<ObjectContainer.Page> {
    private final String below;
    private ObjectContainer.@Nullable Page ahead;

    Pages(ObjectContainer.Page first, String below) {
      this.ahead = first;
      this.below = below;
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public ObjectContainer.Page next() {
      ObjectContainer.Page page = ahead;
      if (page == null) {
        throw new java.util.NoSuchElementException();
      }
      try {
        ahead = page.next() == null ? null : container.list(below, page.next());
      } catch (BlobException e) {
        throw new UncheckedIOException(e);
      }
      return page;
    }
  }

  private void requireWritable(String doing) throws BlobException {
    if (readOnly) {
      throw new BlobException.Denied(doing + ": the store was opened for reading");
    }
  }

  /// Whether there is a descriptor. Throws when this program may not use what it describes.
  private boolean checkDescriptor() throws BlobException {
    if (known) {
      return true;
    }
    ByteBuffer text;
    try {
      text = container.read(prefix + StoreDescriptor.NAME, 0, StoreDescriptor.MAX_BYTES);
    } catch (BlobException.NotFound e) {
      return false;
    }
    StoreDescriptor.decode(container + " " + prefix + StoreDescriptor.NAME, text);
    known = true;
    return true;
  }

  private synchronized void makeStore() throws BlobException {
    if (checkDescriptor()) {
      return;
    }
    List<String> foreign = new ArrayList<>();
    try (Stream<String> strays = strays()) {
      strays.limit(1).forEach(foreign::add);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BlobException failure) {
        throw failure;
      }
      throw e;
    }
    if (!foreign.isEmpty()) {
      throw new BlobException.Denied(
          container + " is no store and not empty: there is " + prefix + foreign.getFirst());
    }
    // Two processes that do this at once write the same but for the second, and either will do.
    container.put(prefix + StoreDescriptor.NAME, StoreDescriptor.forNewStore().encode());
    known = true;
    LOG.info("made a store in {}{}", container, prefix.isEmpty() ? "" : " below " + prefix);
  }
}
