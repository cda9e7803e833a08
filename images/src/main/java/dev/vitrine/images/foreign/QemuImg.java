package dev.vitrine.images.foreign;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.formats.Format;
import dev.vitrine.formats.disk.UnreadableDiskException;
import dev.vitrine.images.ForeignDisks;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.foreign.Confinement.Given;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Disks as `qemu-img convert` reads them, in a [Confinement]; where there is none, nothing is
/// converted.
///
/// The image is written to a file, and the disk to another, in a folder of their own that is gone
/// when the disk is closed; the file system keeps so much free as is reserved. The format is always
/// said, never guessed. Thread-safe; two conversions run at a time.
public final class QemuImg implements ForeignDisks {
  private static final Logger LOG = LoggerFactory.getLogger(QemuImg.class);

  /// What QEMU calls them.
  private static final Map<Format, String> DRIVERS =
      Map.of(
          Format.QCOW2, "qcow2",
          Format.VDI, "vdi",
          Format.VHD, "vpc",
          Format.VHDX, "vhdx",
          Format.VMDK, "vmdk");

  /// Each takes processors, room and memory that nobody else has then.
  private static final int MOST_AT_A_TIME = 2;

  /// How often a conversion looks whether it is still wanted and has room.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int BUFFER_BYTES = 1 << 20;
  private static final long LOOK_BYTES = 64 << 20;

  /// `SIGKILL` and `SIGXCPU`, as a shell tells them.
  private static final Set<Integer> OUT_OF_TIME = Set.of(128 + 9, 128 + 24);

  private final Path program;
  private final Path folder;
  private final long reservedBytes;
  private final Confinement confinement;
  private final @Nullable String trouble;
  private final Semaphore turns = new Semaphore(MOST_AT_A_TIME);

  private QemuImg(
      Path program,
      Path folder,
      long reservedBytes,
      Confinement confinement,
      @Nullable String trouble) {
    this.program = program;
    this.folder = folder;
    this.reservedBytes = reservedBytes;
    this.confinement = confinement;
    this.trouble = trouble;
  }

  /// Removes what conversions left whose process was killed.
  ///
  /// @param folder where they had their files
  public static void clear(Path folder) throws IOException {
    WorkFolder.clear(folder);
  }

  /// Tries once whether the program runs in a confinement; says so in the log where it does not.
  ///
  /// @param program `qemu-img`; what it needs besides itself is below `/usr`
  /// @param folder where conversions have their files; is made when it is needed
  /// @param reservedBytes what they leave free of its file system
  public static QemuImg open(Path program, Path folder, long reservedBytes)
      throws InterruptedException {
    return open(program, folder, reservedBytes, Confinement.USUAL);
  }

  static QemuImg open(Path program, Path folder, long reservedBytes, Confinement confinement)
      throws InterruptedException {
    String trouble = trial(program, confinement);
    if (trouble != null) {
      LOG.error("Disks of other formats are not converted: {}", trouble);
    }
    return new QemuImg(program.toAbsolutePath(), folder, reservedBytes, confinement, trouble);
  }

  /// Why it does not run; null when it does.
  private static @Nullable String trial(Path program, Confinement confinement)
      throws InterruptedException {
    List<Path> lacking = confinement.lacking();
    if (!lacking.isEmpty()) {
      return "there is no " + lacking.getFirst() + ", and nothing runs unconfined";
    }
    List<String> command =
        confinement.command(List.of(), RunLimits.TRIAL, List.of(program.toString(), "--version"));
    try (ConfinedRun run = ConfinedRun.start(command)) {
      if (!run.endsWithin(RunLimits.TRIAL.wall())) {
        return program + " does not end";
      }
      ConfinedRun.Outcome outcome = run.outcome();
      return outcome.status() == 0
          ? null
          : "%s does not run confined: %s".formatted(program, outcome.said());
    } catch (IOException e) {
      return program + " does not run confined: " + e.getMessage();
    }
  }

  @Override
  public Set<Format> formats() {
    return DRIVERS.keySet();
  }

  @Override
  public Disk open(Format format, long diskBytes, InputStream image, StillWanted wanted)
      throws Refusal, IOException, InterruptedException {
    if (trouble != null) {
      throw new Refusal.Unavailable(
          "Disks of format "
              + format
              + " cannot be converted at present: the service has nowhere"
              + " to do that safely.");
    }
    while (!turns.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      wanted.check();
    }
    Turn turn = new Turn();
    WorkFolder work = null;
    boolean made = false;
    try {
      work = WorkFolder.in(folder);
      Disk disk = convert(format, diskBytes, image, wanted, work, turn);
      made = true;
      return disk;
    } catch (UnreadableDiskException
        | BlobException
        | ImageStoreException
        | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      LOG.error("A disk could not be converted", e);
      throw new Refusal.Unavailable("The disk cannot be converted at present.");
    } finally {
      if (!made) {
        if (work != null) {
          work.close();
        }
        turn.run();
      }
    }
  }

  /// A turn, to be given back.
  private final class Turn implements Runnable {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public void run() {
      if (over.compareAndSet(false, true)) {
        turns.release();
      }
    }
  }

  private Disk convert(
      Format format,
      long diskBytes,
      InputStream image,
      StillWanted wanted,
      WorkFolder work,
      Turn turn)
      throws Refusal, IOException, InterruptedException {
    FileStore room = Files.getFileStore(work.path());
    long imageBytes = write(image, work.image(), wanted, room);
    Files.createFile(work.disk());
    RunLimits limits = RunLimits.of(imageBytes, diskBytes);
    run(
        confinement.command(
            List.of(
                new Given(work.image(), "/image", false), new Given(work.disk(), "/disk", true)),
            limits,
            List.of(
                program.toString(),
                "convert",
                "-f",
                DRIVERS.get(format),
                "-O",
                "raw",
                "/image",
                "/disk")),
        limits,
        wanted,
        room);
    Files.delete(work.image());
    long lengthBytes = Files.size(work.disk());
    if (lengthBytes == 0 || lengthBytes > limits.fileBytes()) {
      throw new UnreadableDiskException("its disk is of another length than it says");
    }
    return RawDisk.open(work, turn);
  }

  private void run(List<String> command, RunLimits limits, StillWanted wanted, FileStore room)
      throws Refusal, IOException, InterruptedException {
    long begun = System.nanoTime();
    try (ConfinedRun run = ConfinedRun.start(command)) {
      while (!run.endsWithin(LOOK)) {
        wanted.check();
        requireRoom(room);
        if (System.nanoTime() - begun > limits.wall().toNanos()) {
          throw outOfTime();
        }
      }
      ConfinedRun.Outcome outcome = run.outcome();
      if (OUT_OF_TIME.contains(outcome.status())) {
        throw outOfTime();
      }
      if (outcome.status() != 0) {
        // A full disk is ours, whatever the program takes it for.
        requireRoom(room);
        throw new UnreadableDiskException(
            outcome.said().isEmpty() ? "status " + outcome.status() : outcome.said());
      }
    }
  }

  private static UnreadableDiskException outOfTime() {
    return new UnreadableDiskException("that takes more time than it may");
  }

  private long write(InputStream image, Path file, StillWanted wanted, FileStore room)
      throws Refusal, IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long lengthBytes = 0;
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      for (int count = image.readNBytes(buffer, 0, buffer.length);
          count > 0;
          count = image.readNBytes(buffer, 0, buffer.length)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (lengthBytes % LOOK_BYTES == 0) {
          wanted.check();
          requireRoom(room);
        }
        out.write(buffer, 0, count);
        lengthBytes += count;
      }
    }
    return lengthBytes;
  }

  private void requireRoom(FileStore room) throws Refusal.TooLarge, IOException {
    if (room.getUsableSpace() < reservedBytes) {
      throw new Refusal.TooLarge("There is no room to convert the disk.");
    }
  }
}
