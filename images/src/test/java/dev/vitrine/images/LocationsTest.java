package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.images.NewLocation.KnownHashes;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Locations that callers name, by a change of the image and by themselves.
@Timeout(60)
class LocationsTest {
  private static final byte[] DATA = SeededData.random(5, 70_000);
  private static final Caller SERVICE =
      new Caller("nova", "services", Set.of("service", "member", "reader"), true);
  private static final Caller OWNER = Site.member("p");

  @RegisterExtension final Site site = new Site();
  private final MemoryImageStore one = new MemoryImageStore("one");
  private final MemoryImageStore two = new MemoryImageStore("two");
  private String id = "";

  @BeforeEach
  void makeAnImageWithoutData() throws Exception {
    site.stores(
        Stores.several(
            List.of(Store.of("one", new Store.Whole(one)), Store.of("two", new Store.Whole(two))),
            List.of(site.chunks("os_glance_chunks")),
            "one"));
    id = site.queued(OWNER).id();
  }

  private static NewLocation at(MemoryImageStore store, String name) {
    return at(store.adopt(name, DATA).text(), null);
  }

  private static NewLocation at(String url, @Nullable KnownHashes known) {
    return new NewLocation(url, new LinkedHashMap<>(), known);
  }

  private Image change(Caller caller, ImageChange... steps) throws Exception {
    return site.service().change(caller, id, List.of(steps));
  }

  private static String hash(String algorithm) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(DATA));
  }

  @Test
  void fillAQueuedImageWithoutHashes() throws Exception {
    Image image = change(OWNER, new ImageChange.AddLocation(0, at(one, "x")));

    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(image.sizeBytes()).isEqualTo(DATA.length);
    assertThat(image.hashValue()).isNull();
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void giveTheHashesThatTheyAreSaidToHave() throws Exception {
    String url = one.adopt("x", DATA).text();
    KnownHashes known = new KnownHashes(hash("MD5"), "sha512", hash("SHA-512"));

    Image image = change(OWNER, new ImageChange.AddLocation(0, at(url, known)));

    assertThat(image.checksum()).isEqualTo(hash("MD5"));
    assertThat(image.hashValue()).isEqualTo(hash("SHA-512"));
    String other = two.adopt("x", DATA).text();
    KnownHashes wrong = new KnownHashes(null, "sha512", "0".repeat(128));
    assertThatThrownBy(() -> change(OWNER, new ImageChange.AddLocation(1, at(other, wrong))))
        .isInstanceOf(Refusal.Conflict.class);
  }

  @Test
  void areOrderedAndRemovedByTheirPlace() throws Exception {
    NewLocation first = at(one, "a");
    NewLocation second = at(two, "b");
    change(OWNER, new ImageChange.AddLocation(Integer.MAX_VALUE, first));
    change(OWNER, new ImageChange.AddLocation(0, second));
    assertThat(urls()).containsExactly(second.url(), first.url());

    change(OWNER, new ImageChange.ReplaceLocations(List.of(first, second)));
    assertThat(urls()).containsExactly(first.url(), second.url());

    change(ADMIN, new ImageChange.RemoveLocation(0));
    assertThat(urls()).containsExactly(second.url());
    assertThat(one.size()).isZero();
    assertThat(two.size()).isOne();
    assertThatThrownBy(() -> change(ADMIN, new ImageChange.RemoveLocation(0)))
        .isInstanceOf(Refusal.Forbidden.class)
        .hasMessageContaining("last location");
  }

  private List<String> urls() {
    return site.record(id).locations().stream()
        .map(location -> ((Location.External) location).uri())
        .toList();
  }

  @Test
  void areRefusedWhereTheyMakeNoSense() throws Exception {
    NewLocation good = at(one, "a");
    refused(Refusal.Invalid.class, at("file:///etc/passwd", null));
    refused(Refusal.Invalid.class, at("swift+config://x/y", null));
    refused(Refusal.Invalid.class, at("rbd://a/b/c/d", null));
    refused(Refusal.Invalid.class, at("memory://one/nothing-there", null));
    refused(Refusal.Invalid.class, at("memory://user:key@one/a", null));
    refused(Refusal.Invalid.class, at(one.adopt("empty", new byte[0]).text(), null));
    refused(Refusal.Invalid.class, at("no url", null));
    assertThatThrownBy(() -> change(OWNER, new ImageChange.ReplaceLocations(List.of())))
        .isInstanceOf(Refusal.Forbidden.class);
    change(OWNER, new ImageChange.AddLocation(0, good));
    refused(Refusal.Invalid.class, good);
    NewLocation other = at(two, "b");
    assertThatThrownBy(() -> change(OWNER, new ImageChange.ReplaceLocations(List.of(other))))
        .isInstanceOf(Refusal.Invalid.class);
    assertThatThrownBy(() -> change(OWNER, new ImageChange.RemoveLocation(0)))
        .isInstanceOf(Refusal.Forbidden.class);
    site.options(ImageServiceOptions.defaults().with(new LocationOptions(1, true, 1)));
    refused(Refusal.TooLarge.class, other);
    assertThat(urls()).containsExactly(good.url());
  }

  private void refused(Class<? extends Refusal> kind, NewLocation location) {
    assertThatThrownBy(() -> change(OWNER, new ImageChange.AddLocation(0, location)))
        .as(location.url())
        .isInstanceOf(kind);
  }

  @Test
  void countAgainstTheQuota() throws Exception {
    site.quotas(new Quotas.Storage(DATA.length * 2 - 1));
    change(OWNER, new ImageChange.AddLocation(0, at(one, "a")));
    refused(Refusal.TooLarge.class, at(two, "b"));
  }

  @Test
  void thatAreRegisteredAreActiveAtOnceAndHashedThen() throws Exception {
    Task task = registered(SERVICE, at(one, "a"));

    assertThat(task.status()).as(task.message()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(task.type()).isEqualTo("location_import");
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(image.checksum()).isEqualTo(hash("MD5"));
    assertThat(image.hashValue()).isEqualTo(hash("SHA-512"));
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void thatAreRegisteredMustHaveTheHashThatWasSaid() throws Exception {
    String url = one.adopt("a", DATA).text();

    Task wrong = registered(SERVICE, at(url, new KnownHashes(null, "sha256", "0".repeat(64))));
    assertThat(wrong.status()).isEqualTo(TaskStatus.FAILURE);
    Image queued = site.record(id);
    assertThat(queued.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(queued.locations()).isEmpty();
    assertThat(one.size()).as("data that is somebody else's").isOne();

    Task right = registered(SERVICE, at(url, new KnownHashes(null, "sha256", hash("SHA-256"))));
    assertThat(right.status()).as(right.message()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.record(id).hashAlgorithm()).isEqualTo("sha256");
    assertThat(site.record(id).checksum()).isEqualTo(hash("MD5"));
  }

  @Test
  void ofTheWebThatHaveAnotherHashStayWithoutBeingRead() throws Exception {
    MemoryImageStore web = new MemoryImageStore("http", "web.example");
    site.stores(
        Stores.several(
            List.of(Store.of("one", new Store.Whole(one)), Store.of("web", new Store.Whole(web))),
            List.of(site.chunks("os_glance_chunks")),
            "one"));
    String bad = web.adopt("bad", new byte[DATA.length]).text();
    KnownHashes known = new KnownHashes(null, "sha256", hash("SHA-256"));

    Task wrong = registered(OWNER, at(bad, known));
    assertThat(wrong.message()).contains("another hash");
    Image queued = site.record(id);
    assertThat(queued.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(queued.locations()).extracting(Location::store).containsExactly("web");
    assertThat(queued.sizeBytes()).isNull();
    assertThat(queued.hashAlgorithm()).isNull();
    assertThat(site.service().download(OWNER, id).data()).isNull();

    // Whatever comes next, the bad data is not beside it.
    String good = web.adopt("good", DATA).text();
    assertThat(registered(OWNER, at(good, known)).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(urls()).containsExactly(good);
    id = site.queued(OWNER).id();
    registered(OWNER, at(bad, known));
    site.quotas(new Quotas.Storage(2 * DATA.length - 1));
    refused(Refusal.TooLarge.class, at(good, null));
    site.quotas(new Quotas.None());
    change(OWNER, new ImageChange.AddLocation(0, at(good, null)));
    assertThat(urls()).containsExactly(good);
    id = site.queued(OWNER).id();
    registered(OWNER, at(bad, known));
    site.upload(OWNER, id, DATA);
    assertThat(site.record(id).locations()).extracting(Location::store).containsExactly("one");
    id = site.queued(OWNER).id();
    registered(OWNER, at(bad, known));
    site.stage(OWNER, id, DATA);
    site.imports().order(OWNER, id, ImportTest.order(new ImportSource.Direct()));
    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.record(id).locations()).extracting(Location::store).containsExactly("one");
    id = site.queued(OWNER).id();
    registered(OWNER, at(bad, known));
    site.service().delete(OWNER, id);
    assertThat(site.exists(id)).isFalse();
  }

  @Test
  void ofTheWebThatAreNotThereGo() throws Exception {
    MemoryImageStore web = new MemoryImageStore("http", "web.example");
    site.stores(
        Stores.several(
            List.of(Store.of("one", new Store.Whole(one)), Store.of("web", new Store.Whole(web))),
            List.of(site.chunks("os_glance_chunks")),
            "one"));
    site.options(ImageServiceOptions.defaults().with(new LocationOptions(10, true, 1)));
    String url = web.adopt("a", DATA).text();
    web.failAtByte(40_000);

    Task task = registered(OWNER, at(url, new KnownHashes(null, "sha256", hash("SHA-256"))));

    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(site.record(id).locations()).isEmpty();
  }

  @Test
  void thatAreRegisteredAreTakenAtTheirWordWhereNothingIsHashed() throws Exception {
    site.options(ImageServiceOptions.defaults().with(new LocationOptions(10, false, 1)));
    String url = one.adopt("a", DATA).text();

    registered(SERVICE, at(url, new KnownHashes(null, "sha256", "0".repeat(64))));

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(site.record(id).hashValue()).isEqualTo("0".repeat(64));
    assertThat(site.record(id).checksum()).isNull();
  }

  @Test
  void thatCannotBeReadHaveNoHashes() throws Exception {
    site.options(ImageServiceOptions.defaults().with(new LocationOptions(10, true, 1)));
    one.failAtByte(40_000);

    Task task = registered(SERVICE, at(one, "a"));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(site.record(id).hashAlgorithm()).isEqualTo("sha512");
    assertThat(site.record(id).hashValue()).isNull();
  }

  @Test
  void thatAreRegisteredMustBeThere() throws Exception {
    one.failWith(new ImageStoreException.Unavailable("away", Duration.ZERO, null));
    Task away = registered(SERVICE, at("memory://one/x", null));
    one.failWith(null);
    Task unknown = registered(SERVICE, at("rbd://a/b/c/d", null));
    Task ours = registered(SERVICE, at("file:///etc/passwd", null));

    assertThat(List.of(away.status(), unknown.status(), ours.status()))
        .containsOnly(TaskStatus.FAILURE);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
  }

  @Test
  void areRegisteredByServicesOnlyAndForQueuedImages() throws Exception {
    NewLocation location = at(one, "a");
    assertThatThrownBy(() -> registered(OWNER, location)).isInstanceOf(Refusal.Forbidden.class);
    assertThatThrownBy(() -> registered(ADMIN, location)).isInstanceOf(Refusal.Forbidden.class);
    NewLocation tooShort = at(location.url(), new KnownHashes(null, "sha256", "00"));
    assertThatThrownBy(() -> registered(SERVICE, tooShort)).isInstanceOf(Refusal.Invalid.class);
    registered(SERVICE, location);
    assertThatThrownBy(() -> registered(SERVICE, location)).isInstanceOf(Refusal.Conflict.class);
    id = UUID.randomUUID().toString();
    assertThatThrownBy(() -> registered(SERVICE, location)).isInstanceOf(Refusal.NotFound.class);
  }

  private Task registered(Caller caller, NewLocation location) throws Exception {
    site.imports().register(caller, id, location, ImportTest.WORDS);
    return site.awaitImport(id);
  }
}
