package dev.vitrine.backend.vmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.testkit.FakeServer.Behaviour;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.vmware.VmwareOptions.Datastore;
import dev.vitrine.backend.wire.WireException;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class VmwareImageStoreTest extends ImageStoreContract {
  private static final String ID = "5e8fa3a4-7f3a-4c5d-9c53-3c1ad9c6a9c2";
  private static final Datastore FAST = new Datastore(FakeVcenter.DATACENTER, "fast", 20);
  private static final Datastore BIG = new Datastore(FakeVcenter.DATACENTER, "big", 10);
  private static final WireLimits LIMITS =
      new WireLimits(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1));

  @AutoClose private final FakeVcenter vcenter;

  VmwareImageStoreTest() throws IOException {
    vcenter = new FakeVcenter();
  }

  @Override
  protected ImageStore open() {
    return store(FakeVcenter.PASSWORD, List.of(BIG, FAST));
  }

  private VmwareImageStore store(String password, List<Datastore> datastores) {
    return store(vcenter.server.address(), password, datastores);
  }

  private static VmwareImageStore store(URI address, String password, List<Datastore> datastores) {
    return new VmwareImageStore(
        new VmwareOptions(
            "vcenter.example",
            address,
            "vitrine",
            password,
            datastores,
            "/openstack_glance",
            Duration.ofSeconds(5)),
        new ClientTls(null, null, null, false),
        LIMITS);
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return uriOf(imageId, "fast");
  }

  private static ImageUri uriOf(String imageId, String datastore) {
    return new ImageUri(
        "vsphere://vcenter.example/folder/openstack_glance/%s?dcPath=Berlin+%%26+Co&dsName=%s"
            .formatted(imageId, datastore));
  }

  @Test
  void writesToTheDatastoreOfGreatestWeightThatHasRoom() throws Exception {
    assertThat(put(ID, new byte[10], OptionalLong.of(10)).uri()).isEqualTo(uriOf(ID, "fast"));
    store().delete(uriOf(ID));

    vcenter.freeBytes.put("fast", 9L);
    assertThat(put(ID, new byte[10], OptionalLong.of(10)).uri()).isEqualTo(uriOf(ID, "big"));
    assertThat(vcenter.files).containsOnlyKeys("big/openstack_glance/" + ID);
    vcenter.freeBytes.put("fast", 100L);
    assertThatThrownBy(() -> begin(ID, OptionalLong.of(10)))
        .as("wherever it is")
        .isInstanceOf(ImageStoreException.Exists.class);
  }

  @Test
  void amongEqualsItIsTheOneWithMostRoom() throws Exception {
    try (VmwareImageStore equals =
        store(
            FakeVcenter.PASSWORD,
            List.of(
                new Datastore(FakeVcenter.DATACENTER, "fast", 0),
                new Datastore(FakeVcenter.DATACENTER, "big", 0)))) {
      var writer = equals.newWriter(new ImageWriter.Announced(ID, OptionalLong.empty()));

      assertThat(writer.uri()).isEqualTo(uriOf(ID, "big"));
      writer.cancel();
    }
  }

  @Test
  void saysAtOnceThatAnImageCannotFit() {
    assertThatThrownBy(() -> begin(ID, OptionalLong.of(1L << 40)))
        .isInstanceOf(ImageStoreException.Full.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vsphere://vcenter.example/folder/machines/disk.vmdk?dcPath=Berlin+%26+Co&dsName=fast",
        "vsphere://vcenter.example/folder/openstack_glance/../m/d.vmdk?dcPath=Berlin+%26+Co&dsName=fast",
        "vsphere://vcenter.example/folder/openstack_glance/..%2Fm?dcPath=Berlin+%26+Co&dsName=fast",
        "vsphere://vcenter.example/folder/openstack_glance/x?dcPath=Berlin+%26+Co&dsName=other",
        "vsphere://vcenter.example/folder/openstack_glance/x?dcPath=Bonn&dsName=fast",
        "vsphere://other.example/folder/openstack_glance/x?dcPath=Berlin+%26+Co&dsName=fast",
        "vsphere://vcenter.example/folder/openstack_glance/?dcPath=Berlin+%26+Co&dsName=fast",
        "vsphere://vcenter.example/folder/openstack_glance/x"
      })
  void readsNothingButImages(String text) {
    ImageUri uri = new ImageUri(text);

    assertThat(store().covers(uri)).isFalse();
    assertThatThrownBy(() -> store().open(uri, 0, 1))
        .isInstanceOf(ImageStoreException.Malformed.class);
    assertThatThrownBy(() -> store().delete(uri)).isInstanceOf(ImageStoreException.Malformed.class);
    assertThat(vcenter.server.requests()).isZero();
  }

  @Test
  void logsInAnewWhenItsSessionHasEnded() throws Exception {
    byte[] bytes = SeededData.random(51, 50_000);
    ImageUri uri = place(bytes);
    vcenter.endSessions();
    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    vcenter.endSessions();
    assertThat(put(ID, bytes, OptionalLong.empty()).lengthBytes()).isEqualTo(bytes.length);
    vcenter.endSessions();
    store().delete(uri);

    assertThat(vcenter.logins).hasValue(4);
  }

  @Test
  void isDeniedWithAWrongPassword() {
    try (VmwareImageStore store = store("wr0ng", List.of(FAST))) {
      assertThatThrownBy(() -> store.length(uriOf(ID)))
          .isInstanceOf(ImageStoreException.Denied.class)
          .hasMessageNotContaining("wr0ng");
      assertThat(store.health()).isInstanceOf(Health.Down.class);
    }
  }

  @Test
  void isDownWhileADatastoreIs() {
    vcenter.freeBytes.put("fast", -1L);

    assertThat(store().health()).isEqualTo(new Health.Down("the datastore fast cannot be used"));
  }

  @ParameterizedTest
  @CsvSource({"403, Denied", "404, NotFound", "429, Unavailable", "500, Unavailable", "507, Full"})
  void saysWhatARefusalMeans(int status, String meaning) throws Exception {
    ImageUri uri = place(new byte[10]);
    vcenter.server.behave((_, _) -> new Behaviour.Refuse(status));

    assertThatThrownBy(() -> store().open(uri, 0, 10))
        .satisfies(failure -> assertThat(failure.getClass().getSimpleName()).isEqualTo(meaning));
  }

  @Test
  void anAnswerThatIsCutMayBeBetterNextTime() throws Exception {
    byte[] bytes = SeededData.random(52, 1_000_000);
    ImageUri uri = place(bytes);
    vcenter.server.behave((_, _) -> new Behaviour.CutAfter(600_000));
    try (ImageReader reader = store().open(uri, 0, bytes.length)) {
      assertThatThrownBy(() -> rest(reader)).isInstanceOf(ImageStoreException.Unavailable.class);
    }
    vcenter.server.heal();

    assertThat(read(uri, 600_000, 400_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 600_000, bytes.length));
  }

  @Test
  void anUploadThatIsCutLeavesNothing() {
    vcenter.server.behave((request, _) ->
        request.method().equals("PUT") ? new Behaviour.CutUpload() : new Behaviour.Right());

    assertThatThrownBy(() -> put(ID, new byte[3_000_000], OptionalLong.of(3_000_000)))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(vcenter.files).isEmpty();
  }

  @Test
  void aFileThatIsInTheWayAtTheEndIsNotTouched() {
    vcenter.server.behave((request, _) -> {
      if (request.method().equals("PUT")) {
        vcenter.files.put("fast/openstack_glance/" + ID, new byte[] {7});
        return new Behaviour.Refuse(409);
      }
      return new Behaviour.Right();
    });

    assertThatThrownBy(() -> put(ID, new byte[10], OptionalLong.of(10)))
        .isInstanceOf(ImageStoreException.Exists.class);
    assertThat(vcenter.files).containsOnlyKeys("fast/openstack_glance/" + ID);
  }

  @Test
  void isThereAsSoonAsItsVcenterIs() throws Exception {
    ImageUri uri = place(new byte[10]);
    vcenter.server.behave((_, _) -> new Behaviour.Silence());
    assertThat(store().health()).isInstanceOf(Health.Down.class);
    assertThatThrownBy(() -> store().length(uri))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    vcenter.server.heal();

    assertThat(store().health()).isEqualTo(new Health.Up());
    assertThat(store().length(uri)).hasValue(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no XML",
        "<a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"
      })
  void believesNoAnswerThatMakesNoSense(String document) {
    assertThatThrownBy(() -> SoapElement.parse(document.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(WireException.class)
        .hasMessageNotContaining("root:");
  }

  @Test
  void refusesOptionsThatCannotWork() {
    assertThatThrownBy(() -> store(FakeVcenter.PASSWORD, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no datastore");
  }
}
