package dev.vitrine.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.testkit.ScriptedNetwork;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Imports of images that another region's image service has.
@Timeout(60)
class RegionImportTest {
  private static final String REMOTE_ID = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";
  private static final ImportSource.Region SOURCE =
      new ImportSource.Region("two", REMOTE_ID, "public");
  private static final byte[] DATA = SeededData.random(8, 400_000);
  private static final Caller OWNER = Site.member("p");

  @RegisterExtension final Site site = new Site();
  private final SequencedMap<String, String> properties = new LinkedHashMap<>();
  private final List<ImportSource.Region> asked = Collections.synchronizedList(new ArrayList<>());
  private ScriptedNetwork web;
  private String id = "";

  @BeforeEach
  void start() throws Exception {
    web = ScriptedNetwork.serving(DATA);
    site.web(web, ImportTest.OF_THE_TEST);
    id = site.service().create(OWNER, new Wanted().formats("ovf", "iso").build()).id();
    site.service()
        .change(
            OWNER,
            id,
            List.of(
                new ImageChange.Set("hw_cpu_cores", "1"), new ImageChange.Set("colour", "red")));
    properties.put("hw_cpu_cores", "5");
    properties.put("os_distro", "rhel");
    properties.put("speed", "88mph");
    properties.put("os_glance_failed_import", "x");
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  private void remote(
      String status, @Nullable String disk, @Nullable String container, @Nullable Long size) {
    site.remotes((_, wanted) -> {
      asked.add(wanted);
      return new RemoteImages.Remote(
          status,
          disk,
          container,
          size,
          properties,
          () -> {
            try {
              return site.client().get(web.address("/file"));
            } catch (FetchException e) {
              throw new Refusal.Invalid(String.valueOf(e.getMessage()));
            }
          });
    });
  }

  private Task imported() throws Exception {
    site.imports().order(OWNER, id, ImportTest.order(SOURCE));
    return site.awaitImport(id);
  }

  private void expectAsBefore() {
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.diskFormat()).isEqualTo("iso");
    assertThat(image.containerFormat()).isEqualTo("ovf");
    assertThat(image.sizeBytes()).isNull();
    assertThat(image.properties()).isEqualTo(Map.of("hw_cpu_cores", "1", "colour", "red"));
  }

  @Test
  void bringFormatsAndSomePropertiesAlong() throws Exception {
    remote("active", "raw", "bare", (long) DATA.length);

    Task task = imported();

    assertThat(task.status()).as(task.message()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(asked).containsExactly(SOURCE);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(image.diskFormat()).isEqualTo("raw");
    assertThat(image.containerFormat()).isEqualTo("bare");
    assertThat(image.properties())
        .isEqualTo(Map.of("hw_cpu_cores", "5", "os_distro", "rhel", "colour", "red"));
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @ParameterizedTest
  @CsvSource({
    "queued, raw, bare, 400000, has no data",
    "active, raw, bare, , has no data",
    "active, raw, bare, -1, has no data",
    "active, raw, bare, 399999, 399999",
    "active, raw, bare, 400001, 400001",
    "active, , bare, 400000, formats",
    "active, raw, , 400000, formats",
    "active, nonsense, bare, 400000, formats",
    "active, raw, nonsense, 400000, formats",
    // What was brought along goes again when the data is not what it should be.
    "active, qcow2, bare, 400000, does not match"
  })
  void leaveNothingWhenTheyFail(
      String status,
      @Nullable String disk,
      @Nullable String container,
      @Nullable Long size,
      String reason)
      throws Exception {
    remote(status, disk, container, size);

    Task task = imported();

    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(task.message()).contains(reason);
    expectAsBefore();
  }

  @Test
  void areHeldToTheQuotaOfProperties() throws Exception {
    for (int i = 0; i < 200; i++) {
      properties.put("hw_" + i, "x");
    }
    remote("active", "raw", "bare", (long) DATA.length);

    assertThat(imported().message()).contains("Too many properties");
    expectAsBefore();
  }

  @Test
  void endWithTheRunThatKnewTheToken() throws Exception {
    site.remotes((proof, _) -> {
      assertThat(proof).isEqualTo(Proof.NONE);
      throw new Refusal.Unavailable("The token is not known any more.");
    });
    site.abandonImport(OWNER, id, SOURCE, ImportTest.WORDS);

    site.newRun().recover();
    site.imports().recover();

    assertThat(site.awaitImport(id).message()).contains("token");
    expectAsBefore();
  }

  @Test
  void failWhereThereAreNoRegions() throws Exception {
    assertThat(imported().message()).contains("no other regions");
    expectAsBefore();
  }
}
