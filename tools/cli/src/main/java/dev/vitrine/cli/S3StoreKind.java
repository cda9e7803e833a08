package dev.vitrine.cli;

import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.backend.s3.S3Container;
import dev.vitrine.backend.s3.S3ImageStore;
import dev.vitrine.backend.s3.S3Options;
import dev.vitrine.backend.s3.S3Options.Addressing;
import dev.vitrine.backend.s3.S3Options.Checksums;
import dev.vitrine.backend.s3.S3UploadOptions;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.S3StoreSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// Stores of type `s3`, and chunks in a bucket.
final class S3StoreKind implements StoreKind, ContainerKind {
  private static final String ALWAYS = "when_supported";

  @Override
  public String type() {
    return S3StoreSettings.NAME;
  }

  @Override
  public Made make(StoreSection section) {
    S3UploadOptions sizes =
        new S3UploadOptions(
            mebibytes(section.get(S3StoreSettings.LARGE_OBJECT_MIB)),
            mebibytes(section.get(S3StoreSettings.PART_MIB)),
            section.get(S3StoreSettings.PARTS_IN_FLIGHT));
    S3ImageStore store = new S3ImageStore(options(section), sizes);
    return new Made(
        new GuardedImageStore(store, "store " + section.id(), GuardedImageStore.LIMITS),
        shown(sizes));
  }

  @Override
  public ObjectContainer container(StoreSection section) {
    return S3Container.open(options(section));
  }

  @Override
  public boolean sharesReads() {
    return true;
  }

  private static long mebibytes(int count) {
    return (long) count << 20;
  }

  private static S3Options options(StoreSection section) {
    String host =
        section.get(S3StoreSettings.HOST).orElseThrow(() -> missing(S3StoreSettings.HOST));
    return S3Options.of(
            S3Options.endpoint(host),
            required(section, S3StoreSettings.BUCKET),
            required(section, S3StoreSettings.ACCESS_KEY),
            required(section, S3StoreSettings.SECRET_KEY))
        .withRegion(section.get(S3StoreSettings.REGION))
        .withAddressing(
            Addressing.valueOf(
                section.get(S3StoreSettings.BUCKET_URL_FORMAT).toUpperCase(Locale.ROOT)))
        .withCreateBucket(section.get(S3StoreSettings.CREATE_BUCKET))
        .withAuthorities(section.get(S3StoreSettings.AUTHORITIES))
        .withChecksums(checksums(section));
  }

  private static String required(StoreSection section, Option<String> option) {
    String text = section.get(option);
    if (text.isEmpty()) {
      throw missing(option);
    }
    return text;
  }

  private static IllegalArgumentException missing(Option<?> option) {
    return new IllegalArgumentException(option.name().name() + " is not set");
  }

  private static Checksums checksums(StoreSection section) {
    return section.get(S3StoreSettings.INTEGRITY_PROTECTION)
        ? new Checksums(
            section.get(S3StoreSettings.REQUEST_CHECKSUMS).equals(ALWAYS),
            section.get(S3StoreSettings.RESPONSE_CHECKSUMS).equals(ALWAYS))
        : Checksums.WHEN_REQUIRED;
  }

  private static SequencedMap<String, Object> shown(S3UploadOptions sizes) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    properties.put("s3_store_large_object_size", sizes.largeObjectBytes());
    properties.put("s3_store_large_object_chunk_size", sizes.partBytes());
    properties.put("s3_store_thread_pools", sizes.partsInFlight());
    return properties;
  }
}
