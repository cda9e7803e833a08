package dev.vitrine.formats;

/// What data can turn out to be. The order is the one in which several are named.
public enum Format {
  RAW("raw"),
  QCOW2("qcow2"),
  VHD("vhd"),
  VHDX("vhdx"),
  VMDK("vmdk"),
  VDI("vdi"),
  QED("qed"),
  ISO("iso"),
  /// A partition table: a GUID partition table behind its protective master boot record, or a
  /// master boot record alone.
  GPT("gpt"),
  LUKS("luks"),
  PLOOP("ploop");

  private final String diskFormat;

  Format(String diskFormat) {
    this.diskFormat = diskFormat;
  }

  /// The name as an image's `disk_format`.
  @Override
  public String toString() {
    return diskFormat;
  }
}
