package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives staged files their names, once their bytes are durable. Thread-safe.
///
/// One thread does that for everybody, a batch at a time:
///
/// 1. it takes all requests that are waiting;
/// 2. it synchronises the content of every file written so far;
/// 3. it renames the files that were asked for;
/// 4. it synchronises the names.
///
/// So a request rides only on synchronisations that began after it had arrived, and requests that
/// arrive during one share the next.
///
/// **When a synchronisation fails** nobody can tell which files it was about, and asking again
/// would say that all is well, since the kernel reports an error once and then forgets the pages
/// (P. A. Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020). So
/// every file staged by then is thrown away, those being written too, and whoever needs the content
/// puts it again. Files that already had their names are not touched: their bytes were durable
/// before.
///
/// When even throwing away fails, a name may be there that a power loss would take away again; then
/// the store takes no more writes until it was opened anew, which synchronises all names.
final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  /// Longer than any disk takes that still works.
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private record Request(Set<StoredName> names, CompletableFuture<@Nullable Void> done) {}

  /// Ends the thread.
  private static final Request STOP = new Request(Set.of(), new CompletableFuture<>());

  private final Layout layout;
  private final Synchronizer synchronizer;

  /// Put, and not both named and synchronised. Looked at without the lock, changed with it.
  private final ConcurrentMap<StoredName, StagedFile> staged = new ConcurrentHashMap<>();

  /// How often a synchronisation has failed. Guarded by `staged`.
  private long failures;

  /// Why no more is written; empty while all is well.
  private volatile String broken = "";

  /// Held while a file gets or loses its name.
  private final ReentrantLock naming = new ReentrantLock();

  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  /// Nothing is asked for any more. Guarded by `requests`.
  private boolean closed;

  private final Thread thread;

  Publisher(Layout layout, Synchronizer synchronizer) {
    this.layout = layout;
    this.synchronizer = synchronizer;
    this.thread =
        Thread.ofPlatform().daemon().name("publish " + layout.root()).start(this::publishAll);
  }

  @Nullable StagedFile staged(StoredName name) {
    return staged.get(name);
  }

  Collection<StagedFile> staged() {
    return staged.values();
  }

  /// To be asked before a file is begun, and given to [#stage] with the whole file.
  long begin() throws BlobException {
    if (!broken.isEmpty()) {
      throw new BlobException.Transient(
          "the store takes no writes until it is opened again: " + broken,
          RETRY_AFTER,
          new IOException(broken));
    }
    synchronized (staged) {
      return failures;
    }
  }

  /// Makes the file visible. Returns false when an equal one is there already; the caller's is then
  /// not needed. Throws when a synchronisation has failed since [#begin]: some of the file's pages
  /// may be among those that were lost.
  boolean stage(StagedFile file, long begun) throws BlobException {
    synchronized (staged) {
      if (begun != failures) {
        throw new BlobException.Transient(
            file.name() + " may have been lost with others",
            Duration.ZERO,
            new IOException("a synchronisation failed meanwhile"));
      }
      StagedFile present = staged.get(file.name());
      if (present != null && present.lengthBytes() == file.lengthBytes()) {
        return false;
      }
      staged.put(file.name(), file);
    }
    synchronizer.written(file.path());
    return true;
  }

  /// Forgets the staged file, if there is one, and removes it.
  void unstage(StoredName name) throws IOException {
    StagedFile file;
    synchronized (staged) {
      file = staged.remove(name);
    }
    if (file != null) {
      Files.deleteIfExists(file.path());
    }
  }

  /// As [#unstage], but keeps the file in another place. Returns false when it is not staged (any
  /// more).
  boolean unstageTo(StagedFile file, Path target) throws IOException {
    synchronized (staged) {
      if (!staged.remove(file.name(), file)) {
        return false;
      }
    }
    Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /// Renames the file if it is still the one with that inode.
  boolean moveAside(Path file, Object inode, Path target) throws IOException {
    naming.lock();
    try {
      if (!inode(file).equals(inode)) {
        return false;
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      naming.unlock();
    }
  }

  /// What tells the file from any other that exists at the same time.
  static Object inode(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    if (key == null) {
      throw new IOException("the file system has no inodes: " + file);
    }
    return key;
  }

  /// Returns when all names are durable; they must be staged or named.
  void publish(Set<StoredName> names) throws BlobException {
    Request request = new Request(names, new CompletableFuture<>());
    synchronized (requests) {
      if (closed) {
        throw new BlobException.Transient(
            "the store is closed", RETRY_AFTER, new IOException("closed"));
      }
      requests.add(request);
    }
    try {
      request.done.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case BlobException failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlobException.Transient("interrupted while synchronising", Duration.ZERO, e);
    } catch (TimeoutException e) {
      throw new BlobException.Transient(
          "the disk has not synchronised for " + LIMIT, RETRY_AFTER, e);
    }
  }

  private void publishAll() {
    List<Request> batch = new ArrayList<>();
    boolean stopping = false;
    while (!stopping) {
      batch.clear();
      try {
        batch.add(requests.take());
      } catch (InterruptedException e) {
        continue; // only close() ends this thread
      }
      requests.drainTo(batch);
      stopping = batch.remove(STOP);
      try {
        publishBatch(batch);
      } catch (Throwable t) {
        LOG.error("synchronising {} failed", layout.root(), t);
        batch.forEach(request -> request.done.completeExceptionally(t));
      }
    }
  }

  private void publishBatch(List<Request> batch) {
    Map<StoredName, StagedFile> files = new LinkedHashMap<>();
    for (Request request : batch) {
      for (StoredName name : request.names) {
        StagedFile file = staged.get(name);
        if (file != null) {
          files.put(name, file);
        }
      }
    }
    try {
      publishFiles(files);
    } catch (IOException e) {
      LOG.error("synchronising {} failed; what was not durable is thrown away", layout.root(), e);
      throwAway(files);
      BlobException failure = FileErrors.translate("synchronising", layout.root(), e);
      batch.forEach(request -> request.done.completeExceptionally(failure));
      return;
    }
    for (Request request : batch) {
      try {
        for (StoredName name : request.names) {
          if (!files.containsKey(name) && !Files.exists(layout.file(name))) {
            throw new BlobException.NotFound(name + " is not there to be made durable");
          }
        }
        request.done.complete(null);
      } catch (BlobException e) {
        request.done.completeExceptionally(e);
      }
    }
  }

  private void publishFiles(Map<StoredName, StagedFile> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    if (files.values().stream().anyMatch(file -> !file.synced())) {
      synchronizer.syncContent();
    }
    Set<Path> folders = new HashSet<>();
    for (StagedFile file : files.values()) {
      rename(file, folders);
    }
    synchronizer.syncNames(folders);
    synchronized (staged) {
      files.forEach(staged::remove);
    }
  }

  private void rename(StagedFile file, Set<Path> folders) throws IOException {
    naming.lock();
    try {
      renameAlone(file, folders);
    } finally {
      naming.unlock();
    }
  }

  private void renameAlone(StagedFile file, Set<Path> folders) throws IOException {
    Path target = layout.file(file.name());
    Path folder = target.getParent();
    try {
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      if (!staged.containsKey(file.name())) {
        return; // deleted meanwhile
      }
      Files.createDirectories(folder); // the first of its shard, or somebody removed the folder
      folders.add(layout.folder(file.name().kind()));
      folders.add(layout.root());
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
    }
    folders.add(folder);
  }

  /// @param named files of the failed batch, some of which may have their names already
  private void throwAway(Map<StoredName, StagedFile> named) {
    List<StagedFile> lost;
    synchronized (staged) {
      failures++;
      lost = List.copyOf(staged.values());
      staged.clear();
    }
    try {
      for (StagedFile file : lost) {
        boolean renamed = !Files.deleteIfExists(file.path());
        if (renamed && named.containsKey(file.name())) {
          Files.deleteIfExists(layout.file(file.name()));
        }
      }
    } catch (IOException e) {
      LOG.error("{} takes no more writes: it cannot throw away what was lost", layout.root(), e);
      broken = String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    synchronized (requests) {
      closed = true;
      requests.add(STOP); // behind every request
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(LIMIT);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    for (StagedFile file : staged.values()) {
      try {
        Files.deleteIfExists(file.path());
      } catch (IOException e) {
        LOG.info("{} is removed at the next start", file.path(), e);
      }
    }
    staged.clear();
  }
}
