package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskInspectorTest {

  @Test
  void tellsFormatVariantAndSizeOfEveryKindOfDisk() {
    assertThat(found(Disks.qcow2())).isEqualTo("qcow2 3: " + Disks.SIZE);
    assertThat(found(Disks.qcow2Version2())).isEqualTo("qcow2 2: " + Disks.SIZE);
    assertThat(found(Disks.vhdDynamic())).isEqualTo("vhd dynamic: " + Disks.SIZE);
    assertThat(found(Disks.vhdFixed(new byte[8192]))).isEqualTo("vhd fixed: 8192");
    assertThat(found(Disks.vhdx(0))).isEqualTo("vhdx: " + Disks.SIZE);
    assertThat(found(Disks.vmdk("monolithicSparse", Disks.EXTENT)))
        .isEqualTo("vmdk monolithicsparse: " + Disks.SIZE);
    assertThat(found(Disks.vmdkStream())).isEqualTo("vmdk streamoptimized: " + Disks.SIZE);
    assertThat(found(Disks.vdi())).isEqualTo("vdi dynamic: " + Disks.SIZE);
    assertThat(found(Disks.iso())).isEqualTo("iso 9660: 65536");
    assertThat(found(Disks.gpt())).isEqualTo("gpt gpt: 2048");
    assertThat(found(Disks.mbr())).isEqualTo("gpt mbr: 1024");
    assertThat(found(Disks.luks(1))).isEqualTo("luks 1: " + (512 << 10));
    assertThat(found(Disks.ploop())).isEqualTo("ploop 2: " + Disks.SIZE);
  }

  @Test
  void findsNothingInRawData() {
    assertThat(inspect(new byte[100_000], 4096).findings()).isEmpty();
    assertThat(inspect(new byte[0], 4096).lengthBytes()).isZero();
  }

  @Test
  void takesAFileThatEndsInsideItsHeaderForRaw() {
    for (byte[] disk : List.of(Disks.qcow2(), Disks.vdi(), Disks.vhdDynamic(), Disks.qed())) {
      assertThat(inspect(Arrays.copyOf(disk, 300), 64).findings()).isEmpty();
    }
  }

  @Test
  void saysTheSameHoweverTheStreamIsCut() {
    Disks.sound()
        .forEach((name, disk) -> {
          Inspection whole = inspect(disk, Math.max(1, disk.length));
          for (int sliceBytes : new int[] {7, 511, 512, 4096, 65_535, 65_537, 1 << 20}) {
            assertThat(inspect(disk, sliceBytes)).as(name).isEqualTo(whole);
          }
        });
  }

  @Test
  void leavesBuffersAsTheyWere() {
    ByteBuffer data = ByteBuffer.wrap(Disks.qcow2()).position(0).limit(1000);
    new DiskInspector().accept(data);
    assertThat(data.position()).isZero();
    assertThat(data.limit()).isEqualTo(1000);
  }

  @Test
  void findsEveryFormatThatDataFitsAtOnce() {
    byte[] polyglot = Disks.with(Disks.qcow2(), 510, new byte[] {0x55, (byte) 0xAA});
    polyglot = Disks.with(polyglot, 32769, "CD001");
    assertThat(FormatRules.formats(inspect(polyglot, 4096).findings()))
        .containsExactlyInAnyOrder(Format.QCOW2, Format.ISO, Format.GPT);
  }

  @Test
  void doesNotTakeAFatBootSectorForAPartitionTable() {
    byte[] sector = Disks.with(Disks.mbr(), 16, new byte[] {2});
    sector = Disks.with(sector, 21, new byte[] {(byte) 0xF8});
    assertThat(inspect(sector, 512).findings()).isEmpty();
  }

  static Inspection inspect(byte[] data, int sliceBytes) {
    return feed(new DiskInspector(), data, sliceBytes);
  }

  static Inspection feed(Inspector inspector, byte[] data, int sliceBytes) {
    for (int at = 0; at < data.length; at += sliceBytes) {
      inspector.accept(ByteBuffer.wrap(data, at, Math.min(sliceBytes, data.length - at)));
    }
    return inspector.finish();
  }

  private static String found(byte[] data) {
    List<Finding> findings = inspect(data, 4096).findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().concerns()).isEmpty();
    return findings.getFirst() + ": " + findings.getFirst().virtualSizeBytes();
  }
}
