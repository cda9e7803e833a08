package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Staged;
import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.Fetched;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.formats.ConversionRules;
import dev.vitrine.formats.ConversionRules.Decision;
import dev.vitrine.formats.DiskInspector;
import dev.vitrine.formats.Format;
import dev.vitrine.formats.FormatRules;
import dev.vitrine.formats.Inspection;
import dev.vitrine.formats.Inspector;
import dev.vitrine.formats.disk.QcowReader;
import dev.vitrine.formats.disk.QcowWriter;
import dev.vitrine.formats.disk.UnreadableDiskException;
import dev.vitrine.images.ImportJournal.Claim;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.HashAlgorithm;
import dev.vitrine.images.ingest.HashLane;
import dev.vitrine.images.ingest.Lane;
import dev.vitrine.images.ingest.LaneException;
import dev.vitrine.images.quota.Destination;
import dev.vitrine.images.quota.ProjectQuotas;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.StoredData;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Moves the data of imports: into staging, and from there into stores. Nothing refers to what was
/// moved before the journal says so; what is cut short leaves chunks that nobody needs, and in
/// stores of whole images nothing that is not to be removed. Thread-safe.
final class ImportStaging {
  private static final int SLICE_BYTES = 64 << 10;

  /// How often an import looks whether it is still wanted, and says how far it is.
  private static final long WATCH_NANOS = 2_000_000_000L;

  private static final long MIB = 1 << 20;

  private final Stores stores;
  private final Intake intake;
  private final Uploads uploads;
  private final ImportJournal journal;
  private final ProjectQuotas quotas;
  private final Removals removals;
  private final DataChecks checks;
  private final GuardedClient client;
  private final ForeignDisks foreign;
  private final Decompression decompression = new Decompression();

  ImportStaging(
      Stores stores,
      Intake intake,
      Uploads uploads,
      ImportJournal journal,
      ProjectQuotas quotas,
      Removals removals,
      DataChecks checks,
      GuardedClient client,
      ForeignDisks foreign) {
    this.stores = stores;
    this.intake = intake;
    this.uploads = uploads;
    this.journal = journal;
    this.quotas = quotas;
    this.removals = removals;
    this.checks = checks;
    this.client = client;
    this.foreign = foreign;
  }

  /// Fetches the data from the web.
  Staged fetch(Claim claim, Image image, String uri)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    try (Fetched fetched = client.get(uri)) {
      return stage(claim, image, fetched.lengthBytes(), fetched.body());
    } catch (FetchException e) {
      throw new Refusal.Invalid(String.valueOf(e.getMessage()));
    }
  }

  /// Fetches the data of an image of another region.
  Staged fetch(Claim claim, Image image, RemoteImages.Remote remote)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    Long sizeBytes = remote.sizeBytes();
    if (!remote.status().equals("active") || sizeBytes == null || sizeBytes < 0) {
      throw new Refusal.Invalid(
          "The image of the other region has no data: it is " + remote.status());
    }
    try (Fetched fetched = remote.data().open()) {
      return stage(claim, image, OptionalLong.of(sizeBytes), fetched.body());
    }
  }

  /// The image's staged data; of compressed data, what was compressed.
  Staged decompress(Claim claim, Image image)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    Staged compressed = image.staged();
    if (compressed == null) {
      throw new InvariantViolated("nothing is staged for image " + image.id());
    }
    if ("compressed".equals(image.containerFormat())) {
      return compressed; // compressed is what it is meant to be
    }
    try (InputStream data = read(claim, image);
        InputStream content = decompression.of(data, () -> journal.read(claim))) {
      return content == null ? compressed : stage(claim, image, OptionalLong.empty(), content);
    } catch (BlobException e) {
      throw StoreFailures.whileReading(image.id(), e);
    } catch (ImageStoreException e) {
      throw StoreFailures.whileReading(image.id(), e);
    } catch (IOException e) {
      throw new Refusal.Invalid("The compressed data is damaged: " + e.getMessage());
    }
  }

  /// What became of staged data.
  sealed interface Converted {
    /// It is as it should be, or no disk.
    record Kept() implements Converted {}

    /// @param diskBytes length of the disk
    record As(Staged data, String diskFormat, long diskBytes) implements Converted {}
  }

  /// The image's staged disk, of that format.
  Converted convert(Claim claim, Image image, Format target)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    if (!FormatRules.DISK.equals(image.containerFormat())) {
      return new Converted.Kept(); // a package: whoever gets it opens it
    }
    ConversionRules rules = new ConversionRules(checks.formats(), target, foreign.formats());
    try {
      return switch (rules.decide(String.valueOf(image.diskFormat()), inspect(claim, image))) {
        case Decision.Keep _ -> new Converted.Kept();
        case Decision.Refuse(String reason) -> throw new Refusal.WrongFormat(reason);
        case Decision.Convert convert ->
            convert(claim, image, convert.from(), target, convert.virtualSizeBytes());
      };
    } catch (BlobException e) {
      throw StoreFailures.whileReading(image.id(), e);
    } catch (ImageStoreException e) {
      throw StoreFailures.whileReading(image.id(), e);
    } catch (Intake.SourceBroken e) {
      if (e.failure() instanceof UnreadableDiskException) {
        throw unreadable(e.failure());
      }
      throw e;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Converted convert(
      Claim claim, Image image, Format from, Format target, OptionalLong diskBytes)
      throws Refusal, IOException, Intake.SourceBroken, LaneException, InterruptedException {
    return switch (from) {
      case RAW -> toQcow(claim, image);
      case QCOW2 -> toRaw(claim, image, diskBytes);
      default -> fromForeign(claim, image, from, target, diskBytes);
    };
  }

  private static Refusal.Invalid unreadable(Exception failure) {
    return new Refusal.Invalid("The disk cannot be read: " + failure.getMessage());
  }

  private Inspection inspect(Claim claim, Image image)
      throws Refusal, IOException, InterruptedException {
    Inspector inspector = new DiskInspector();
    try (InputStream data = read(claim, image)) {
      Watched watched = new Watched(claim, data);
      for (Slice slice = watched.next(); slice != null; slice = watched.next()) {
        inspector.accept(slice.bytes());
      }
    }
    return inspector.finish();
  }

  private Converted toRaw(Claim claim, Image image, OptionalLong virtualSizeBytes)
      throws Refusal, IOException, Intake.SourceBroken, LaneException, InterruptedException {
    try (StoredImageBytes bytes = new StoredImageBytes(data(claim, image));
        QcowReader disk = reader(bytes)) {
      if (disk == null) {
        return fromForeign(claim, image, Format.QCOW2, Format.RAW, virtualSizeBytes);
      }
      long diskBytes = disk.diskBytes();
      Staged raw = stage(claim, image, OptionalLong.of(diskBytes), disk);
      return new Converted.As(raw, Format.RAW.toString(), diskBytes);
    }
  }

  /// Null for a disk that others may be able to read.
  private @Nullable QcowReader reader(StoredImageBytes bytes) throws IOException {
    try {
      return QcowReader.of(bytes);
    } catch (UnreadableDiskException e) {
      if (foreign.formats().contains(Format.QCOW2)) {
        return null;
      }
      throw e;
    }
  }

  /// The disk may be as long as an image may be, whatever becomes of it: there is room for it all
  /// while it is converted.
  private Converted fromForeign(
      Claim claim, Image image, Format from, Format target, OptionalLong virtualSizeBytes)
      throws Refusal, IOException, Intake.SourceBroken, LaneException, InterruptedException {
    long diskBytes =
        virtualSizeBytes.orElseThrow(
            () -> new Refusal.Invalid("The disk cannot be read: it does not say how long it is"));
    uploads.requireWithinCap(diskBytes);
    if (target == Format.RAW) {
      uploads.allow(room(claim, image), diskBytes);
    }
    try (InputStream data = read(claim, image);
        ForeignDisks.Disk disk = foreign.open(from, diskBytes, data, () -> journal.read(claim))) {
      if (target == Format.RAW) {
        Staged raw = stage(claim, image, OptionalLong.of(disk.lengthBytes()), disk.stream());
        return new Converted.As(raw, target.toString(), disk.lengthBytes());
      }
      try (QcowWriter qcow = QcowWriter.of(disk)) {
        Staged made = stage(claim, image, OptionalLong.of(qcow.lengthBytes()), qcow);
        return new Converted.As(made, target.toString(), qcow.diskBytes());
      }
    }
  }

  private Converted toQcow(Claim claim, Image image)
      throws Refusal, IOException, Intake.SourceBroken, LaneException, InterruptedException {
    try (StoredImageBytes bytes = new StoredImageBytes(data(claim, image));
        QcowWriter qcow = QcowWriter.of(bytes)) {
      Staged made = stage(claim, image, OptionalLong.of(qcow.lengthBytes()), qcow);
      return new Converted.As(made, Format.QCOW2.toString(), qcow.diskBytes());
    }
  }

  private Staged stage(Claim claim, Image image, OptionalLong lengthBytes, InputStream data)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    Uploads.Claim room = room(claim, image);
    return take(
            claim,
            image,
            Transfers.stagingIn(stores),
            lengthBytes,
            data,
            upToBytes -> uploads.allow(room, upToBytes))
        .staged(uploads.hashAlgorithm());
  }

  private Uploads.Claim room(Claim claim, Image image) throws Refusal {
    return new Uploads.Claim(
        claim.imageId(), Destination.IMAGE, claim.lease(), quotas.growth(image.owner()));
  }

  /// Puts the image's data into the store. Between chunk stores that share their chunks, the name
  /// of the recipe is all that it takes.
  Location put(Claim claim, Image image, String storeId)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    Store store =
        stores
            .find(storeId)
            .orElseThrow(() -> new Refusal.Invalid("There is no store " + storeId + " any more."));
    Optional<Location> shared = shared(image, store);
    if (shared.isPresent()) {
      return shared.get();
    }
    long lengthBytes = lengthOf(image);
    try (InputStream data = read(claim, image)) {
      Uploads.Stored stored =
          take(claim, image, store, OptionalLong.of(lengthBytes), data, _ -> Long.MAX_VALUE);
      if (!isSame(image, stored)) {
        removals.discard(image.id(), stored.location(), claim.proof());
        throw new Refusal.Unavailable("The data changed on its way into store " + storeId + ".");
      }
      return stored.location();
    } catch (IOException e) {
      throw new Refusal.Unavailable("The data of image " + image.id() + " cannot be read.");
    }
  }

  /// Whether data that was stored is the image's, by whichever hash is known of both.
  private boolean isSame(Image image, Uploads.Stored stored) {
    Staged staged = image.staged();
    String checksum = staged == null ? image.checksum() : staged.checksum();
    if (checksum != null && stored.checksum() != null) {
      return checksum.equals(stored.checksum());
    }
    String algorithm = staged == null ? image.hashAlgorithm() : staged.hashAlgorithm();
    String value = staged == null ? image.hashValue() : staged.hashValue();
    return value == null
        || !uploads.hashAlgorithm().equals(algorithm)
        || value.equals(stored.hashValue());
  }

  /// Refuses staged data that is not what the image says it is, not what was signed, or not safe to
  /// open. Returns the length of the disk that it describes, where that is known.
  OptionalLong check(Claim claim, Image image) throws Refusal, InterruptedException {
    DataChecks.Running running = checks.begin(image, claim.proof());
    List<Lane> lanes = running.lanes();
    try (InputStream data = read(claim, image)) {
      Watched watched = new Watched(claim, data);
      for (Slice slice = watched.next(); slice != null; slice = watched.next()) {
        running.accept(slice.bytes());
        for (Lane lane : lanes) {
          lane.accept(slice.bytes().duplicate());
        }
      }
    } catch (IOException e) {
      throw new Refusal.Unavailable("The staged data of image " + image.id() + " cannot be read.");
    }
    return running.finish();
  }

  /// Of data, in hexadecimal digits.
  record Hashes(@Nullable String checksum, String value) {}

  /// Reads the image's data to its end and hashes it.
  Hashes hash(Claim claim, Image image, String algorithm) throws Refusal, InterruptedException {
    HashLane md5 = uploads.computesChecksum() ? new HashLane(HashAlgorithm.MD5) : null;
    HashLane secure = new HashLane(HashAlgorithm.of(algorithm));
    try (InputStream data = read(claim, image)) {
      Watched watched = new Watched(claim, data);
      for (Slice slice = watched.next(); slice != null; slice = watched.next()) {
        if (md5 != null) {
          md5.accept(slice.bytes().duplicate());
        }
        secure.accept(slice.bytes());
      }
    } catch (IOException e) {
      throw new Refusal.Unavailable("The data of image " + image.id() + " cannot be read.");
    }
    return new Hashes(md5 == null ? null : md5.toHex(), secure.toHex());
  }

  private Optional<Location> shared(Image image, Store store) throws Refusal.Unavailable {
    if (!(store.backing() instanceof Store.Chunks(var wanted))) {
      return Optional.empty();
    }
    for (Location location : readable(image)) {
      if (location instanceof Location.Blob(String _, String recipe)
          && stores.of(location).map(Store::backing).orElse(null) instanceof Store.Chunks(var blobs)
          && blobs == wanted) {
        return Optional.of(new Location.Blob(store.id(), recipe));
      }
    }
    return Optional.empty();
  }

  /// Where the data is at present: staged, or in stores.
  private List<Location> readable(Image image) throws Refusal.Unavailable {
    Staged staged = image.staged();
    return staged == null
        ? stores.inOrder(image.locations(), List.of())
        : List.of(
            staged.store() == null
                ? new Location.Blob(Transfers.stagingIn(stores).id(), staged.recipe())
                : staged.blob());
  }

  private static long lengthOf(Image image) {
    Long size = image.sizeBytes();
    if (size == null) {
      throw new InvariantViolated("image " + image.id() + " has nothing to import");
    }
    return size;
  }

  private InputStream read(Claim claim, Image image) throws Refusal, InterruptedException {
    return new StoredInputStream(data(claim, image));
  }

  private StoredData data(Claim claim, Image image) throws Refusal, InterruptedException {
    try {
      return StoredData.of(
          image.id(), stores, claim.proof().actor(), readable(image), lengthOf(image));
    } catch (BlobException e) {
      throw StoreFailures.whileReading(image.id(), e);
    } catch (ImageStoreException e) {
      throw StoreFailures.whileReading(image.id(), e);
    }
  }

  private Uploads.Stored take(
      Claim claim,
      Image image,
      Store store,
      OptionalLong lengthBytes,
      InputStream data,
      Intake.Allowance allowance)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    String imageId = claim.imageId();
    try {
      return intake.take(
          new Intake.Target(store, image, claim.proof()),
          new Watched(claim, data),
          lengthBytes,
          allowance,
          checks.none(image));
    } catch (BlobException e) {
      throw StoreFailures.whileWriting(imageId, e);
    } catch (ImageStoreException e) {
      throw StoreFailures.whileWriting(imageId, e, store, claim.proof().actor());
    }
  }

  /// Bytes of a stream, for as long as the import is still wanted.
  private final class Watched implements ByteSource {
    private final Claim claim;
    private final InputStream data;
    private long lastLookNanos = System.nanoTime();
    private long lengthBytes;
    private long saidMib;

    Watched(Claim claim, InputStream data) {
      this.claim = claim;
      this.data = data;
    }

    @Override
    public @Nullable Slice next() throws IOException, InterruptedException {
      look();
      byte[] bytes = new byte[SLICE_BYTES];
      int count = data.readNBytes(bytes, 0, bytes.length);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      lengthBytes += count;
      return count == 0 ? null : Slice.unowned(ByteBuffer.wrap(bytes, 0, count));
    }

    private void look() throws IOException {
      long now = System.nanoTime();
      if (now - lastLookNanos < WATCH_NANOS) {
        return;
      }
      lastLookNanos = now;
      long mib = lengthBytes / MIB;
      try {
        if (mib > saidMib) {
          journal.say(claim, "Copied " + mib + " MiB");
          saidMib = mib;
        } else {
          journal.read(claim);
        }
      } catch (Refusal e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
