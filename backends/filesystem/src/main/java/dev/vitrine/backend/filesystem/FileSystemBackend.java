package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [ChunkBackend] over a directory of a local file system. Thread-safe.
///
/// **A file gets its name only when its bytes are durable.** [#put] writes to `tmp/`;
/// [#makeDurable] synchronises, renames, and synchronises the names ([Publisher]). So a name that
/// is there after any crash can be trusted without reading the file, and a later upload that finds
/// it relies on nothing that a power loss could take. What is in `tmp/` at the start belongs to
/// nobody and is removed. What was put is visible through this object at once, to other processes
/// when it is durable.
///
/// One process writes, and holds a lock; any number may look at the store with [#openReadOnly].
///
/// Contents are [Content.FileSlice]s, each with a channel of its own.
public final class FileSystemBackend implements ChunkBackend {
  private static final Logger LOG = LoggerFactory.getLogger(FileSystemBackend.class);

  /// Nobody changes a chunk, the service neither. The umask may take more away.
  private static final FileAttribute<?> READ_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r-----"));

  private static final Set<StandardOpenOption> NEW_FILE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /// What only the process that writes has.
  ///
  /// @param writing files in `tmp/` that are being written
  private record WriteSide(
      OpenedFolder folder, Publisher publisher, AtomicLong sequence, Set<Path> writing) {}

  private final Layout layout;
  private final @Nullable WriteSide writeSide;
  private final long reservedBytes;

  private FileSystemBackend(Layout layout, @Nullable WriteSide writeSide, long reservedBytes) {
    this.layout = layout;
    this.writeSide = writeSide;
    this.reservedBytes = reservedBytes;
  }

  /// Looks for what this machine can do, which the first [#open] would do.
  public static void prepare() {
    KernelSync.prepare();
  }

  /// Opens the directory for reading and writing; makes a new store of an empty or missing one.
  ///
  /// Throws [BlobException.Denied] when another process has it open, or when it holds something
  /// else; [BlobException.TooNew] and [BlobException.Corrupt] as its descriptor says.
  public static FileSystemBackend open(Path root) throws BlobException {
    return open(root, 0);
  }

  /// As above.
  ///
  /// @param reservedBytes room of the file system that chunks leave free, for others who write
  ///   there
  public static FileSystemBackend open(Path root, long reservedBytes) throws BlobException {
    return open(root, Synchronizer::of, reservedBytes);
  }

  /// Opens the directory as a cache, which may lose everything when the machine does, and is not
  /// synchronised until it is closed. Throws as [#open] does, and [BlobException.Denied] when it is
  /// a store.
  public static FileSystemBackend openCache(Path root) throws BlobException {
    return open(root, folder -> new Synchronizer.AtTheEnd(Synchronizer.of(folder)));
  }

  static FileSystemBackend open(Path root, Synchronizer.Choice choice) throws BlobException {
    return open(root, choice, 0);
  }

  private static FileSystemBackend open(Path root, Synchronizer.Choice choice, long reservedBytes)
      throws BlobException {
    Layout layout = new Layout(root.toAbsolutePath().normalize());
    try {
      OpenedFolder folder = OpenedFolder.open(layout, choice);
      Publisher publisher = new Publisher(layout, folder.synchronizer());
      return new FileSystemBackend(
          layout,
          new WriteSide(folder, publisher, new AtomicLong(), ConcurrentHashMap.newKeySet()),
          reservedBytes);
    } catch (IOException e) {
      throw FileErrors.translate("opening the store " + root, Folders.nearest(layout.root()), e);
    }
  }

  /// Opens a store for looking at it, also beside a running service. Whatever changes the store
  /// throws [BlobException.Denied].
  public static FileSystemBackend openReadOnly(Path root) throws BlobException {
    Layout layout = new Layout(root.toAbsolutePath().normalize());
    try {
      if (DescriptorFile.read(layout.root()).isEmpty()) {
        throw new BlobException.NotFound(root + " is not a store");
      }
    } catch (IOException e) {
      throw FileErrors.translate("opening the store " + root, Folders.nearest(layout.root()), e);
    }
    return new FileSystemBackend(layout, null, 0);
  }

  private WriteSide writeSide(String doing) throws BlobException {
    if (writeSide == null) {
      throw new BlobException.Denied(doing + ": the store was opened for reading");
    }
    return writeSide;
  }

  private @Nullable StagedFile staged(StoredName name) {
    return writeSide == null ? null : writeSide.publisher.staged(name);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, false);
  }

  @Override
  public OptionalLong length(StoredName name) throws BlobException {
    StagedFile staged = staged(name);
    return staged != null ? OptionalLong.of(staged.lengthBytes()) : namedLength(name);
  }

  private OptionalLong namedLength(StoredName name) throws BlobException {
    Path path = layout.file(name);
    try { // most questions are about new chunks, so "no" must not cost an exception
      BasicFileAttributes found =
          path.getFileSystem().provider().readAttributesIfExists(path, BasicFileAttributes.class);
      return found == null ? OptionalLong.empty() : OptionalLong.of(found.size());
    } catch (IOException e) {
      throw FileErrors.translate("looking for " + name, layout.root(), e);
    }
  }

  @Override
  public void put(StoredName name, List<ByteBuffer> content) throws BlobException {
    WriteSide write = writeSide("writing " + name);
    OptionalLong present = length(name);
    if (present.isEmpty() || present.getAsLong() != lengthBytes(content)) {
      if (name.kind() == StoredName.Kind.CHUNK) { // a recipe is small, and what ends an upload
        requireRoom(name, lengthBytes(content));
      }
      write(write, name, content);
    }
  }

  private void requireRoom(StoredName name, long lengthBytes) throws BlobException {
    if (reservedBytes > 0 && roomBytes().orElse(Long.MAX_VALUE) < lengthBytes) {
      String message = "writing " + name + ": no space left but for the reserve";
      throw new BlobException.Full(message, new IOException(message));
    }
  }

  @Override
  public OptionalLong roomBytes() {
    // Not Files.getFileStore, which reads the list of all mounts each time.
    long usableBytes = layout.root().toFile().getUsableSpace();
    return OptionalLong.of(Math.max(0, usableBytes - reservedBytes));
  }

  /// A file that has the name stays until the new one is renamed to it.
  @Override
  public void replace(StoredName name, List<ByteBuffer> content) throws BlobException {
    write(writeSide("replacing " + name), name, content);
  }

  private Path pathOf(StoredName name) {
    StagedFile staged = staged(name);
    return staged != null ? staged.path() : layout.file(name);
  }

  /// The file's time of modification: a file's bytes are never changed.
  @Override
  public Optional<Instant> lastUse(StoredName name) {
    long millis = pathOf(name).toFile().lastModified();
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  @Override
  public void setLastUse(StoredName name, Instant at) {
    // Says no to a file that is gone by now, or not ours, without an exception: a hint is lost.
    boolean written = pathOf(name).toFile().setLastModified(Math.max(1, at.toEpochMilli()));
    LOG.trace("{} was used: {}", name, written);
  }

  private static long lengthBytes(List<ByteBuffer> content) {
    long lengthBytes = 0;
    for (ByteBuffer bytes : content) {
      lengthBytes += bytes.remaining();
    }
    return lengthBytes;
  }

  private void write(WriteSide write, StoredName name, List<ByteBuffer> content)
      throws BlobException {
    long lengthBytes = lengthBytes(content);
    long begun = write.publisher.begin();
    Path file = layout.temporary().resolve(Long.toString(write.sequence.getAndIncrement()));
    write.writing.add(file);
    boolean kept = false;
    try {
      // A recipe is made durable by itself, at once: better here, by many threads, than by one.
      boolean force =
          write.folder.synchronizer().forcesEachFile() || name.kind() == StoredName.Kind.RECIPE;
      writeFile(file, content, lengthBytes, force);
      kept = write.publisher.stage(new StagedFile(name, file, lengthBytes, force), begun);
    } catch (IOException e) {
      throw FileErrors.translate("writing " + name, layout.root(), e);
    } finally {
      if (!kept) {
        discard(file);
      }
      write.writing.remove(file);
    }
  }

  private void writeFile(Path file, List<ByteBuffer> content, long lengthBytes, boolean force)
      throws IOException {
    ByteBuffer[] parts = new ByteBuffer[content.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = content.get(i).duplicate();
    }
    try (FileChannel channel = create(file)) {
      int first = 0;
      while (first < parts.length) {
        channel.write(parts, first, parts.length - first);
        while (first < parts.length && !parts[first].hasRemaining()) {
          first++;
        }
      }
      if (channel.size() != lengthBytes) {
        throw new IOException("the file has " + channel.size() + " bytes of " + lengthBytes);
      }
      if (force) {
        channel.force(false);
      }
    }
  }

  private FileChannel create(Path file) throws IOException {
    try {
      return FileChannel.open(file, NEW_FILE, READ_ONLY);
    } catch (NoSuchFileException e) { // somebody removed tmp/
      Files.createDirectories(layout.temporary());
      return FileChannel.open(file, NEW_FILE, READ_ONLY);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("somebody else writes to " + layout.temporary(), e);
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} is removed at the next start: {}", file, e.toString());
    }
  }

  @Override
  public Quarantine quarantine(StoredName name, Check check) throws BlobException {
    WriteSide write = writeSide("taking " + name + " out of its place");
    try {
      return new FileQuarantine(layout, write.publisher, write.folder.synchronizer())
              .admit(name, check)
          ? Quarantine.TAKEN_OUT
          : Quarantine.NOT_NEEDED;
    } catch (IOException e) {
      throw FileErrors.translate("taking " + name + " out of its place", layout.root(), e);
    }
  }

  @Override
  public Stream<Listed> quarantined() throws BlobException {
    List<Listed> listed = new ArrayList<>();
    try {
      for (StoredName.Kind kind : StoredName.Kind.values()) {
        for (Path shard : Folders.entries(layout.quarantine().resolve(kind.folder()))) {
          for (Path file : Folders.entries(shard)) {
            Path path = layout.quarantine().relativize(file);
            Optional<StoredName> name = StoredName.ofPath(path.toString());
            if (name.isPresent()) {
              listed.add(new Listed(name.get(), Files.size(file)));
            }
          }
        }
      }
    } catch (IOException e) {
      throw FileErrors.translate("listing " + layout.quarantine(), layout.root(), e);
    }
    return listed.stream();
  }

  @Override
  public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
    FileChannel channel;
    try {
      channel = openFile(name);
    } catch (NoSuchFileException e) {
      throw new BlobException.NotFound(name + " is not there");
    } catch (IOException e) {
      throw FileErrors.translate("reading " + name, layout.root(), e);
    }
    try {
      long fileBytes = channel.size();
      if (offset > fileBytes - lengthBytes) {
        throw new BlobException.Corrupt(
            name + " has " + fileBytes + " bytes, asked for " + lengthBytes + " from " + offset);
      }
    } catch (IOException e) {
      close(channel);
      throw FileErrors.translate("reading " + name, layout.root(), e);
    }
    return new Content.FileSlice(channel, offset, lengthBytes, () -> close(channel));
  }

  private FileChannel openFile(StoredName name) throws IOException {
    StagedFile staged = staged(name);
    if (staged != null) {
      try {
        return FileChannel.open(staged.path(), StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        // It has got its name by now.
      }
    }
    return FileChannel.open(layout.file(name), StandardOpenOption.READ);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a file that was read", e);
    }
  }

  @Override
  public void makeDurable(Collection<StoredName> names) throws BlobException {
    WriteSide write = writeSide("synchronising");
    Set<StoredName> staged = new HashSet<>();
    for (StoredName name : new HashSet<>(names)) {
      if (write.publisher.staged(name) != null) {
        staged.add(name);
      } else if (namedLength(name).isEmpty()) {
        throw new BlobException.NotFound(name + " is not there to be made durable");
      }
    }
    if (!staged.isEmpty()) {
      write.publisher.publish(staged);
    }
  }

  @Override
  public void delete(StoredName name) throws BlobException {
    WriteSide write = writeSide("deleting " + name);
    try {
      write.publisher.unstage(name);
      // Should the name come back after a power loss, it is an orphan again, and whole.
      Files.deleteIfExists(layout.file(name));
    } catch (IOException e) {
      throw FileErrors.translate("deleting " + name, layout.root(), e);
    }
  }

  @Override
  public Stream<Listed> list(StoredName.Kind kind, int prefix) throws BlobException {
    List<Listed> listed = new ArrayList<>();
    Set<StoredName> seen = new HashSet<>();
    try {
      if (writeSide != null) {
        for (StagedFile file : writeSide.publisher.staged()) {
          StoredName name = file.name();
          if (name.kind() == kind && name.digest().firstByte() == prefix && seen.add(name)) {
            listed.add(new Listed(name, file.lengthBytes()));
          }
        }
      }
      for (Path file : Folders.entries(layout.shard(kind, prefix))) {
        StoredName name = layout.object(kind, file).orElse(null);
        if (name != null && seen.add(name)) {
          OptionalLong lengthBytes = namedLength(name);
          if (lengthBytes.isPresent()) {
            listed.add(new Listed(name, lengthBytes.getAsLong()));
          }
        }
      }
    } catch (IOException e) {
      throw FileErrors.translate("listing " + layout.shard(kind, prefix), layout.root(), e);
    }
    return listed.stream();
  }

  /// When the store was opened for reading, `tmp/` is left out: it belongs to the service that may
  /// be running.
  @Override
  public Stream<String> strays() throws BlobException {
    List<Path> strays = new ArrayList<>();
    try {
      for (Path entry : Folders.entries(layout.root())) {
        if (!layout.isKnownEntry(entry)) {
          strays.add(entry);
        }
      }
      for (StoredName.Kind kind : StoredName.Kind.values()) {
        for (Path shard : Folders.entries(layout.folder(kind))) {
          if (!layout.isShard(shard) || !Files.isDirectory(shard)) {
            strays.add(shard);
            continue;
          }
          for (Path file : Folders.entries(shard)) {
            if (layout.object(kind, file).isEmpty()) {
              strays.add(file);
            }
          }
        }
      }
      if (writeSide != null) {
        strays.addAll(straysOfTemporary(writeSide));
      }
    } catch (IOException e) {
      throw FileErrors.translate("listing " + layout.root(), layout.root(), e);
    }
    return strays.stream().map(path -> layout.root().relativize(path).toString());
  }

  private List<Path> straysOfTemporary(WriteSide write) throws IOException {
    List<Path> entries = Folders.entries(layout.temporary());
    Set<Path> known = new HashSet<>(write.writing);
    write.publisher.staged().forEach(file -> known.add(file.path()));
    // What was written, staged and named since the folder was read is not there any more.
    return entries.stream().filter(path -> !known.contains(path) && Files.exists(path)).toList();
  }

  @Override
  public void close() {
    if (writeSide == null) {
      return;
    }
    writeSide.publisher.close();
    writeSide.folder.close();
  }
}
