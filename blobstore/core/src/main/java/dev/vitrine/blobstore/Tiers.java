package dev.vitrine.blobstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tiers of a store, as one place to put objects in and to get them from. Thread-safe.
///
/// The first durable tier is the *system of record*: everything is written there, and only there
/// does anything become durable. Further durable tiers are read (a store that is being moved has
/// its old place as such a tier). Caches are filled when something is written and when something
/// was read into memory from behind them; whatever goes wrong with a cache is logged and forgotten.
final class Tiers {
  private static final Logger LOG = LoggerFactory.getLogger(Tiers.class);

  /// Chunks that were read from across the network a moment ago: for readers who follow each other
  /// closely.
  private static final long LATELY_READ_BYTES = 64L << 20;

  private final DigestCache<ByteBuffer> lately =
      new DigestCache<>("chunk", LATELY_READ_BYTES, ByteBuffer::capacity);

  /// Deletions under way at once: as many as puts.
  private static final int MAX_REMOTE_DELETES = ChunkIntake.MAX_REMOTE_PUTS;

  private final List<Tier> tiers;
  private final Tier systemOfRecord;
  private final Damages damages;
  private final boolean verifyOnRead;

  /// Known to be damaged and put again since, not yet durable.
  private final Set<StoredName> replaced = ConcurrentHashMap.newKeySet();

  Tiers(List<Tier> tiers) {
    this(tiers, Damages.NONE, false);
  }

  /// @param verifyOnRead whether digests are compared also where that costs the kernel's way
  Tiers(List<Tier> tiers, Damages damages, boolean verifyOnRead) {
    this.damages = damages;
    this.verifyOnRead = verifyOnRead;
    this.tiers = List.copyOf(tiers);
    this.systemOfRecord =
        tiers.stream()
            .filter(tier -> tier.role() == Tier.Role.DURABLE)
            .findFirst()
            .orElseThrow(() -> new InvariantViolated("a store needs a durable tier"));
  }

  List<Tier> all() {
    return tiers;
  }

  Tier systemOfRecord() {
    return systemOfRecord;
  }

  /// Stores the object unless it is there. Returns whether it was stored.
  boolean put(StoredName name, List<ByteBuffer> content, long lengthBytes) throws BlobException {
    if (damages.known(name)) {
      systemOfRecord.backend().replace(name, content);
      replaced.add(name);
    } else {
      OptionalLong present = systemOfRecord.backend().length(name);
      if (present.isPresent() && present.getAsLong() == lengthBytes) {
        systemOfRecord.backend().used(name);
        return false;
      }
      systemOfRecord.backend().put(name, content);
    }
    fillCaches(tiers.size(), name, content, lengthBytes);
    return true;
  }

  void makeDurable(Collection<StoredName> names) throws BlobException {
    systemOfRecord.backend().makeDurable(names);
    if (!replaced.isEmpty()) {
      for (StoredName name : names) {
        if (replaced.remove(name)) {
          damages.broughtBack(name);
        }
      }
    }
  }

  /// Opens a part of a chunk: the kernel's way where a tier has files, unless digests are to be
  /// compared; else from memory, and then the whole chunk was read and its digest is right.
  Content openChunk(Digest digest, int chunkBytes, int offset, int lengthBytes)
      throws BlobException {
    StoredName name = StoredName.chunk(digest);
    return firstAnswer(
        name,
        index -> {
          ChunkBackend backend = tiers.get(index).backend();
          backend.used(name);
          if (backend.capabilities().fileSlices() && !verifyOnRead && !damages.known(name)) {
            return openFile(backend, name, chunkBytes, offset, lengthBytes);
          }
          ByteBuffer whole =
              backend.capabilities().remote()
                  ? readOnce(index, name, chunkBytes)
                  : readWhole(backend, name, chunkBytes);
          fillCaches(index, name, List.of(whole), chunkBytes);
          return Content.Buffer.unowned(whole.slice(offset, lengthBytes));
        });
  }

  /// Reads a recipe, whose digest is right.
  ByteBuffer readRecipe(Digest digest) throws BlobException {
    StoredName name = StoredName.recipe(digest);
    return firstAnswer(
        name,
        index -> {
          ChunkBackend backend = tiers.get(index).backend();
          long lengthBytes =
              backend
                  .length(name)
                  .orElseThrow(() -> new BlobException.NotFound(name + " is not there"));
          if (lengthBytes > Recipe.MAX_ENCODED_BYTES) {
            throw new BlobException.Corrupt(name + " has " + lengthBytes + " bytes");
          }
          ByteBuffer encoded = readWhole(backend, name, (int) lengthBytes);
          fillCaches(index, name, List.of(encoded), lengthBytes);
          return encoded;
        });
  }

  /// Reads a chunk from across the network: once for all who want it within a short time. The first
  /// of them fills the caches before anybody goes on, so that those who come later find it there.
  private ByteBuffer readOnce(int index, StoredName name, int chunkBytes) throws BlobException {
    return lately.get(
        name.digest(),
        () -> {
          ByteBuffer whole = readWhole(tiers.get(index).backend(), name, chunkBytes);
          fillCaches(index, name, List.of(whole), chunkBytes);
          return whole;
        });
  }

  /// The recipe of that name.
  Recipe recipe(Digest digest) throws BlobException {
    return Recipe.decode(readRecipe(digest));
  }

  /// Removes the objects everywhere. When this returns or throws, no call is under way any more.
  void delete(Collection<StoredName> names) throws BlobException {
    for (Tier tier : tiers) {
      try {
        delete(tier.backend(), names);
      } catch (BlobException e) {
        if (tier.role() == Tier.Role.DURABLE) {
          throw e;
        }
        LOG.warn("cache {} keeps what was deleted: {}", tier.name(), e.getMessage());
      }
    }
  }

  private static void delete(ChunkBackend backend, Collection<StoredName> names)
      throws BlobException {
    if (!backend.capabilities().remote()) {
      for (StoredName name : names) {
        backend.delete(name);
      }
      return;
    }
    Semaphore room = new Semaphore(MAX_REMOTE_DELETES);
    AtomicReference<@Nullable BlobException> failure = new AtomicReference<>();
    for (StoredName name : names) {
      room.acquireUninterruptibly();
      if (failure.get() != null) {
        room.release();
        break;
      }
      Thread.ofVirtual()
          .name("chunk-delete")
          .start(() -> {
            try {
              backend.delete(name);
            } catch (BlobException e) {
              failure.set(e);
            } finally {
              room.release();
            }
          });
    }
    room.acquireUninterruptibly(MAX_REMOTE_DELETES);
    BlobException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private Content openFile(
      ChunkBackend backend, StoredName name, int chunkBytes, int offset, int lengthBytes)
      throws BlobException {
    Content content = backend.open(name, offset, lengthBytes);
    if (content instanceof Content.FileSlice slice) {
      try {
        long fileBytes = slice.file().size();
        if (fileBytes != chunkBytes) {
          throw new BlobException.Corrupt(
              name + " has " + fileBytes + " bytes instead of " + chunkBytes);
        }
      } catch (BlobException e) {
        content.close();
        throw e;
      } catch (IOException e) {
        content.close();
        throw new BlobException.Transient(
            name + " cannot be looked at", java.time.Duration.ofSeconds(1), e);
      }
      return new Content.FileSlice(
          slice.file(),
          slice.offset(),
          slice.lengthBytes(),
          slice.onClose(),
          () -> damages.suspect(name));
    }
    return content;
  }

  private static ByteBuffer readWhole(ChunkBackend backend, StoredName name, int lengthBytes)
      throws BlobException {
    ByteBuffer whole;
    try (Content content = backend.open(name, 0, lengthBytes)) {
      whole = ContentBytes.read(content);
    }
    if (!Digest.sha256(List.of(whole)).equals(name.digest())) {
      throw new BlobException.Corrupt(name + " has other bytes than its name says");
    }
    return whole;
  }

  @FunctionalInterface
  private interface Attempt<T> {
    T on(int tierIndex) throws BlobException;
  }

  private <T> T firstAnswer(StoredName name, Attempt<T> attempt) throws BlobException {
    @Nullable BlobException failure = null;
    boolean unreadable = false;
    for (int index = 0; index < tiers.size(); index++) {
      Tier tier = tiers.get(index);
      try {
        T answer = attempt.on(index);
        if (failure instanceof BlobException.Corrupt || unreadable) {
          damages.suspect(name);
        }
        return answer;
      } catch (BlobException e) {
        if (tier.role() == Tier.Role.CACHE) {
          cacheFailed(tier, name, e);
          continue;
        }
        unreadable |= isDisksFault(tier, e);
        if (failure == null || failure instanceof BlobException.NotFound) {
          failure = e; // that a copy is damaged says more than that another is missing
        }
      }
    }
    if (failure == null) {
      failure = new BlobException.NotFound(name + " is not there");
    }
    if (failure instanceof BlobException.NotFound
        || failure instanceof BlobException.Corrupt
        || unreadable) {
      damages.suspect(name);
    }
    throw failure;
  }

  /// What cannot be read where no network is between is damaged, for as long as it cannot.
  private static boolean isDisksFault(Tier tier, BlobException failure) {
    return failure instanceof BlobException.Transient
        && !tier.backend().capabilities().remote()
        && !Thread.currentThread().isInterrupted();
  }

  /// Puts the object into the caches before the tier of that index.
  private void fillCaches(int before, StoredName name, List<ByteBuffer> content, long lengthBytes) {
    for (Tier tier : tiers.subList(0, before)) {
      if (tier.role() == Tier.Role.CACHE) {
        try {
          OptionalLong present = tier.backend().length(name);
          if (present.isEmpty() || present.getAsLong() != lengthBytes) {
            tier.backend().put(name, content);
          }
        } catch (BlobException e) {
          cacheFailed(tier, name, e);
        }
      }
    }
  }

  private static void cacheFailed(Tier tier, StoredName name, BlobException failure) {
    switch (failure) {
      case BlobException.NotFound _ -> {}
      case BlobException.Corrupt _ -> {
        LOG.warn("cache {} drops a damaged object: {}", tier.name(), failure.getMessage());
        try {
          tier.backend().delete(name);
        } catch (BlobException e) {
          LOG.warn("cache {} cannot drop {}: {}", tier.name(), name, e.getMessage());
        }
      }
      case BlobException.Full _,
          BlobException.Denied _,
          BlobException.TooNew _,
          BlobException.Transient _ ->
          LOG.warn("cache {} does without {}: {}", tier.name(), name, failure.getMessage());
    }
  }
}
