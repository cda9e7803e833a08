package dev.vitrine.formats;

/// The header of one member of a tar file.
///
/// @param sizeBytes of its body; negative when the header gives none that is possible
record TarHeader(Kind kind, String name, long sizeBytes) {
  static final int BLOCK_BYTES = 512;

  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_BYTES = 8;

  enum Kind {
    FILE,
    FOLDER,
    /// Says more about the member that follows.
    EXTENDED,
    /// Concerns nobody, such as what holds for all members.
    IGNORED,
    /// A link, a device, or nothing that is known.
    OTHER
  }

  /// What an extended header says about the member that follows.
  ///
  /// @param name empty for none
  /// @param sizeBytes -1 for none
  record Extension(String name, long sizeBytes) {
    static final Extension NONE = new Extension("", -1);

    /// Takes in the body of an extended header: lines of `length key=value`, or a long name.
    Extension with(Header body) {
      String newName = name;
      long newSize = sizeBytes;
      for (String line : body.text().split("\n", -1)) {
        int space = line.indexOf(' ');
        int equals = line.indexOf('=');
        if (space < 0 || equals < space) {
          continue;
        }
        String value = line.substring(equals + 1);
        switch (line.substring(space + 1, equals)) {
          case "path" -> newName = value;
          case "size" -> newSize = decimal(value);
          default -> {}
        }
      }
      return new Extension(newName, newSize);
    }

    private static long decimal(String digits) {
      boolean possible =
          !digits.isEmpty()
              && digits.length() <= 18
              && digits.chars().allMatch(c -> c >= '0' && c <= '9');
      return possible ? Long.parseLong(digits) : Long.MIN_VALUE;
    }
  }

  /// Whether the sum of its bytes is what the block says: what tells a header from anything else.
  static boolean isValid(Header block) {
    long sum = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      boolean ofChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_BYTES;
      sum += ofChecksum ? ' ' : block.u8(i);
    }
    return !block.isZero(0, BLOCK_BYTES) && octal(block, CHECKSUM_OFFSET, CHECKSUM_BYTES) == sum;
  }

  static TarHeader read(Header block, Extension extension) {
    Kind kind =
        switch (block.u8(156)) {
          case 0, '0', '7' -> Kind.FILE;
          case '5' -> Kind.FOLDER;
          case 'x', 'L', 'K' -> Kind.EXTENDED;
          case 'g' -> Kind.IGNORED;
          default -> Kind.OTHER;
        };
    long size = number(block, 124, 12);
    String name = text(block, 0, 100);
    String prefix = block.hasAt(257, "ustar\0") ? text(block, 345, 155) : "";
    if (!prefix.isEmpty()) {
      name = prefix + "/" + name;
    }
    if (kind == Kind.EXTENDED) {
      return new TarHeader(kind, name, size);
    }
    return new TarHeader(
        kind,
        extension.name().isEmpty() ? name : extension.name(),
        extension.sizeBytes() == -1 ? size : extension.sizeBytes());
  }

  private static String text(Header block, int offset, int lengthBytes) {
    String field = block.from(offset, lengthBytes).text();
    int end = field.indexOf('\0');
    return end < 0 ? field : field.substring(0, end);
  }

  /// Octal digits, or, as GNU tar writes what needs more, a binary number behind a set bit.
  private static long number(Header block, int offset, int lengthBytes) {
    if ((block.u8(offset) & 0x80) == 0) {
      return octal(block, offset, lengthBytes);
    }
    boolean possible = block.u8(offset) == 0x80 && block.isZero(offset + 1, lengthBytes - 9);
    return possible ? block.u64be(offset + lengthBytes - 8) : -1;
  }

  private static long octal(Header block, int offset, int lengthBytes) {
    String digits = text(block, offset, lengthBytes).strip();
    boolean possible =
        !digits.isEmpty() && digits.chars().allMatch(digit -> digit >= '0' && digit <= '7');
    return possible ? Long.parseLong(digits, 8) : -1;
  }
}
