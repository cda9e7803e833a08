package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.images.ImportJournal.Claim;
import dev.vitrine.images.ImportJournal.State;
import dev.vitrine.images.ImportJournal.Step;
import dev.vitrine.images.ImportStaging.Hashes;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.ProjectQuotas;
import dev.vitrine.images.quota.UsageBounds;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out, step by step, what an import of a location is: the image gets the location; then
/// its data is read and hashed. Where the data was said to have a hash, the image is active only
/// when it has; otherwise it is active at once and gets its hashes when they are known, or none
/// when the data cannot be read. Thread-safe.
final class Registration {
  /// The data at the location is not what it was said to be.
  static final class OtherData extends Exception {
    private static final long serialVersionUID = 1;

    OtherData() {
      super("The data at the location has another hash than was said.");
    }
  }

  /// What is still to be done to the image once it has the location.
  static final String HASHING = "secure_hash";

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Catalog catalog;
  private final Stores stores;
  private final ImportJournal journal;
  private final ImportStaging staging;
  private final ProjectQuotas quotas;
  private final Timestamps timestamps;
  private final ImageServiceOptions options;

  Registration(
      Catalog catalog,
      Stores stores,
      ImportJournal journal,
      ImportStaging staging,
      ProjectQuotas quotas,
      Timestamps timestamps,
      ImageServiceOptions options) {
    this.catalog = catalog;
    this.stores = stores;
    this.journal = journal;
    this.staging = staging;
    this.quotas = quotas;
    this.timestamps = timestamps;
    this.options = options;
  }

  /// Does what comes next. Returns what holds then; null when nothing is left to do.
  @Nullable State advance(Claim claim, State state, ImportSource.Registered source)
      throws Refusal, OtherData, InterruptedException {
    if (state.imageNow().locations().isEmpty()) {
      return add(claim, state, source);
    }
    return state.jobNow().transformations().isEmpty() ? null : hash(claim, state, source);
  }

  private State add(Claim claim, State state, ImportSource.Registered source)
      throws Refusal, InterruptedException {
    Image seen = state.imageNow();
    if (seen.diskFormat() == null || seen.containerFormat() == null) {
      throw new Refusal.Invalid("disk_format and container_format must be set before.");
    }
    Places.Place place = new Places(stores).find(source.url());
    UsageBounds bounds = quotas.forImported(seen.owner(), place.lengthBytes());
    bounds.require(catalog);
    return journal.record(
        claim,
        state,
        bounds,
        _ -> {},
        now -> {
          ImageBuilder image = now.imageNow().change().updatedAt(timestamps.next());
          NewLocation location = new NewLocation(source.url(), new LinkedHashMap<>(), null);
          image.locations(List.of(place.location(location))).sizeBytes(place.lengthBytes());
          boolean hashed = now.jobNow().transformations().contains(HASHING);
          ImportSource.KnownHash known = source.hash();
          if (known != null) {
            image.hash(known.algorithm(), hashed ? null : known.value());
          } else if (hashed) {
            image.hash(options.hashes().algorithm(), null);
          }
          if (known == null || !hashed) {
            image.status(ImageStatus.ACTIVE);
          }
          return new Step(image.build(), now.jobNow(), now.task().value());
        });
  }

  private State hash(Claim claim, State state, ImportSource.Registered source)
      throws Refusal, OtherData, InterruptedException {
    ImportSource.KnownHash known = source.hash();
    String algorithm = known == null ? options.hashes().algorithm() : known.algorithm();
    Optional<Hashes> found = read(claim, state.imageNow(), algorithm, known != null);
    if (known != null && found.isPresent() && !known.value().equals(found.get().value())) {
      throw new OtherData();
    }
    return journal.record(
        claim,
        state,
        now -> {
          ImageBuilder image = now.imageNow().change().updatedAt(timestamps.next());
          found.ifPresent(
              hashes -> image.checksum(hashes.checksum()).hash(algorithm, hashes.value()));
          if (now.imageNow().status() == ImageStatus.IMPORTING) {
            image.status(ImageStatus.ACTIVE);
          }
          return new Step(image.build(), now.jobNow().transformed(), now.task().value());
        });
  }

  /// @param needed whether the image is nothing without its hashes
  private Optional<Hashes> read(Claim claim, Image image, String algorithm, boolean needed)
      throws Refusal, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Optional.of(staging.hash(claim, image, algorithm));
      } catch (Refusal e) {
        journal.read(claim); // ends when the image is gone
        LOG.info("Image {} is not hashed: {}", image.id(), e.getMessage());
        if (attempt < options.locations().attempts()) {
          Thread.sleep(PAUSE);
        } else if (needed) {
          throw e;
        } else {
          return Optional.empty();
        }
      }
    }
  }
}
