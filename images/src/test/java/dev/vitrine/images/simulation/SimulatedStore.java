package dev.vitrine.images.simulation;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is stored, and all that goes wrong with it.
///
/// **Fault model.** Any call may fail without effect, or have its effect and fail. A deletion that
/// failed may still happen later, at any time until a later deletion of the same name was
/// acknowledged or its node is dead; on a disk it has happened or never does. Lists may miss what
/// was put lately and show what was deleted lately. Of a disk, a crash takes what was not made
/// durable, or leaves it; gives back what was deleted, or does not; and a failed synchronisation
/// takes what was not durable. Durable bytes stay as they are.
final class SimulatedStore {
  private static final int RECENT_STEPS = 60;

  private static final class Stored {
    final byte[] bytes;
    final long since;
    boolean durable;

    Stored(byte[] bytes, long since, boolean durable) {
      this.bytes = bytes;
      this.since = since;
      this.durable = durable;
    }
  }

  private record Pending(int node, StoredName name) {}

  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final Hostility hostility;
  private final Map<StoredName, Stored> objects = new TreeMap<>();

  /// The first bytes of all digests that ever were here: few of those that lists are asked for.
  private final Map<StoredName.Kind, BitSet> prefixes = new EnumMap<>(StoredName.Kind.class);

  private final Map<StoredName, byte[]> quarantined = new TreeMap<>();
  private final Map<StoredName, byte[]> deletedLately = new TreeMap<>();
  private final Map<StoredName, Long> deletedAt = new TreeMap<>();
  private final List<Pending> pending = new ArrayList<>();
  private boolean hostile = true;
  private boolean changed;

  SimulatedStore(Scheduler scheduler, SplittableRandom random, Hostility hostility) {
    this.scheduler = scheduler;
    this.random = random;
    this.hostility = hostility;
  }

  ChunkBackend backend(int node) {
    return new Backend(node);
  }

  Set<StoredName> names() {
    return Set.copyOf(objects.keySet());
  }

  byte @Nullable [] bytes(StoredName name) {
    Stored stored = objects.get(name);
    return stored == null ? null : stored.bytes;
  }

  /// Whether something was deleted since this was last asked.
  boolean changed() {
    boolean was = changed;
    changed = false;
    return was;
  }

  void heal() {
    hostile = false;
    while (!pending.isEmpty()) {
      happen(pending.removeFirst());
    }
  }

  /// Now and then what was in flight arrives.
  void deliverLate() {
    if (!pending.isEmpty() && random.nextInt(hostility.lateSteps()) == 0) {
      happen(pending.remove(random.nextInt(pending.size())));
    }
  }

  private void happen(Pending late) {
    remove(late.name);
  }

  private void remember(StoredName name) {
    prefixes.computeIfAbsent(name.kind(), _ -> new BitSet()).set(name.digest().firstByte());
  }

  private void remove(StoredName name) {
    Stored gone = objects.remove(name);
    if (gone != null) {
      changed = true;
      deletedAt.put(name, scheduler.steps());
      if (gone.durable) {
        deletedLately.put(name, gone.bytes);
      }
    }
  }

  /// The node dies; what it had in flight arrives now or never.
  void crash(int node) {
    for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
      Pending late = each.next();
      if (late.node == node) {
        each.remove();
        if (random.nextBoolean()) {
          happen(late);
        }
      }
    }
    if (hostility.disk()) {
      objects.values().removeIf(stored -> !stored.durable && random.nextInt(4) != 0);
      objects.values().forEach(stored -> stored.durable = true);
      deletedLately.forEach((name, bytes) -> {
        if (random.nextBoolean()) {
          objects.putIfAbsent(name, new Stored(bytes, scheduler.steps(), true));
        }
      });
      deletedLately.clear();
      changed = true;
    }
  }

  private boolean fault() {
    return hostile && random.nextInt(1000) < hostility.storeFaults();
  }

  private static BlobException.Transient lost(String what) {
    return new BlobException.Transient(what, Duration.ZERO, new IOException("simulated"));
  }

  private final class Backend implements ChunkBackend {
    private final int node;

    Backend(int node) {
      this.node = node;
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(false, false);
    }

    /// Whatever it was before: cold at one moment and warm at the next.
    @Override
    public Optional<Instant> lastUse(StoredName name) {
      if (!objects.containsKey(name)) {
        return Optional.empty();
      }
      return Optional.of(random.nextBoolean() ? Instant.EPOCH : Node.NOW);
    }

    @Override
    public OptionalLong length(StoredName name) throws BlobException {
      Scheduler.step(scheduler);
      if (fault()) {
        throw lost("no answer");
      }
      Stored stored = objects.get(name);
      return stored == null ? OptionalLong.empty() : OptionalLong.of(stored.bytes.length);
    }

    @Override
    public void put(StoredName name, List<ByteBuffer> content) throws BlobException {
      Scheduler.step(scheduler);
      boolean fails = fault();
      if (!fails || random.nextBoolean()) {
        ByteBuffer copy =
            ByteBuffer.allocate(content.stream().mapToInt(ByteBuffer::remaining).sum());
        content.forEach(bytes -> copy.put(bytes.duplicate()));
        objects.putIfAbsent(name, new Stored(copy.array(), scheduler.steps(), !hostility.disk()));
        remember(name);
        deletedLately.remove(name);
      }
      if (fails) {
        throw lost("the answer was lost");
      }
    }

    @Override
    public void replace(StoredName name, List<ByteBuffer> content) throws BlobException {
      Scheduler.step(scheduler);
      boolean fails = fault();
      if (!fails || random.nextBoolean()) {
        ByteBuffer copy =
            ByteBuffer.allocate(content.stream().mapToInt(ByteBuffer::remaining).sum());
        content.forEach(bytes -> copy.put(bytes.duplicate()));
        objects.put(name, new Stored(copy.array(), scheduler.steps(), !hostility.disk()));
        remember(name);
        deletedLately.remove(name);
      }
      if (fails) {
        throw lost("the answer was lost");
      }
    }

    @Override
    public Quarantine quarantine(StoredName name, Check check) throws BlobException {
      Scheduler.step(scheduler);
      if (fault()) {
        throw lost("no answer");
      }
      Stored seen = objects.get(name);
      if (seen == null
          || check.sound(
              new Content.Buffer(ByteBuffer.wrap(seen.bytes).asReadOnlyBuffer(), () -> {}))) {
        return Quarantine.NOT_NEEDED;
      }
      Scheduler.step(scheduler);
      quarantined.put(name, seen.bytes);
      if (!hostility.disk()) {
        return Quarantine.COPIED;
      }
      if (objects.get(name) != seen) {
        return Quarantine.NOT_NEEDED;
      }
      remove(name);
      deletedLately.remove(name);
      return Quarantine.TAKEN_OUT;
    }

    @Override
    public Stream<Listed> quarantined() {
      return quarantined.entrySet().stream()
          .map(entry -> new Listed(entry.getKey(), entry.getValue().length));
    }

    @Override
    public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
      Scheduler.step(scheduler);
      if (fault()) {
        throw lost("no answer");
      }
      Stored stored = objects.get(name);
      if (stored == null) {
        throw new BlobException.NotFound(name + " is not there");
      }
      if (offset + lengthBytes > stored.bytes.length) {
        throw new BlobException.Corrupt(name + " is shorter than asked for");
      }
      return new Content.Buffer(
          ByteBuffer.wrap(stored.bytes, (int) offset, (int) lengthBytes).slice().asReadOnlyBuffer(),
          () -> {});
    }

    @Override
    public void makeDurable(Collection<StoredName> names) throws BlobException {
      Scheduler.step(scheduler);
      if (fault()) {
        if (hostility.disk()) {
          objects.values().removeIf(stored -> !stored.durable);
        }
        throw lost("the disk did not synchronise");
      }
      for (StoredName name : new HashSet<>(names)) {
        if (!objects.containsKey(name)) {
          throw new BlobException.NotFound(name + " is not there to be made durable");
        }
      }
      for (StoredName name : names) {
        Stored stored = objects.get(name);
        if (stored != null) {
          stored.durable = true;
        }
      }
    }

    @Override
    public void delete(StoredName name) throws BlobException {
      Scheduler.step(scheduler);
      if (hostile && random.nextInt(1000) < hostility.lateDeletions()) {
        pending.add(new Pending(node, name));
        throw lost("no answer in time");
      }
      if (fault()) {
        switch (random.nextInt(3)) {
          case 0 -> {}
          case 1 -> remove(name);
          default -> {
            if (hostility.disk()) {
              remove(name);
            } else {
              pending.add(new Pending(node, name));
            }
          }
        }
        throw lost("the answer was lost");
      }
      remove(name);
      pending.removeIf(late -> late.node == node && late.name.equals(name));
    }

    @Override
    public Stream<Listed> list(StoredName.Kind kind, int prefix) {
      List<Listed> listed =
          prefixes.computeIfAbsent(kind, _ -> new BitSet()).get(prefix)
              ? listed(kind, prefix)
              : List.of();
      if (prefix % 64 == 0) {
        Scheduler.step(scheduler);
      }
      return listed.stream();
    }

    private List<Listed> listed(StoredName.Kind kind, int prefix) {
      List<Listed> listed = new ArrayList<>();
      objects.forEach((name, stored) -> {
        boolean recent = scheduler.steps() - stored.since < RECENT_STEPS;
        boolean missed = hostile && hostility.lateLists() && recent && random.nextBoolean();
        if (name.kind() == kind && name.digest().firstByte() == prefix && !missed) {
          listed.add(new Listed(name, stored.bytes.length));
        }
      });
      if (hostile && hostility.lateLists()) {
        deletedAt.forEach((name, at) -> {
          if (name.kind() == kind
              && name.digest().firstByte() == prefix
              && !objects.containsKey(name)
              && scheduler.steps() - at < RECENT_STEPS
              && random.nextBoolean()) {
            listed.add(new Listed(name, 1));
          }
        });
      }
      return listed;
    }

    @Override
    public Stream<String> strays() {
      return Stream.empty();
    }

    @Override
    public void close() {}
  }
}
