package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A backend in memory, which passes the same contract as the real ones and fails on demand.
///
/// **Fault model.** Any call may throw what [#failWith] says. A failed [#makeDurable] loses every
/// object that was not durable yet, as a file system may. [#losePower] does the same without an
/// error. What was made durable is never lost, unless a test damages it by [#damage].
public final class MemoryBackend implements ChunkBackend {

  /// The calls that can be made to fail.
  public enum Call {
    LENGTH,
    PUT,
    OPEN,
    MAKE_DURABLE,
    DELETE
  }

  /// Decides about one call; returns the failure, or null to let it pass.
  @FunctionalInterface
  public interface Fault {
    /// @param call what is called
    /// @param ordinal how many calls of that kind came before
    @Nullable BlobException on(Call call, long ordinal);
  }

  private final Capabilities capabilities;
  private final Map<StoredName, byte[]> objects = new ConcurrentHashMap<>();
  private final Map<StoredName, byte[]> quarantined = new ConcurrentHashMap<>();
  private final Set<StoredName> durable = ConcurrentHashMap.newKeySet();
  private final Map<StoredName, Instant> lastUse = new ConcurrentHashMap<>();
  private final Map<Call, AtomicLong> calls = new ConcurrentHashMap<>();
  private final AtomicLong openContents = new AtomicLong();
  private volatile Fault fault = (call, ordinal) -> null;
  private volatile long capacityBytes = Long.MAX_VALUE;

  public MemoryBackend() {
    this(false);
  }

  /// @param remote what [#capabilities] says
  public MemoryBackend(boolean remote) {
    this.capabilities = new Capabilities(false, remote);
  }

  /// Asks `fault` before every call from now on.
  public void failWith(Fault fault) {
    this.fault = fault;
  }

  /// No call fails from now on, for want of room either.
  public void heal() {
    this.fault = (call, ordinal) -> null;
    this.capacityBytes = Long.MAX_VALUE;
  }

  /// Refuses puts that would exceed so many stored bytes.
  public void limitTo(long capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /// Forgets everything that was not made durable.
  public void losePower() {
    objects.keySet().retainAll(durable);
    lastUse.keySet().retainAll(durable);
  }

  /// Puts other bytes in the object's place.
  public void damage(StoredName name, byte[] bytes) {
    objects.put(name, bytes.clone());
  }

  /// How many calls of that kind were made.
  public long calls(Call call) {
    return calls.computeIfAbsent(call, _ -> new AtomicLong()).get();
  }

  /// How many opened contents were not closed.
  public long openContents() {
    return openContents.get();
  }

  @Override
  public Optional<Instant> lastUse(StoredName name) {
    return Optional.ofNullable(lastUse.get(name));
  }

  @Override
  public void setLastUse(StoredName name, Instant at) {
    lastUse.computeIfPresent(name, (_, _) -> at);
  }

  @Override
  public OptionalLong roomBytes() {
    return capacityBytes == Long.MAX_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, capacityBytes - usedBytes()));
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public OptionalLong length(StoredName name) throws BlobException {
    enter(Call.LENGTH);
    byte[] bytes = objects.get(name);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
  }

  @Override
  public void put(StoredName name, List<ByteBuffer> content) throws BlobException {
    enter(Call.PUT);
    int lengthBytes = content.stream().mapToInt(ByteBuffer::remaining).sum();
    synchronized (objects) {
      byte[] present = objects.get(name);
      if (present == null || present.length != lengthBytes) {
        store(name, content, lengthBytes);
      }
    }
  }

  @Override
  public void replace(StoredName name, List<ByteBuffer> content) throws BlobException {
    enter(Call.PUT);
    store(name, content, content.stream().mapToInt(ByteBuffer::remaining).sum());
  }

  private void store(StoredName name, List<ByteBuffer> content, int lengthBytes)
      throws BlobException {
    ByteBuffer copy = ByteBuffer.allocate(lengthBytes);
    content.forEach(bytes -> copy.put(bytes.duplicate()));
    synchronized (objects) {
      if (capacityBytes < Long.MAX_VALUE && usedBytes() + lengthBytes > capacityBytes) {
        throw new BlobException.Full(
            "no room for " + name, new IOException("limited to " + capacityBytes));
      }
      durable.remove(name);
      objects.put(name, copy.array());
      lastUse.put(name, Instant.now());
    }
  }

  @Override
  public Quarantine quarantine(StoredName name, Check check) throws BlobException {
    byte[] bytes = objects.get(name);
    if (bytes == null
        || check.sound(new Content.Buffer(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), () -> {}))) {
      return Quarantine.NOT_NEEDED;
    }
    quarantined.put(name, bytes);
    if (capabilities.remote()) {
      return Quarantine.COPIED;
    }
    synchronized (objects) {
      if (!objects.remove(name, bytes)) {
        return Quarantine.NOT_NEEDED;
      }
      durable.remove(name);
    }
    return Quarantine.TAKEN_OUT;
  }

  @Override
  public Stream<Listed> quarantined() {
    return quarantined.entrySet().stream()
        .map(entry -> new Listed(entry.getKey(), entry.getValue().length));
  }

  @Override
  public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
    enter(Call.OPEN);
    byte[] bytes = objects.get(name);
    if (bytes == null) {
      throw new BlobException.NotFound(name + " is not there");
    }
    if (offset + lengthBytes > bytes.length) {
      throw new BlobException.Corrupt(name + " is shorter than asked for");
    }
    openContents.incrementAndGet();
    return new Content.Buffer(
        ByteBuffer.wrap(bytes, (int) offset, (int) lengthBytes).slice().asReadOnlyBuffer(),
        openContents::decrementAndGet);
  }

  @Override
  public void makeDurable(Collection<StoredName> names) throws BlobException {
    try {
      enter(Call.MAKE_DURABLE);
    } catch (BlobException e) {
      losePower();
      throw e;
    }
    Set<StoredName> distinct = new HashSet<>(names);
    synchronized (objects) {
      for (StoredName name : distinct) {
        if (!objects.containsKey(name)) {
          throw new BlobException.NotFound(name + " is not there to be made durable");
        }
      }
      durable.addAll(distinct);
    }
  }

  @Override
  public void delete(StoredName name) throws BlobException {
    enter(Call.DELETE);
    synchronized (objects) {
      durable.remove(name);
      objects.remove(name);
      lastUse.remove(name);
    }
  }

  @Override
  public Stream<Listed> list(StoredName.Kind kind, int prefix) {
    List<Listed> listed = new ArrayList<>();
    objects.forEach((name, bytes) -> {
      if (name.kind() == kind && name.digest().firstByte() == prefix) {
        listed.add(new Listed(name, bytes.length));
      }
    });
    return listed.stream();
  }

  @Override
  public Stream<String> strays() {
    return Stream.empty();
  }

  @Override
  public void close() {}

  private long usedBytes() {
    return objects.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  private void enter(Call call) throws BlobException {
    long ordinal = calls.computeIfAbsent(call, _ -> new AtomicLong()).getAndIncrement();
    BlobException failure = fault.on(call, ordinal);
    if (failure != null) {
      throw failure;
    }
  }
}
