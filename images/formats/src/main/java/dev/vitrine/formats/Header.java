package dev.vitrine.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A stretch of bytes that was kept, for reading figures out of it. Offsets count from its
/// beginning; what lies behind its end reads as zero, so that no header can make a reader fail: ask
/// [#has] where that matters.
record Header(byte[] bytes, int length) {

  boolean has(int endOffset) {
    return endOffset <= length;
  }

  int u8(int offset) {
    return offset >= 0 && offset < length ? Byte.toUnsignedInt(bytes[offset]) : 0;
  }

  int u16be(int offset) {
    return u8(offset) << 8 | u8(offset + 1);
  }

  int u16le(int offset) {
    return u8(offset + 1) << 8 | u8(offset);
  }

  long u32be(int offset) {
    return (long) u16be(offset) << 16 | u16be(offset + 2);
  }

  long u32le(int offset) {
    return (long) u16le(offset + 2) << 16 | u16le(offset);
  }

  /// Negative when it is larger than a file can be.
  long u64be(int offset) {
    return u32be(offset) << 32 | u32be(offset + 4);
  }

  /// Negative when it is larger than a file can be.
  long u64le(int offset) {
    return u32le(offset + 4) << 32 | u32le(offset);
  }

  boolean startsWith(String ascii) {
    return hasAt(0, ascii);
  }

  boolean hasAt(int offset, String ascii) {
    if (!has(offset + ascii.length())) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (u8(offset + i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  boolean isZero(int offset, int lengthBytes) {
    for (int i = 0; i < lengthBytes; i++) {
      if (u8(offset + i) != 0) {
        return false;
      }
    }
    return true;
  }

  /// A GUID as Microsoft's formats write it: the first three parts little-endian.
  String guid(int offset) {
    return String.format(
        Locale.ROOT,
        "%08X-%04X-%04X-%04X-%04X%08X",
        u32le(offset),
        u16le(offset + 4),
        u16le(offset + 6),
        u16be(offset + 8),
        u16be(offset + 10),
        u32be(offset + 12));
  }

  /// As many of the bytes as there are, a character each.
  String text() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  /// The part from the offset on.
  Header from(int offset, int lengthBytes) {
    int start = Math.min(offset, length);
    int end = Math.min(start + lengthBytes, length);
    byte[] part = new byte[end - start];
    ByteBuffer.wrap(bytes).get(start, part);
    return new Header(part, part.length);
  }
}
