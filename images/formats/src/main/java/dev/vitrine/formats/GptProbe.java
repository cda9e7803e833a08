package dev.vitrine.formats;

import java.util.Optional;

/// A partition table in the first sector. Source: UEFI specification, section 5.2. The boot sector
/// of a FAT file system, which ends alike, is none.
///
/// Boot code can be anything, so any raw data may end its first sector like this by chance; the
/// table has to make sense then.
final class GptProbe implements Probe {
  private static final int SECTOR_BYTES = 512;
  private static final int SIGNATURE = 0xAA55;
  private static final int TABLE_OFFSET = 446;
  private static final int ENTRY_BYTES = 16;
  private static final int ENTRIES = 4;
  private static final int TYPE_PROTECTIVE = 0xEE;
  private static final int BOOTABLE = 0x80;

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    boolean fat = head.u8(16) == 2 && head.u8(21) == 0xF8;
    if (!head.has(SECTOR_BYTES) || head.u16le(510) != SIGNATURE || fat) {
      return Optional.empty();
    }
    Concerns concerns = new Concerns();
    int used = 0;
    int protective = 0;
    for (int i = 0; i < ENTRIES; i++) {
      int at = TABLE_OFFSET + i * ENTRY_BYTES;
      int type = head.u8(at + 4);
      int flag = head.u8(at);
      concerns.addIf(
          flag != 0 && flag != BOOTABLE, Concerns.MBR, "an entry of the table is impossible");
      used += type == 0 ? 0 : 1;
      if (type == TYPE_PROTECTIVE) {
        protective++;
        checkProtective(head, at, concerns);
        concerns.addIf(i != 0, Concerns.MBR, "the protective entry is not the first");
      }
    }
    concerns.addIf(used == 0, Concerns.MBR, "the table has no entry");
    concerns.addIf(
        protective > 0 && used > 1, Concerns.MBR, "there are entries beside the protective one");
    String variant = protective > 0 ? "gpt" : "mbr";
    return Optional.of(new Finding(Format.GPT, variant, whole.lengthBytes(), concerns.found()));
  }

  private static void checkProtective(Header head, int at, Concerns concerns) {
    boolean begins =
        head.u8(at + 1) == 0
            && head.u8(at + 2) == 2
            && head.u8(at + 3) == 0
            && head.u32le(at + 8) == 1;
    concerns.addIf(!begins, Concerns.MBR, "the protective entry does not begin where it has to");
  }
}
