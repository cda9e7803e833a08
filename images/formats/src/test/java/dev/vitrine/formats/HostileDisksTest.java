package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files made to harm whoever opens them.
class HostileDisksTest {

  /// @param what what is wrong with it
  /// @param diskFormat what it is said to be
  record Hostile(String what, String diskFormat, byte[] data) {
    @Override
    public String toString() {
      return diskFormat + ": " + what;
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isRefused(Hostile hostile) {
    String container = hostile.diskFormat().equals("ova") ? "ova" : "bare";
    Inspector inspector = FormatRules.inspectorFor(container).orElseThrow();
    Inspection inspection = DiskInspectorTest.feed(inspector, hostile.data(), 65_536);
    String diskFormat = container.equals("ova") ? "vmdk" : hostile.diskFormat();
    assertThat(FormatRules.STRICT.judge(container, diskFormat, inspection))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void thereAreManyOfThem() {
    assertThat(all()).hasSizeGreaterThanOrEqualTo(60);
  }

  static List<Hostile> all() {
    List<Hostile> all = new ArrayList<>();
    qcow2().forEach(all::add);
    vmdk().forEach(all::add);
    others().forEach(all::add);
    polyglots().forEach(all::add);
    partitions().forEach(all::add);
    packages().forEach(all::add);
    return all;
  }

  private static Stream<Hostile> qcow2() {
    byte[] sound = Disks.qcow2();
    return Stream.of(
            of("backing file", big(sound).putLong(8, 1024).putInt(16, 11)),
            of("backing file of version 2", big(Disks.qcow2Version2()).putLong(8, 1024)),
            of("negative backing offset", big(sound).putLong(8, -1)),
            of("data file", big(sound).putLong(72, 4)),
            of("extended L2 entries", big(sound).putLong(72, 16)),
            of("feature of the future", big(sound).putLong(72, 1L << 63)),
            of("version 4", big(sound).putInt(4, 4)),
            of("version 0", big(sound).putInt(4, 0)),
            of("size of 8 EiB and more", big(sound).putLong(24, -1)),
            of("size that no table holds", big(sound).putLong(24, 1L << 60)),
            of("clusters of one byte", big(sound).putInt(20, 0)),
            of("clusters of 2^255 bytes", big(sound).putInt(20, 255)),
            of("table of 32 GiB", big(sound).putInt(36, -1)),
            of("table beyond the end", big(sound).putLong(40, 1L << 40)),
            of("table at a negative offset", big(sound).putLong(40, -65536)),
            of("table off a cluster", big(sound).putLong(40, 65537)),
            of("unknown encryption", big(sound).putInt(32, 3)),
            of("a million snapshots", big(sound).putInt(60, 1_000_000)),
            of("short header", big(sound).putInt(100, 72)),
            of("endless header", big(sound).putInt(100, -1)),
            of("reference counts of 2^255 bits", big(sound).putInt(96, 255)),
            of("cut behind the header", ByteBuffer.wrap(Arrays.copyOf(sound, 1024))),
            of("cut inside the header", ByteBuffer.wrap(Arrays.copyOf(sound, 100))))
        .map(one -> one.as("qcow2"));
  }

  private static Stream<Hostile> vmdk() {
    byte[] sound = Disks.vmdk("monolithicSparse", Disks.EXTENT);
    byte[] stream = Disks.vmdkStream();
    return Stream.of(
            descriptor("monolithicFlat", "RW 4192 FLAT \"/etc/passwd\" 0\n"),
            descriptor("monolithicSparse", "RW 4192 FLAT \"passwd\" 0\n"),
            descriptor("monolithicSparse", "RW 4192 SPARSE \"/etc/passwd\"\n"),
            descriptor("monolithicSparse", "RW 4192 SPARSE \"..\\passwd\"\n"),
            descriptor("monolithicSparse", Disks.EXTENT + "RW 1 SPARSE \"b\"\n"),
            descriptor("monolithicSparse", ""),
            descriptor("monolithicSparse", Disks.EXTENT + "parentFileNameHint=\"base\"\n"),
            descriptor("monolithicSparse", Disks.EXTENT + "parentCID=12345678\n"),
            descriptor("monolithicSparse", Disks.EXTENT + "do something\n"),
            descriptor("monolithicSparse", Disks.EXTENT + "caf\u00e9=1\n"),
            descriptor("vmfs", Disks.EXTENT),
            descriptor("", Disks.EXTENT),
            of("a descriptor alone", text(Disks.descriptor("monolithicSparse", Disks.EXTENT))),
            of("a descriptor for QEMU", text("# nothing\n\n  version=1\nRW 1 FLAT \"f\" 0\n     ")),
            of("of ESX", ByteBuffer.wrap(Disks.with(new byte[4096], 0, "COWD"))),
            of("capacity 0", little(sound).putLong(12, 0)),
            of("capacity beyond 8 EiB", little(sound).putLong(12, -1)),
            of("capacity that no directory holds", little(sound).putLong(12, 1L << 50)),
            of("grains of 0", little(sound).putLong(20, 0)),
            of("version 9", little(sound).putInt(4, 9)),
            of("descriptor elsewhere", little(sound).putLong(28, 7)),
            of("descriptor of 8 EiB", little(sound).putLong(36, Long.MAX_VALUE)),
            of("descriptor beyond the end", little(sound).putLong(36, 1000)),
            of("no footer", little(sound).putLong(56, -1)),
            of("footer without a place", little(stream).putLong(stream.length - 1024 + 56, -1)),
            of("footer of another size", little(stream).putLong(stream.length - 1024 + 12, 1)),
            of("something behind the end", ByteBuffer.wrap(Disks.join(stream, new byte[512]))))
        .map(one -> one.as("vmdk"));
  }

  private static Stream<Hostile> others() {
    byte[] dynamic = Disks.vhdDynamic();
    byte[] vhdx = Disks.vhdx(0);
    return Stream.of(
        of("differencing", big(dynamic).putInt(60, 4)).as("vhd"),
        of("size that no table holds", big(dynamic).putLong(48, 1L << 50)).as("vhd"),
        of("header beyond the end", big(dynamic).putLong(16, 1L << 50)).as("vhd"),
        of("header at a negative offset", big(dynamic).putLong(16, -9)).as("vhd"),
        of("no header", ByteBuffer.wrap(Arrays.copyOf(dynamic, 512))).as("vhd"),
        of("has a parent", ByteBuffer.wrap(Disks.vhdx(2))).as("vhdx"),
        of("two thousand million regions", little(vhdx).putInt((192 << 10) + 8, -1)).as("vhdx"),
        of("metadata behind", little(vhdx).putLong((192 << 10) + 32, 70_000)).as("vhdx"),
        of("metadata beyond the end", little(vhdx).putLong((192 << 10) + 32, 1L << 60)).as("vhdx"),
        of("negative metadata", little(vhdx).putLong((192 << 10) + 32, -1)).as("vhdx"),
        of("negative size", little(vhdx).putLong((2 << 20) + 65544, -1)).as("vhdx"),
        of("cut", ByteBuffer.wrap(Arrays.copyOf(vhdx, 2 << 20))).as("vhdx"),
        of("differencing", little(Disks.vdi()).putInt(76, 4)).as("vdi"),
        of("undo", little(Disks.vdi()).putInt(76, 3)).as("vdi"),
        of("has a parent", little(Disks.vdi()).putInt(440, 1)).as("vdi"),
        of("size that no block holds", little(Disks.vdi()).putLong(368, 1L << 60)).as("vdi"),
        of("any", ByteBuffer.wrap(Disks.qed())).as("qed"),
        of("any, said to be raw", ByteBuffer.wrap(Disks.qed())).as("raw"),
        of("version 2", ByteBuffer.wrap(Disks.luks(2))).as("luks"),
        of("data behind the end", big(Disks.luks(1)).putInt(104, -1)).as("luks"),
        of("clusters of 0", little(Disks.ploop()).putInt(28, 0)).as("ploop"),
        of("size that no cluster holds", little(Disks.ploop()).putLong(36, 1L << 40)).as("ploop"));
  }

  private static Stream<Hostile> polyglots() {
    return Stream.of(
        of("ISO in a qcow2", ByteBuffer.wrap(Disks.with(Disks.qcow2(), 32769, "CD001")))
            .as("qcow2"),
        of("ISO in a qcow2", ByteBuffer.wrap(Disks.with(Disks.qcow2(), 32769, "CD001"))).as("iso"),
        of("qcow2 in an ISO", ByteBuffer.wrap(Disks.with(Disks.qcow2(), 32769, "NSR03"))).as("raw"),
        of("VDI in a qcow2", little(Disks.qcow2()).putInt(64, 0xBEDA107F)).as("qcow2"),
        of("partitions in a qcow2", little(Disks.qcow2()).putShort(510, (short) 0xAA55))
            .as("qcow2"),
        of("footer of a VHD behind a qcow2", ByteBuffer.wrap(Disks.vhdFixed(Disks.qcow2())))
            .as("qcow2"),
        of("VMDK with an ISO", ByteBuffer.wrap(Disks.with(vmdkOf64KiB(), 32769, "CD001")))
            .as("vmdk"),
        of("hybrid ISO said to be a qcow2", ByteBuffer.wrap(Disks.hybridIso())).as("qcow2"));
  }

  private static byte[] vmdkOf64KiB() {
    return Arrays.copyOf(Disks.vmdk("monolithicSparse", Disks.EXTENT), 64 << 10);
  }

  private static Stream<Hostile> partitions() {
    byte[] gpt = Disks.gpt();
    return Stream.of(
            of("no partition", little(new byte[1024]).putShort(510, (short) 0xAA55)),
            of("boot flag", little(Disks.mbr()).put(446, (byte) 0x7F)),
            of("protective and another", little(gpt).put(466, (byte) 0x83)),
            of("protective, but second", little(Disks.mbr()).put(466, (byte) 0xEE)),
            of("protective from elsewhere", little(gpt).putInt(454, 7)),
            of("protective from another cylinder", little(gpt).put(449, (byte) 7)))
        .map(one -> one.as("raw"));
  }

  private static Stream<Hostile> packages() {
    byte[] backed = big(Disks.qcow2()).putLong(8, 1024).array();
    byte[] flat = Disks.vmdk("monolithicFlat", "RW 1 FLAT \"/etc/passwd\" 0\n");
    byte[] ovf = Disks.ascii("<Envelope/>");
    return Stream.of(
            of("a VMDK that names files", tar(Map.of("d.vmdk", flat))),
            of("a qcow2 that names a file", tar(Map.of("d.ovf", ovf, "d.vmdk", backed))),
            of("a member outside", tar(Map.of("../../etc/passwd", ovf))),
            of("a member at the root", tar(Map.of("/etc/passwd", ovf))),
            of("a link", ByteBuffer.wrap(Disks.member("link", '2', new byte[0]))),
            of("a device", ByteBuffer.wrap(Disks.member("tty", '4', new byte[0]))),
            of(
                "a member cut short",
                ByteBuffer.wrap(Arrays.copyOf(Disks.member("f", '0', ovf), 600))),
            of("a long name outside", ByteBuffer.wrap(renamed())))
        .map(one -> one.as("ova"));
  }

  private static byte[] renamed() {
    byte[] name = Disks.ascii("20 path=../../passwd\n");
    return Disks.join(
        Disks.member("x", 'x', name), Disks.member("innocent", '0', new byte[1]), new byte[1024]);
  }

  private static ByteBuffer tar(Map<String, byte[]> members) {
    return ByteBuffer.wrap(Disks.tar(members));
  }

  private static Spoiled descriptor(String createType, String lines) {
    return of(createType + " " + lines.strip(), ByteBuffer.wrap(Disks.vmdk(createType, lines)));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(Disks.ascii(text));
  }

  private static ByteBuffer big(byte[] sound) {
    return ByteBuffer.wrap(sound.clone());
  }

  private static ByteBuffer little(byte[] sound) {
    return big(sound).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Spoiled of(String what, ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return new Spoiled(what, bytes);
  }

  private record Spoiled(String what, byte[] data) {
    Hostile as(String diskFormat) {
      return new Hostile(what, diskFormat, data);
    }
  }
}
