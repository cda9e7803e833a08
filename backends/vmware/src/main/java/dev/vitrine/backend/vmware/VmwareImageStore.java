package dev.vitrine.backend.vmware;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.vmware.VmwareOptions.Datastore;
import dev.vitrine.backend.wire.Download;
import dev.vitrine.backend.wire.DownloadReader;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Whole images as files of datastores. Thread-safe. Asks the vCenter nothing until it is used.
public final class VmwareImageStore implements ImageStore {
  private final VmwareOptions options;
  private final Vcenter vcenter;

  public VmwareImageStore(VmwareOptions options, ClientTls tls, WireLimits limits) {
    this.options = options;
    this.vcenter = new Vcenter(options, tls, limits);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true);
  }

  @Override
  public String kind() {
    return "vmware";
  }

  @Override
  public Set<String> schemes() {
    return Set.of(VmwareLocation.SCHEME);
  }

  @Override
  public boolean covers(ImageUri uri) {
    try {
      VmwareLocation.of(uri, options);
      return true;
    } catch (ImageStoreException.Malformed e) {
      return false;
    }
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException {
    for (Datastore datastore : options.datastores()) {
      VmwareLocation file = VmwareLocation.of(options, datastore, image.imageId());
      if (status(file) / 100 == 2) {
        throw new ImageStoreException.Exists(file + " is there already");
      }
    }
    Datastore roomiest =
        VmwareFailures.translated(
            "looking for room", () -> roomiest(image.lengthBytes().orElse(0)));
    return new VmwareImageWriter(
        vcenter, VmwareLocation.of(options, roomiest, image.imageId()), image);
  }

  /// Of the datastores of greatest weight that have room, the one with most of it.
  private Datastore roomiest(long lengthBytes) throws IOException, InterruptedException {
    Map<String, Map<String, Long>> free = new HashMap<>();
    Datastore best = null;
    long mostBytes = -1;
    for (Datastore datastore : options.datastores()) {
      if (best != null && best.weight() != datastore.weight()) {
        break; // the rest weighs less
      }
      Map<String, Long> there = free.get(datastore.datacenter());
      if (there == null) {
        there = vcenter.freeBytes(datastore.datacenter());
        free.put(datastore.datacenter(), there);
      }
      long freeBytes = there.getOrDefault(datastore.name(), -1L);
      if (freeBytes >= lengthBytes && freeBytes > mostBytes) {
        best = datastore;
        mostBytes = freeBytes;
      }
    }
    if (best == null) {
      throw new ImageStoreException.Full(
          "none of the datastores has room for " + lengthBytes + " bytes", null);
    }
    return best;
  }

  private int status(VmwareLocation file) throws ImageStoreException, InterruptedException {
    try (Download answer = head(file)) {
      if (answer.status() / 100 != 2 && answer.status() != 404) {
        throw VmwareFailures.of("looking for " + file, answer.status());
      }
      return answer.status();
    }
  }

  private Download head(VmwareLocation file) throws ImageStoreException, InterruptedException {
    return VmwareFailures.translated(
        "looking for " + file, () -> vcenter.ask(file, HttpRequest.Builder::HEAD));
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    VmwareLocation file = VmwareLocation.of(uri, options);
    try (Download answer = head(file)) {
      if (answer.status() / 100 != 2) {
        throw VmwareFailures.of("looking for " + file, answer.status());
      }
      return answer.lengthBytes();
    }
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    VmwareLocation file = VmwareLocation.of(uri, options);
    UnaryOperator<HttpRequest.Builder> method =
        lengthBytes == 0
            ? HttpRequest.Builder::HEAD
            : request ->
                request.header("Range", "bytes=" + offset + "-" + (offset + lengthBytes - 1)).GET();
    Download answer = VmwareFailures.translated("reading " + file, () -> vcenter.ask(file, method));
    try {
      check(file, answer, offset, lengthBytes);
      return new DownloadReader(file.toString(), answer, lengthBytes);
    } catch (ImageStoreException e) {
      answer.close();
      throw e;
    }
  }

  private static void check(VmwareLocation file, Download answer, long offset, long lengthBytes)
      throws ImageStoreException {
    boolean part = answer.status() == 206;
    boolean whole = answer.status() == 200 && offset == 0;
    boolean nothing = lengthBytes == 0 && answer.status() / 100 == 2;
    boolean shorter = answer.lengthBytes().orElse(lengthBytes) < lengthBytes;
    if (answer.status() == 416 || ((part || whole) && shorter)) {
      throw new ImageStoreException.Damaged(
          "%s is shorter than %d bytes from byte %d".formatted(file, lengthBytes, offset));
    }
    if (answer.status() == 200 && !whole && !nothing) {
      throw new ImageStoreException.Unsupported(file + ": the vCenter sends no parts of files");
    }
    if (!part && !whole && !nothing) {
      throw VmwareFailures.of("reading " + file, answer.status());
    }
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException, InterruptedException {
    VmwareLocation file = VmwareLocation.of(uri, options);
    VmwareFailures.translated(
        "removing " + file,
        () -> {
          vcenter.remove(file);
          return file;
        });
  }

  /// Logs in and looks for the datastores.
  @Override
  public Health health() {
    return Health.of(() -> {
      Set<String> there = new HashSet<>();
      for (Datastore datastore : options.datastores()) {
        if (there.isEmpty() || !there.contains(datastore.name())) {
          there.addAll(
              VmwareFailures.translated(
                      "looking for datastores", () -> vcenter.freeBytes(datastore.datacenter()))
                  .keySet());
        }
        if (!there.contains(datastore.name())) {
          return new Health.Down("the datastore " + datastore.name() + " cannot be used");
        }
      }
      return new Health.Up();
    });
  }

  @Override
  public void close() {
    vcenter.close();
  }
}
