package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormatRulesTest {
  private static final byte[] BAD_TABLE =
      Disks.with(new byte[1024], 510, new byte[] {0x55, (byte) 0xAA});

  @Test
  void acceptsWhatIsWhatItIsSaidToBe() {
    Disks.sound()
        .forEach((name, disk) -> {
          String diskFormat = name.split(" ", 2)[0];
          assertThat(judge(FormatRules.STRICT, diskFormat, disk))
              .as(name)
              .isInstanceOf(Verdict.Accepted.class);
        });
  }

  @Test
  void givesTheSizeOfTheDisk() {
    assertThat(size("qcow2", Disks.qcow2())).hasValue(Disks.SIZE);
    assertThat(size("iso", Disks.hybridIso())).hasValue(65_536);
    assertThat(size("raw", new byte[10])).hasValue(10);
    assertThat(size("raw", new byte[0])).isEmpty();
    assertThat(size("ami", new byte[10])).isEmpty();
  }

  @Test
  void refusesAnotherFormat() {
    assertThat(refusal("qcow2", new byte[1000]))
        .isEqualTo("Image disk_format qcow2 does not match stream data raw");
    assertThat(refusal("ami", Disks.qcow2()))
        .isEqualTo("Image disk_format ami does not match stream data qcow2");
    assertThat(refusal("vmdk", Disks.hybridIso()))
        .isEqualTo("Image disk_format vmdk does not match stream data iso");
  }

  @Test
  void acceptsAnySafeFormatAsRawWithAWarning() {
    Verdict verdict = judge(FormatRules.STRICT, "raw", Disks.qcow2());
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    Verdict.Accepted accepted = (Verdict.Accepted) verdict;
    assertThat(accepted.virtualSizeBytes()).hasValue(Disks.qcow2().length);
    assertThat(accepted.warnings()).hasSize(1);
  }

  @Test
  void refusesAnUnsafeFormatAsRawToo() {
    byte[] backed = Disks.with(Disks.qcow2(), 15, new byte[] {1});
    assertThat(refusal("raw", backed)).startsWith("Image failed safety checks");
  }

  @Test
  void refusesSeveralFormatsAtOnce() {
    assertThat(refusal("qcow2", Disks.with(Disks.qcow2(), 32769, "CD001")))
        .isEqualTo("Multiple formats detected: qcow2,iso");
    assertThat(refusal("raw", Disks.hybridIso())).isEqualTo("Multiple formats detected: iso,gpt");
  }

  @Test
  void toleratesAnotherFormatWhereTheOperatorSaysSoButNothingUnsafe() {
    FormatRules lenient = new FormatRules(false, Set.of());
    Verdict verdict = judge(lenient, "vmdk", Disks.qcow2());
    assertThat(verdict)
        .isEqualTo(
            new Verdict.Accepted(
                OptionalLong.empty(),
                List.of("Image disk_format vmdk does not match stream data qcow2")));
    assertThat(judge(lenient, "vmdk", Disks.with(Disks.qcow2(), 15, new byte[] {1})))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void toleratesABrokenPartitionTableOnlyWhereTheOperatorSaysSo() {
    assertThat(refusal("raw", BAD_TABLE)).contains("gpt mbr");
    FormatRules lenient = new FormatRules(true, Set.of("mbr"));
    assertThat(judge(lenient, "raw", BAD_TABLE)).isInstanceOf(Verdict.Accepted.class);
    assertThat(judge(lenient, "raw", Disks.with(Disks.qcow2(), 15, new byte[] {1})))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void narrowsTheKindsOfVmdkAndWidensNone() {
    FormatRules streams =
        new FormatRules(true, Set.of(), Set.of("streamoptimized", "monolithicflat"));
    assertThat(judge(streams, "vmdk", Disks.vmdkStream())).isInstanceOf(Verdict.Accepted.class);
    byte[] sparse = Disks.vmdk("monolithicSparse", Disks.EXTENT);
    for (String diskFormat : List.of("vmdk", "raw")) {
      assertThat(judge(streams, diskFormat, sparse))
          .isEqualTo(new Verdict.Refused("Invalid VMDK create-type specified"));
    }
    assertThat(judge(streams, "vmdk", Disks.vmdk("monolithicFlat", Disks.EXTENT)))
        .isInstanceOf(Verdict.Refused.class);
    FormatRules none = new FormatRules(false, Set.of(), Set.of());
    assertThat(judge(none, "vmdk", Disks.vmdkStream())).isInstanceOf(Verdict.Refused.class);
    assertThat(judge(none, "qcow2", Disks.qcow2())).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void looksIntoDisksAndPackagesOnly() {
    assertThat(FormatRules.inspectorFor("bare")).containsInstanceOf(DiskInspector.class);
    assertThat(FormatRules.inspectorFor("ova")).containsInstanceOf(PackageInspector.class);
    assertThat(FormatRules.inspectorFor("docker")).isEmpty();
  }

  private static Verdict judge(FormatRules rules, String diskFormat, byte[] data) {
    return rules.judge("bare", diskFormat, DiskInspectorTest.inspect(data, 4096));
  }

  private static String refusal(String diskFormat, byte[] data) {
    Verdict verdict = judge(FormatRules.STRICT, diskFormat, data);
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused) verdict).reason();
  }

  private static OptionalLong size(String diskFormat, byte[] data) {
    Verdict verdict = judge(FormatRules.STRICT, diskFormat, data);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    return ((Verdict.Accepted) verdict).virtualSizeBytes();
  }
}
