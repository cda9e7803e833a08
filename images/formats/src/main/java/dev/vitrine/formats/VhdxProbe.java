package dev.vitrine.formats;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Microsoft's VHDX. Source: [MS-VHDX]. The region table lies at a fixed place, names where the
/// metadata lies, and the metadata where the disk's size lies; each step has to point ahead.
final class VhdxProbe implements Probe {
  private static final long REGION_TABLE_OFFSET = 192 << 10;
  private static final int TABLE_BYTES = 64 << 10;
  private static final int ENTRY_BYTES = 32;
  private static final int REGION_ENTRIES_MAX = 2047;
  private static final String METADATA_REGION = "8B7CA206-4790-4B9A-B8FE-575F050F886E";
  private static final String VIRTUAL_DISK_SIZE = "2FA54224-CD1B-4876-B211-5DBED83BF4B8";
  private static final String FILE_PARAMETERS = "CAA16737-FA36-4D43-B3B6-33F0AA44E76B";
  private static final int HAS_PARENT = 1 << 1;

  private @Nullable Stretch regionTable;
  private @Nullable Stretch metadataTable;
  private @Nullable Stretch diskSize;
  private @Nullable Stretch fileParameters;

  @Override
  public void begin(Header head, Surroundings surroundings) {
    if (head.startsWith("vhdxfile")) {
      regionTable =
          surroundings.keep(REGION_TABLE_OFFSET, TABLE_BYTES, () -> findMetadata(surroundings));
    }
  }

  private void findMetadata(Surroundings surroundings) {
    Header table = header(regionTable);
    long entries = table.u32le(8);
    if (!table.startsWith("regi") || entries > REGION_ENTRIES_MAX) {
      return;
    }
    for (int at = 16; at < 16 + entries * ENTRY_BYTES; at += ENTRY_BYTES) {
      if (table.guid(at).equals(METADATA_REGION)) {
        long offset = table.u64le(at + 16);
        metadataTable =
            surroundings.keep(offset, TABLE_BYTES, () -> findItems(offset, surroundings));
        return;
      }
    }
  }

  private void findItems(long regionOffset, Surroundings surroundings) {
    Header table = header(metadataTable);
    int entries = table.u16le(10);
    if (!table.startsWith("metadata") || entries > REGION_ENTRIES_MAX) {
      return;
    }
    for (int at = ENTRY_BYTES; at < ENTRY_BYTES + entries * ENTRY_BYTES; at += ENTRY_BYTES) {
      long offset = regionOffset + table.u32le(at + 16);
      switch (table.guid(at)) {
        case VIRTUAL_DISK_SIZE -> diskSize = once(diskSize, offset, surroundings);
        case FILE_PARAMETERS -> fileParameters = once(fileParameters, offset, surroundings);
        default -> {}
      }
    }
  }

  private static Stretch once(@Nullable Stretch found, long offset, Surroundings surroundings) {
    return found == null ? surroundings.keep(offset, 8, () -> {}) : found;
  }

  @Override
  public Optional<Finding> conclude(Whole whole) {
    if (regionTable == null || !regionTable.isComplete()) {
      return Optional.empty();
    }
    Concerns concerns = new Concerns();
    concerns.addIf(
        header(metadataTable).length() < TABLE_BYTES || header(diskSize).length() < 8,
        Concerns.HEADER,
        "the size of the disk cannot be found");
    long size = header(diskSize).u64le(0);
    concerns.addIf(size < 0, Concerns.HEADER, "the size of the disk is impossible");
    boolean parent = (header(fileParameters).u32le(4) & HAS_PARENT) != 0;
    concerns.addIf(parent, Concerns.BACKING_FILE, "it holds what differs from another disk");
    return Optional.of(
        new Finding(
            Format.VHDX, parent ? "differencing" : "", Math.max(0, size), concerns.found()));
  }

  private static Header header(@Nullable Stretch stretch) {
    return stretch == null ? new Header(new byte[0], 0) : stretch.header();
  }
}
