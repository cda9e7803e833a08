package dev.vitrine.backend.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.swift.FakeSwift.StoredObject;
import dev.vitrine.backend.testkit.FakeServer.Behaviour;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SwiftImageStoreTest extends ImageStoreContract {
  private static final String ID = "5E8fa3a4-7f3a-4c5d-9c53-3c1ad9c6a9c2";
  private static final SwiftStoreOptions OPTIONS =
      new SwiftStoreOptions("glance", true, 4_000_000, 1_500_000, 0);
  private static final WireLimits LIMITS =
      new WireLimits(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1));

  @AutoClose private final FakeSwift swift;

  SwiftImageStoreTest() throws IOException {
    swift = new FakeSwift();
  }

  @Override
  protected ImageStore open() {
    return store(OPTIONS, FakeSwift.PASSWORD);
  }

  private SwiftImageStore store(SwiftStoreOptions options, String password) {
    return store(options, keystone(password));
  }

  private SwiftAccount.Keystone keystone(String password) {
    return new SwiftAccount.Keystone(
        swift.address(),
        new SwiftAccount.Password(
            "glance", SwiftAccount.Domain.USUAL, "service", SwiftAccount.Domain.USUAL, password));
  }

  private static SwiftImageStore store(SwiftStoreOptions options, SwiftAccount account) {
    SequencedMap<String, SwiftAccount> accounts = new LinkedHashMap<>();
    accounts.put("ref1", account);
    accounts.put(
        "other", new SwiftAccount.Simple(URI.create("http://127.0.0.1:1/auth"), "a:b", "c"));
    return new SwiftImageStore(
        new SwiftReferences(accounts, "ref1"),
        options,
        one ->
            new SwiftClient(
                one,
                SwiftEndpoint.usual(),
                new ClientTls(null, null, null, false),
                LIMITS,
                InstantSource.system()));
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri("swift+config://ref1/glance/" + imageId);
  }

  @Test
  void keepsALargeImageAsSegmentsThatAGlanceReads() throws Exception {
    byte[] bytes = SeededData.random(31, 5_000_000);

    put(ID, bytes, OptionalLong.of(bytes.length));

    assertThat(swift.objects.keySet())
        .containsExactly(
            "/glance/" + ID,
            "/glance/" + ID + "-00001",
            "/glance/" + ID + "-00002",
            "/glance/" + ID + "-00003",
            "/glance/" + ID + "-00004");
    assertThat(swift.stored("/glance/" + ID).manifest()).isEqualTo("glance/" + ID + "-");
    assertThat(swift.stored("/glance/" + ID + "-00004").bytes()).hasSize(500_000);
    assertThat(read(uriOf(ID), 1_499_990, 1_500_020))
        .isEqualTo(Arrays.copyOfRange(bytes, 1_499_990, 3_000_010));

    store().delete(uriOf(ID));
    assertThat(swift.objects).isEmpty();
  }

  @Test
  void readsAtMostTenSegmentsByARequest() throws Exception {
    byte[] bytes = SeededData.random(32, 30_000_000);
    put(ID, bytes, OptionalLong.of(bytes.length));

    assertThat(read(uriOf(ID), 700, bytes.length - 700))
        .isEqualTo(Arrays.copyOfRange(bytes, 700, bytes.length));

    assertThat(swift.ranges)
        .containsExactly(
            "bytes=700-13500699", "bytes=13500700-27000699", "bytes=27000700-29999999");
  }

  @Test
  void keepsASmallImageAsOneObject() throws Exception {
    put(ID, new byte[3_999_999], OptionalLong.of(3_999_999));

    assertThat(swift.objects).containsOnlyKeys("/glance/" + ID);
  }

  @Test
  void writesNoSegmentThatNothingIsIn() throws Exception {
    put(ID, new byte[3_000_000], OptionalLong.empty());

    assertThat(swift.objects.keySet())
        .containsExactly("/glance/" + ID, "/glance/" + ID + "-00001", "/glance/" + ID + "-00002");
  }

  @Test
  void leavesNoSegmentOfWhatWasGivenUp() throws Exception {
    ImageWriter writer = begin(ID, OptionalLong.empty());
    write(writer, new byte[4_000_000]);
    writer.cancel();

    assertThat(swift.objects).isEmpty();
  }

  @Test
  void removesSegmentsThatLieElsewhere() throws Exception {
    swift.containers.add("glance");
    swift.containers.add("more parts");
    swift.objects.put("/more parts/x/1", new StoredObject(new byte[5], ""));
    swift.objects.put("/more parts/y/1", new StoredObject(new byte[5], ""));
    swift.objects.put("/glance/" + ID, new StoredObject(new byte[0], "more parts/x/"));

    store().delete(uriOf(ID));

    assertThat(swift.objects).containsOnlyKeys("/more parts/y/1");
  }

  @ParameterizedTest
  @CsvSource({
    "0, glance",
    "1, glance_5",
    "8, glance_5e8fa3a4",
    "9, glance_5e8fa3a4-7",
    "32, glance_5e8fa3a4-7f3a-4c5d-9c53-3c1ad9c6a9c2"
  })
  void spreadsImagesOverContainers(int seed, String container) throws Exception {
    SwiftStoreOptions options = new SwiftStoreOptions("glance", true, 4_000_000, 1_000_000, seed);
    try (SwiftImageStore spread = store(options, FakeSwift.PASSWORD)) {
      ImageWriter writer = spread.newWriter(new ImageWriter.Announced(ID, OptionalLong.of(1)));
      write(writer, new byte[1]);

      ImageUri uri = writer.commit().uri();
      assertThat(uri.text()).isEqualTo("swift+config://ref1/" + container + "/" + ID);
      assertThat(spread.covers(uri)).isTrue();
      assertThat(swift.objects).containsOnlyKeys("/" + container + "/" + ID);
    }
  }

  @Test
  void readsImagesUnderUrisThatHaveTheAccount() throws Exception {
    put(ID, new byte[100], OptionalLong.of(100));
    String place = "127.0.0.1:" + swift.address().getPort() + "/glance/" + ID;

    for (String credentials : new String[] {"service%3Aglance:any", "service:glance:any"}) {
      ImageUri uri = new ImageUri("swift+http://" + credentials + "@" + place);
      assertThat(store().length(uri)).hasValue(100);
      assertThat(store().covers(uri)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "swift+http://service%3Aglance:key@127.0.0.1:1/glance/x",
        "swift+https://service%3Aglance:key@10.0.0.1:5000/v3/glance/x",
        "swift+http://10.0.0.1:8080/v1/AUTH_x/glance/x",
        "swift+config://ref2/glance/x",
        "swift+config://ref1/glance",
        "swift+config://ref1//x",
        "swift://x"
      })
  void logsInNowhereThatAUriNames(String text) {
    ImageUri uri = new ImageUri(text);

    assertThat(store().covers(uri)).isFalse();
    assertThatThrownBy(() -> store().length(uri))
        .isInstanceOf(ImageStoreException.Malformed.class)
        .hasMessageNotContaining("key");
    assertThat(swift.server.requests()).isZero();
  }

  @Test
  void saysThatAContainerIsMissingThatItMayNotMake() throws Exception {
    SwiftStoreOptions options = new SwiftStoreOptions("absent", false, 4_000_000, 1_000_000, 0);
    try (SwiftImageStore store = store(options, FakeSwift.PASSWORD)) {
      ImageWriter writer = store.newWriter(new ImageWriter.Announced(ID, OptionalLong.of(1)));

      assertThatThrownBy(() -> write(writer, new byte[1]))
          .isInstanceOf(ImageStoreException.Denied.class)
          .hasMessageContaining("swift_store_create_container_on_put");
      writer.cancel();
      assertThat(store.health()).isInstanceOf(Health.Down.class);
    }
  }

  @Test
  void logsInOnceForAll() throws Exception {
    List<Future<OptionalLong>> asked = new ArrayList<>();
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        ImageUri uri = uriOf("absent-" + i);
        asked.add(readers.submit(() -> store().length(uri)));
      }
    }
    assertThat(asked)
        .allSatisfy(each -> assertThat(each.exceptionNow()).hasMessageContaining("404"));

    assertThat(swift.logins).hasValue(1);
  }

  @Test
  void logsInAnewWhenItsTokenIsNotTakenAnyMore() throws Exception {
    byte[] bytes = SeededData.random(32, 4_500_000);
    ImageUri uri = put(ID, bytes, OptionalLong.of(bytes.length)).uri();
    swift.expireTokens();
    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    assertThat(swift.logins).hasValue(2);

    swift.expireTokens();
    byte[] small = SeededData.random(33, 300_000);
    ImageUri other = put(UUID.randomUUID().toString(), small, OptionalLong.of(300_000)).uri();
    assertThat(read(other, 0, 300_000)).isEqualTo(small);
    assertThat(swift.logins).hasValue(3);
  }

  @Test
  void logsInAnewBetweenTwoSegments() throws Exception {
    byte[] bytes = SeededData.random(34, 4_500_000);
    ImageWriter writer = begin(ID, OptionalLong.empty());
    write(writer, Arrays.copyOf(bytes, 1_500_000));
    swift.expireTokens();
    write(writer, Arrays.copyOfRange(bytes, 1_500_000, 3_200_000));
    swift.expireTokens();
    write(writer, Arrays.copyOfRange(bytes, 3_200_000, bytes.length));
    writer.commit();

    assertThat(read(uriOf(ID), 0, bytes.length)).isEqualTo(bytes);
    assertThat(swift.objects).hasSize(4);
  }

  @Test
  void renewsATokenBeforeItsEnd() throws Exception {
    swift.expiresAt = InstantSource.system().instant().plusSeconds(59).toString();
    place(new byte[10]);

    assertThat(swift.logins.get()).isGreaterThan(1);
  }

  @Test
  void logsInBySwiftsOwnWayToo() throws Exception {
    SwiftAccount simple =
        new SwiftAccount.Simple(
            URI.create(swift.address() + "/auth/v1.0"), "test:tester", FakeSwift.PASSWORD);
    try (SwiftImageStore store = store(OPTIONS, simple)) {
      assertThat(store.health()).isEqualTo(new Health.Up());
    }
  }

  @Test
  void isDeniedWithAWrongPassword() {
    try (SwiftImageStore store = store(OPTIONS, "wr0ng")) {
      assertThatThrownBy(() -> store.length(uriOf(ID)))
          .isInstanceOf(ImageStoreException.Denied.class)
          .hasMessageContaining("service:glance")
          .hasMessageNotContaining("wr0ng");
      assertThat(store.health()).isInstanceOf(Health.Down.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, Denied",
    "404, NotFound",
    "413, Full",
    "429, Unavailable",
    "500, Unavailable",
    "503, Unavailable",
    "507, Full"
  })
  void saysWhatARefusalMeans(int status, String meaning) throws Exception {
    ImageUri uri = place(new byte[10]);
    swift.server.behave((_, _) -> new Behaviour.Refuse(status));

    assertThatThrownBy(() -> store().open(uri, 0, 10))
        .satisfies(failure -> assertThat(failure.getClass().getSimpleName()).isEqualTo(meaning));
    assertThatThrownBy(() -> store().length(uri))
        .satisfies(failure -> assertThat(failure.getClass().getSimpleName()).isEqualTo(meaning));
  }

  @Test
  void anAnswerThatIsCutMayBeBetterNextTime() throws Exception {
    byte[] bytes = SeededData.random(35, 2_000_000);
    ImageUri uri = place(bytes);
    swift.server.behave((_, _) -> new Behaviour.CutAfter(700_000));
    try (ImageReader reader = store().open(uri, 0, bytes.length)) {
      assertThatThrownBy(() -> rest(reader)).isInstanceOf(ImageStoreException.Unavailable.class);
    }
    swift.server.heal();

    assertThat(read(uri, 700_000, 1_300_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 700_000, bytes.length));
  }

  @Test
  void anUploadThatIsCutLeavesNothing() throws Exception {
    swift.server.behave((request, _) ->
        request.path().endsWith("-00002") && request.method().equals("PUT")
            ? new Behaviour.CutUpload()
            : new Behaviour.Right());

    assertThatThrownBy(() -> put(ID, new byte[4_500_000], OptionalLong.of(4_500_000)))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(swift.objects).isEmpty();
  }

  @Test
  void silenceIsNotWaitedForForEver() throws Exception {
    ImageUri uri = place(new byte[10]);
    swift.server.behave((_, _) -> new Behaviour.Silence());

    assertThatThrownBy(() -> store().length(uri))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(store().health()).isInstanceOf(Health.Down.class);
    swift.server.heal();
    assertThat(store().health()).isEqualTo(new Health.Up());
  }

  @Test
  void isThereAsSoonAsItsServiceIs() throws Exception {
    SwiftAccount away =
        new SwiftAccount.Simple(URI.create("http://127.0.0.1:1/auth/v1.0"), "a:b", "c");
    try (SwiftImageStore store = store(OPTIONS, away)) {
      assertThat(store.health()).isInstanceOf(Health.Down.class);
      assertThatThrownBy(() -> store.length(uriOf(ID)))
          .isInstanceOf(ImageStoreException.Unavailable.class);
    }
  }
}
