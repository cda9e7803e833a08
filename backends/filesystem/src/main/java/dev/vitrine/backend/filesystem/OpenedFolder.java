package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.StoreDescriptor;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A store's directory in the hands of the one process that writes: its lock held, its folders
/// there, nothing left of those who wrote before. Let go of with [#close].
///
/// @param synchronizer makes what is written there durable; closed with this
record OpenedFolder(FileChannel lockFile, FileLock lock, Synchronizer synchronizer, Path root)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedFolder.class);

  /// Makes a new store of an empty or missing directory; a cache where the synchronizer is one.
  /// Throws [BlobException.Denied] when another process has it open, or when it holds something
  /// else; [BlobException.TooNew] and [BlobException.Corrupt] as its descriptor says.
  static OpenedFolder open(Layout layout, Synchronizer.Choice choice) throws IOException {
    Folders.create(layout.root());
    FileChannel lockFile =
        FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lock(layout, lockFile);
      Synchronizer synchronizer = choice.of(layout.root());
      prepare(layout, synchronizer instanceof Synchronizer.AtTheEnd);
      // A process that was killed may have renamed files without synchronising their names.
      synchronizer.syncNames(folders(layout));
      return new OpenedFolder(lockFile, lock, synchronizer, layout.root());
    } catch (Throwable t) {
      lockFile.close();
      throw t;
    }
  }

  private static FileLock lock(Layout layout, FileChannel lockFile) throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) { // in this process
      lock = null;
    }
    if (lock == null) {
      throw new BlobException.Denied(layout.root() + " is open in another process");
    }
    return lock;
  }

  private static void prepare(Layout layout, boolean cache) throws IOException {
    if (DescriptorFile.read(layout.root()).isPresent()) {
      requireKind(layout, cache);
    } else {
      for (Path entry : Folders.entries(layout.root())) {
        if (!layout.isKnownEntry(entry) && !DescriptorFile.isDraft(entry)) {
          throw new BlobException.Denied(
              layout.root() + " is no store and not empty: there is " + entry.getFileName());
        }
      }
      if (cache) { // first, so that it is never taken for a store
        CacheMark.closed().write(layout.root());
      }
      DescriptorFile.write(layout.root(), StoreDescriptor.forNewStore());
      LOG.info("made a {} in {}", cache ? "cache" : "store", layout.root());
    }
    if (cache) {
      beginCache(layout);
    }
    Folders.create(layout.temporary());
    for (StoredName.Kind kind : StoredName.Kind.values()) {
      Folders.create(layout.folder(kind));
    }
    List<Path> leftovers = Folders.entries(layout.temporary());
    for (Path leftover : leftovers) {
      Files.delete(leftover);
    }
    if (!leftovers.isEmpty()) {
      LOG.info("removed {} unfinished files from {}", leftovers.size(), layout.temporary());
    }
  }

  private static void requireKind(Layout layout, boolean cache) throws IOException {
    boolean isCache = CacheMark.read(layout.root()).isPresent();
    if (isCache && !cache) {
      throw new BlobException.Denied(
          layout.root() + " is a cache: what is there may be lost at any time");
    }
    if (cache && !isCache) {
      throw new BlobException.Denied(layout.root() + " is a store; a cache would lose it");
    }
  }

  /// Throws away what a loss of power may have damaged.
  private static void beginCache(Layout layout) throws IOException {
    if (!CacheMark.read(layout.root()).map(CacheMark::trusted).orElse(false)) {
      LOG.info("empties the cache in {}: the machine stopped while it was used", layout.root());
      for (StoredName.Kind kind : StoredName.Kind.values()) {
        for (Path shard : Folders.entries(layout.folder(kind))) {
          for (Path file : Folders.entries(shard)) {
            Files.delete(file);
          }
        }
      }
    }
    CacheMark.ofThisBoot().write(layout.root());
  }

  private static List<Path> folders(Layout layout) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(layout.root()));
    for (StoredName.Kind kind : StoredName.Kind.values()) {
      folders.add(layout.folder(kind));
      for (Path entry : Folders.entries(layout.folder(kind))) {
        if (layout.isShard(entry)) {
          folders.add(entry);
        }
      }
    }
    return folders;
  }

  @Override
  public void close() {
    if (synchronizer instanceof Synchronizer.AtTheEnd cache) {
      endCache(cache);
    }
    synchronizer.close();
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} was not released: {}", root, e.toString());
    }
  }

  private void endCache(Synchronizer.AtTheEnd synchronizer) {
    try {
      if (synchronizer.finish()) {
        CacheMark.closed().write(root);
      }
    } catch (IOException e) {
      LOG.warn("the cache in {} may be emptied at the next start: {}", root, e.toString());
    }
  }
}
