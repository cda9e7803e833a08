package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackageInspectorTest {

  @Test
  void findsNothingWrongWithASoundPackage() {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("machine.ovf", Disks.ascii("<Envelope/>"));
    members.put("machine.mf", Disks.ascii("SHA256(machine.ovf)= 00"));
    members.put("disk1.vmdk", Disks.vmdkStream());
    members.put("disk2.vmdk", Disks.vmdk("monolithicSparse", Disks.EXTENT));
    byte[] ova = Disks.tar(members);
    for (int sliceBytes : new int[] {1, 511, 512, 65_536}) {
      Inspection inspection = DiskInspectorTest.feed(new PackageInspector(), ova, sliceBytes);
      assertThat(inspection.members()).isEmpty();
      assertThat(inspection.lengthBytes()).isEqualTo(ova.length);
    }
  }

  @Test
  void hasNothingToSayAboutDataThatIsNoPackage() {
    byte[] data = Disks.with(new byte[5000], 0, "no tar file at all");
    assertThat(DiskInspectorTest.feed(new PackageInspector(), data, 512).members()).isEmpty();
    assertThat(DiskInspectorTest.feed(new PackageInspector(), new byte[0], 512).members())
        .isEmpty();
  }

  @Test
  void namesWhatIsWrongWithAMember() {
    byte[] ova = Disks.tar(Map.of("disk.vmdk", Disks.vmdk("monolithicFlat", Disks.EXTENT)));
    Inspection inspection = DiskInspectorTest.feed(new PackageInspector(), ova, 512);
    assertThat(inspection.members())
        .containsExactly(new Concern("vmdk descriptor", "the kind of disk is not accepted"));
  }
}
