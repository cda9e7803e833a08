package dev.vitrine.formats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Small sound disks of every format, 100 MiB each where they say so; tests spoil them.
final class Disks {
  static final long SIZE = 100 << 20;
  static final String EXTENT = "RW 204800 SPARSE \"disk.vmdk\"\n";

  private Disks() {}

  /// Sound data by disk format; what two disks of a format differ in stands behind the name.
  static Map<String, byte[]> sound() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("raw", new byte[100_000]);
    all.put("raw empty", new byte[0]);
    all.put("qcow2", qcow2());
    all.put("qcow2 version 2", qcow2Version2());
    all.put("vhd dynamic", vhdDynamic());
    all.put("vhd fixed", vhdFixed(new byte[8192]));
    all.put("vhd fixed with partitions", vhdFixed(mbr()));
    all.put("vhdx", vhdx(0));
    all.put("vmdk sparse", vmdk("monolithicSparse", EXTENT));
    all.put("vmdk stream", vmdkStream());
    all.put("vdi", vdi());
    all.put("iso", iso());
    all.put("iso hybrid", hybridIso());
    all.put("ploop", ploop());
    return all;
  }

  static byte[] qcow2() {
    ByteBuffer header = ByteBuffer.allocate(4 * 65536);
    header.putInt(0, 0x514649FB).putInt(4, 3).putInt(20, 16).putLong(24, SIZE);
    header.putInt(36, 1).putLong(40, 3 * 65536).putLong(48, 65536).putInt(56, 1);
    header.putInt(96, 4).putInt(100, 104);
    return header.array();
  }

  static byte[] qcow2Version2() {
    return ByteBuffer.wrap(qcow2()).putInt(4, 2).putInt(96, 0).putInt(100, 0).array();
  }

  static byte[] qed() {
    return with(new byte[4096], 0, "QED\0");
  }

  private static byte[] vhdFooter(int type, long dataOffset, long size) {
    ByteBuffer footer = ByteBuffer.allocate(512);
    footer.put(0, ascii("conectix")).putLong(16, dataOffset).putLong(40, size).putLong(48, size);
    footer.putInt(60, type);
    int sum = 0;
    for (byte one : footer.array()) {
      sum += Byte.toUnsignedInt(one);
    }
    return footer.putInt(64, ~sum).array();
  }

  static byte[] vhdDynamic() {
    byte[] footer = vhdFooter(3, 512, SIZE);
    ByteBuffer dynamic = ByteBuffer.allocate(1024);
    dynamic.put(0, ascii("cxsparse")).putInt(28, 50).putInt(32, 2 << 20);
    return join(footer, dynamic.array(), new byte[512], footer);
  }

  static byte[] vhdFixed(byte[] content) {
    return join(content, vhdFooter(2, -1, content.length));
  }

  static byte[] vhdx(int flags) {
    ByteBuffer file = ByteBuffer.allocate(3 << 20).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, ascii("vhdxfile"));
    file.put(192 << 10, ascii("regi")).putInt((192 << 10) + 8, 1);
    putGuid(file, (192 << 10) + 16, "8B7CA206-4790-4B9A-B8FE-575F050F886E");
    int metadata = 2 << 20;
    file.putLong((192 << 10) + 32, metadata);
    file.put(metadata, ascii("metadata")).putShort(metadata + 10, (short) 2);
    putGuid(file, metadata + 32, "CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    file.putInt(metadata + 48, 65536);
    putGuid(file, metadata + 64, "2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    file.putInt(metadata + 80, 65544);
    file.putInt(metadata + 65540, flags).putLong(metadata + 65544, SIZE);
    return file.array();
  }

  private static void putGuid(ByteBuffer file, int at, String text) {
    UUID guid = UUID.fromString(text);
    file.putInt(at, (int) (guid.getMostSignificantBits() >>> 32));
    file.putShort(at + 4, (short) (guid.getMostSignificantBits() >>> 16));
    file.putShort(at + 6, (short) guid.getMostSignificantBits());
    file.putLong(at + 8, Long.reverseBytes(guid.getLeastSignificantBits()));
  }

  static String descriptor(String createType, String lines) {
    return "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\""
        + createType
        + "\"\n\n# Extent description\n"
        + lines
        + "\nddb.adapterType = \"ide\"\n";
  }

  static byte[] vmdk(String createType, String lines) {
    return with(vmdkHeader(1, 21), 512, descriptor(createType, lines));
  }

  private static byte[] vmdkHeader(int version, long directory) {
    ByteBuffer file = ByteBuffer.allocate(64 * 512).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, ascii("KDMV")).putInt(4, version).putLong(12, SIZE / 512).putLong(20, 128);
    file.putLong(28, 1).putLong(36, 20).putInt(44, 512).putLong(56, directory);
    return file.array();
  }

  static byte[] vmdkStream() {
    byte[] file = with(vmdkHeader(3, -1), 512, descriptor("streamOptimized", EXTENT));
    ByteBuffer marker = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    marker.putLong(0, 1).putInt(12, 3);
    byte[] footer = Arrays.copyOf(vmdkHeader(3, 21), 512);
    return join(file, marker.array(), footer, new byte[512]);
  }

  static byte[] vdi() {
    ByteBuffer header = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(64, 0xBEDA107F).putInt(68, 0x10001).putInt(76, 1).putLong(368, SIZE);
    return header.putInt(376, 1 << 20).putInt(384, 100).array();
  }

  static byte[] iso() {
    ByteBuffer file = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
    file.put(32768, (byte) 1).put(32769, ascii("CD001")).putInt(32848, 32);
    return file.putShort(32896, (short) 2048).array();
  }

  static byte[] hybridIso() {
    return with(iso(), 0, mbr());
  }

  static byte[] mbr() {
    ByteBuffer sector = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    sector.put(446, (byte) 0x80).put(450, (byte) 0x83).putInt(454, 2048).putInt(458, 2048);
    return sector.putShort(510, (short) 0xAA55).array();
  }

  static byte[] gpt() {
    ByteBuffer sector = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
    sector.put(448, (byte) 2).put(450, (byte) 0xEE).putInt(454, 1).putInt(458, -1);
    return sector.putShort(510, (short) 0xAA55).array();
  }

  static byte[] luks(int version) {
    ByteBuffer header = ByteBuffer.allocate(1 << 20).put(0, ascii("LUKS\u00ba\u00be"));
    return header.putShort(6, (short) version).putInt(104, 1024).array();
  }

  static byte[] ploop() {
    ByteBuffer header = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    header.put(0, ascii("WithouFreSpacExt")).putInt(16, 2).putInt(28, 2048).putInt(32, 100);
    return header.putLong(36, SIZE / 512).array();
  }

  /// A tar file of the members, in order.
  static byte[] tar(Map<String, byte[]> members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    members.forEach((name, body) -> out.writeBytes(member(name, '0', body)));
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  static byte[] member(String name, char kind, byte[] body) {
    ByteBuffer header = ByteBuffer.allocate(512);
    header.put(0, ascii(name)).put(124, ascii(String.format("%011o", body.length)));
    header.put(148, ascii("        ")).put(156, (byte) kind).put(257, ascii("ustar\00000"));
    int sum = 0;
    for (byte one : header.array()) {
      sum += Byte.toUnsignedInt(one);
    }
    header.put(148, ascii(String.format("%06o\0 ", sum)));
    return join(header.array(), Arrays.copyOf(body, (body.length + 511) / 512 * 512));
  }

  static byte[] with(byte[] data, int at, String text) {
    return with(data, at, ascii(text));
  }

  static byte[] with(byte[] data, int at, byte[] part) {
    return ByteBuffer.wrap(data.clone()).put(at, part).array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
