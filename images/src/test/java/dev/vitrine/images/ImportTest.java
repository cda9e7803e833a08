package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.testkit.ScriptedNetwork;
import dev.vitrine.images.ImportOrder.Targets;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.Quotas;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Staging and importing, to the one store.
@Timeout(60)
class ImportTest {
  private static final Caller OWNER = member("p");
  private static final byte[] DATA = SeededData.diskLike(1, 3 << 20);
  static final FetchRules OF_THE_TEST =
      new FetchRules(
          new Choice<>(Set.of("http"), Set.of()),
          new Choice<>(Set.of(), Set.of()),
          new Choice<>(Set.of(), Set.of()),
          InetAddress::isLoopbackAddress);

  @RegisterExtension final Site site = new Site();

  @Test
  void stagedDataWaitsWithoutALease() throws Exception {
    String id = site.service().create(OWNER, new Wanted().build()).id(); // of no format yet

    site.stage(OWNER, id, DATA);

    Image staged = site.record(id);
    assertThat(staged.status()).isEqualTo(ImageStatus.UPLOADING);
    assertThat(staged.sizeBytes()).isEqualTo(DATA.length);
    assertThat(staged.locations()).isEmpty();
    assertThat(site.hasLease(id)).isFalse();
    assertThat(site.service().download(OWNER, id).data()).isNull();
  }

  @Test
  void stagedDataOutlivesTheRunThatTookIt() throws Exception {
    String id = staged();

    site.newRun().recover();
    site.backend.losePower();

    order(OWNER, id, new ImportSource.Direct());
    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void aRunThatEndsWhileItStagesLeavesTheImageQueued() throws Exception {
    String id = site.queued(OWNER).id();
    ImageService ending = site.service();
    ByteSource interrupted =
        () -> {
          assertThat(site.record(id).status()).isEqualTo(ImageStatus.UPLOADING);
          assertThat(site.hasLease(id)).isTrue();
          try {
            site.newRun().recover();
          } catch (Refusal e) {
            throw new AssertionError(e);
          }
          return null;
        };

    assertThatThrownBy(() -> ending.stage(OWNER, id, OptionalLong.empty(), interrupted))
        .isInstanceOf(Refusal.Conflict.class);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(site.record(id).failure()).contains("restart");
    ending.close();
  }

  @Test
  void stagedDataBecomesTheImageWithoutMovingAByte() throws Exception {
    String id = staged();
    long puts = site.backend.calls(MemoryBackend.Call.PUT);

    order(OWNER, id, new ImportSource.Direct());
    Task task = site.awaitImport(id);

    assertThat(site.backend.calls(MemoryBackend.Call.PUT)).isEqualTo(puts);
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(task.result()).isEqualTo("{\"done\":\"" + id + "\"}");
    assertThat(task.message()).isEqualTo("Copied 3 MiB");
    assertThat(task.expiresAt()).isNotNull();
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(image.staged()).isNull();
    assertThat(image.checksum()).isNotNull();
    assertThat(image.locations()).singleElement().isInstanceOf(Location.Blob.class);
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void anImportThatNobodyIsAtIsGoneOnWithByTheNextRun() throws Exception {
    String id = staged();
    ImportService dead = site.imports();
    dead.close(); // accepts, and then does nothing, like a process that was killed
    assertThatThrownBy(() -> dead.order(OWNER, id, order(new ImportSource.Direct())))
        .isInstanceOf(Refusal.Unavailable.class);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.UPLOADING);
    abandonedImport(id);

    site.newRun().recover();
    site.imports().recover();

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void oneImportOfAnImageAtATime() throws Exception {
    String id = staged();
    abandonedImport(id);

    assertThatThrownBy(() -> order(OWNER, id, new ImportSource.Direct()))
        .isInstanceOf(Refusal.Conflict.class);
    site.service().delete(OWNER, id);
  }

  @Test
  void deletingTheImageEndsItsImport() throws Exception {
    String id = staged();
    abandonedImport(id);

    site.service().delete(OWNER, id);

    assertThat(site.exists(id)).isFalse();
    assertThat(site.catalog.leases("import/")).isEmpty();
    Task task = site.tasks(id).getLast();
    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(task.message()).contains("deleted");
    site.newRun().recover();
    site.imports().recover();
    assertThat(site.exists(id)).isFalse();
  }

  @Test
  void whoMayNotChangeTheImageMayNotImportIt() throws Exception {
    String id = staged();

    assertThatThrownBy(() -> order(Site.reader("p"), id, new ImportSource.Direct()))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThatThrownBy(() -> order(member("q"), id, new ImportSource.Direct()))
        .isInstanceOf(Refusal.NotFound.class);
  }

  @Test
  void eachMethodNeedsItsState() throws Exception {
    String queued = site.queued(OWNER).id();
    String staged = staged();
    String active = site.queued(OWNER).id();
    site.upload(OWNER, active, DATA);

    for (String id : List.of(queued, active)) {
      assertThatThrownBy(() -> order(OWNER, id, new ImportSource.Direct()))
          .isInstanceOf(Refusal.Conflict.class);
    }
    for (String id : List.of(staged, active)) {
      assertThatThrownBy(() -> order(OWNER, id, new ImportSource.Web("http://image.example/")))
          .isInstanceOf(Refusal.Conflict.class);
    }
    for (String id : List.of(queued, staged)) {
      assertThatThrownBy(() -> order(ADMIN, id, new ImportSource.Copy()))
          .isInstanceOf(Refusal.Conflict.class);
    }
  }

  @Test
  void aFormatMustBeKnownByThen() throws Exception {
    String id = site.service().create(OWNER, new Wanted().formats("bare", null).build()).id();
    site.stage(OWNER, id, DATA);

    assertThatThrownBy(() -> order(OWNER, id, new ImportSource.Direct()))
        .isInstanceOf(Refusal.Conflict.class)
        .hasMessageContaining("disk_format");
  }

  @Test
  void aCopyToWhereTheDataIsAlready() throws Exception {
    String id = site.queued(OWNER).id();
    site.upload(OWNER, id, DATA);

    assertThatThrownBy(() -> order(ADMIN, id, new ImportSource.Copy()))
        .isInstanceOf(Refusal.Invalid.class);
    assertThatThrownBy(() -> order(OWNER, id, new ImportSource.Copy()))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThat(site.tasks(id)).isEmpty();
  }

  @Test
  void dataComesFromTheWeb() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      site.web(web, OF_THE_TEST);
      String id = site.queued(OWNER).id();

      order(OWNER, id, new ImportSource.Web(web.address("/disk.raw")));

      assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
      assertThat(site.download(OWNER, id)).isEqualTo(DATA);
      assertThat(site.record(id).properties()).isEmpty();
    }
  }

  @Test
  void anAddressThatIsNotAllowedIsRefusedAtOnce() throws Exception {
    String id = site.queued(OWNER).id();

    assertThatThrownBy(() -> order(OWNER, id, new ImportSource.Web("http://127.0.0.1/secret")))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("does not pass filtering");
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
  }

  @Test
  void aNameThatNobodyKnowsFailsTheImportNotTheOrder() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      web.name("nowhere.example", "");
      site.web(web, OF_THE_TEST);
      String id = site.queued(OWNER).id();

      order(OWNER, id, new ImportSource.Web("http://nowhere.example/disk.raw"));

      failed(id, "is not known");
    }
  }

  @Test
  void aDownloadThatFailsLeavesTheImageQueuedWithTheReason() throws Exception {
    try (ScriptedNetwork web =
        ScriptedNetwork.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) {
      site.web(web, OF_THE_TEST);
      String id = site.queued(OWNER).id();

      order(OWNER, id, new ImportSource.Web(web.address("/disk.raw")));

      failed(id, "answered 404");
    }
  }

  @Test
  void aBodyBeyondTheCapIsCut() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.endless()) {
      site.web(web, OF_THE_TEST);
      site.options(capped(5 << 20));
      String id = site.queued(OWNER).id();

      order(OWNER, id, new ImportSource.Web(web.address("/disk.raw")));

      failed(id, "larger than the 5242880 bytes");
    }
  }

  @Test
  void aBodyBeyondTheQuotaIsCut() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.endless()) {
      site.web(web, OF_THE_TEST);
      site.quotas(new Quotas.Storage(5 << 20));
      String id = site.queued(OWNER).id();

      order(OWNER, id, new ImportSource.Web(web.address("/disk.raw")));

      failed(id, "does not fit");
    }
  }

  @Test
  void stagedDataCountsWhenItIsImported() throws Exception {
    site.quotas(new Quotas.Storage(5 << 20));
    String first = staged();
    String second = site.queued(OWNER).id();
    site.upload(OWNER, second, DATA);

    order(OWNER, first, new ImportSource.Direct());

    failed(first, "quota");
  }

  @Test
  void pluginsWorkInTheirOrder() throws Exception {
    plugins(Set.of("exempt"), ImportPlugin.INJECT_IMAGE_METADATA, ImportPlugin.IMAGE_DECOMPRESSION);
    for (byte[] compressed : List.of(gzip(DATA), zip(DATA), xz(DATA), DATA)) {
      String id = site.queued(OWNER).id();
      site.stage(OWNER, id, compressed);

      order(OWNER, id, new ImportSource.Direct());

      assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
      assertThat(site.download(OWNER, id)).isEqualTo(DATA);
      assertThat(site.record(id).sizeBytes()).isEqualTo(DATA.length);
      assertThat(site.record(id).properties()).isEqualTo(Map.of("injected", "yes"));
    }
  }

  @Test
  void injectionHasItsExemptions() throws Exception {
    plugins(Set.of("member"), ImportPlugin.INJECT_IMAGE_METADATA, ImportPlugin.NO_OP);
    String id = staged();

    order(OWNER, id, new ImportSource.Direct());

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.record(id).properties()).isEmpty();
  }

  @Test
  void compressedImagesStayCompressed() throws Exception {
    plugins(Set.of(), ImportPlugin.IMAGE_DECOMPRESSION);
    String id =
        site.service().create(OWNER, new Wanted().formats("compressed", "raw").build()).id();
    site.stage(OWNER, id, gzip(DATA));

    order(OWNER, id, new ImportSource.Direct());

    site.awaitImport(id);
    assertThat(site.download(OWNER, id)).isEqualTo(gzip(DATA));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBombIsCutAtTheCap(boolean gzip) throws Exception {
    plugins(Set.of(), ImportPlugin.IMAGE_DECOMPRESSION);
    ImageServiceOptions options = site.service().options();
    site.options(withImports(capped(5 << 20), options.imports()));
    String id = site.queued(OWNER).id();
    site.stage(OWNER, id, gzip ? gzip(new byte[50 << 20]) : xz(new byte[50 << 20]));

    order(OWNER, id, new ImportSource.Direct());

    failed(id, "larger than the 5242880 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two members", "cut gzip", "cut zip", "cut xz", "large xz"})
  void damagedCompressedDataIsRefused(String how) throws Exception {
    plugins(Set.of(), ImportPlugin.IMAGE_DECOMPRESSION);
    byte[] damaged =
        switch (how) {
          case "two members" -> zip(DATA, DATA);
          case "cut xz" -> Arrays.copyOf(xz(DATA), 100_000);
          case "large xz" -> claimingALargeWindow(xz(DATA));
          case "cut gzip" -> Arrays.copyOf(gzip(DATA), 100_000);
          default -> Arrays.copyOf(zip(DATA), 100_000);
        };
    String id = site.queued(OWNER).id();
    site.stage(OWNER, id, damaged);

    order(OWNER, id, new ImportSource.Direct());

    Task task = site.awaitImport(id);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(task.message()).doesNotContain("Internal", "null");
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
  }

  private void failed(String id, String reason) {
    Task task = site.awaitImport(id);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(task.message()).contains(reason);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.failure()).contains(reason);
    assertThat(image.properties()).isEmpty();
  }

  private String staged() throws Exception {
    String id = site.queued(OWNER).id();
    site.stage(OWNER, id, DATA);
    return id;
  }

  /// An import that a run accepted which is no more.
  private void abandonedImport(String id) throws Exception {
    site.abandonImport(OWNER, id, new ImportSource.Direct(), WORDS);
  }

  private void order(Caller caller, String id, ImportSource source) throws Exception {
    site.imports().order(caller, id, order(source));
  }

  static ImportOrder order(ImportSource source) {
    return new ImportOrder(source, new Targets.Default(), true, WORDS);
  }

  private void plugins(Set<String> exempt, ImportPlugin... plugins) {
    ImportOptions defaults = ImportOptions.defaults();
    Map<String, String> injected = Map.of("injected", "yes", "os_glance_x", "no");
    site.options(
        withImports(
            ImageServiceOptions.defaults(),
            new ImportOptions(
                defaults.methods(), defaults.workers(), List.of(plugins), injected, exempt)));
  }

  private static ImageServiceOptions capped(long bytes) {
    return with(bytes, ImportOptions.defaults());
  }

  static ImageServiceOptions withImports(ImageServiceOptions limits, ImportOptions imports) {
    return with(limits.sizeCapBytes(), imports);
  }

  static ImageServiceOptions with(long sizeCapBytes, ImportOptions imports) {
    ImageServiceOptions defaults = ImageServiceOptions.defaults();
    return new ImageServiceOptions(
        defaults.propertyQuota(),
        defaults.tagQuota(),
        defaults.memberQuota(),
        sizeCapBytes,
        defaults.hashes(),
        defaults.containerFormats(),
        defaults.diskFormats(),
        defaults.taskTimeToLive(),
        imports,
        defaults.indexWait());
  }

  private static byte[] gzip(byte[] data) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(data);
    }
    return bytes.toByteArray();
  }

  private static byte[] xz(byte[] data) throws Exception {
    LZMA2Options options = new LZMA2Options(1);
    options.setDictSize(1 << 20);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (XZOutputStream xz = new XZOutputStream(bytes, options)) {
      xz.write(data);
    }
    return bytes.toByteArray();
  }

  /// The same data, whose block says that it needs a window of 1 GiB.
  private static byte[] claimingALargeWindow(byte[] xz) {
    // The header of the first block (The .xz File Format, 3.1): size, flags, filter 0x21 with one
    // byte of properties, padding, and a CRC over all that.
    byte[] copy = xz.clone();
    int header = 12;
    copy[header + 4] = 36;
    int length = (copy[header] & 0xff) * 4;
    CRC32 crc = new CRC32();
    crc.update(copy, header, length);
    ByteBuffer.wrap(copy)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(header + length, (int) crc.getValue());
    return copy;
  }

  private static byte[] zip(byte[]... members) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < members.length; i++) {
        zip.putNextEntry(new ZipEntry("member" + i));
        zip.write(members[i]);
      }
    }
    return bytes.toByteArray();
  }

  static final ImportOrder.Words WORDS =
      new ImportOrder.Words() {
        @Override
        public String requestId() {
          return "req-1";
        }

        @Override
        public String input(String imageId, List<@Nullable String> stores) {
          return "{}";
        }

        @Override
        public String result(String imageId) {
          return "{\"done\":\"" + imageId + "\"}";
        }
      };
}
