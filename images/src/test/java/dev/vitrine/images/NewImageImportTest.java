package dev.vitrine.images;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.fetch.testkit.ScriptedNetwork;
import dev.vitrine.fetch.testkit.ScriptedServer;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Imports that make the image, too.
@Timeout(60)
class NewImageImportTest {
  private static final byte[] DATA = SeededData.random(9, 300_000);

  @RegisterExtension final Site site = new Site();

  private Task order(Caller caller, String uri) throws Exception {
    NewImage wanted = new Wanted().formats("bare", "raw").build();
    return site.imports().importNew(caller, wanted, new ImportSource.Web(uri), ImportTest.WORDS);
  }

  @Test
  void makeItActive() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      site.web(web, ImportTest.OF_THE_TEST);

      Task task = order(Site.ADMIN, web.address("/disk"));

      assertThat(task.type()).isEqualTo("import");
      assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
      String id = String.valueOf(task.imageId());
      assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
      assertThat(site.tasks(id).getLast().result()).contains(id);
      assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
      assertThat(site.record(id).owner()).isEqualTo(Site.ADMIN.project());
      assertThat(site.download(Site.ADMIN, id)).isEqualTo(DATA);
    }
  }

  @Test
  void takeItAwayWhenTheyFail() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.answering("HTTP/1.1 404 No\r\n\r\n")) {
      site.web(web, ImportTest.OF_THE_TEST);

      String id = String.valueOf(order(Site.ADMIN, web.address("/disk")).imageId());

      assertThat(site.awaitImport(id).message()).contains("answered 404");
      assertThat(site.exists(id)).isFalse();
      assertThat(site.catalog.tombstone(id)).isPresent();
    }
  }

  @Test
  void makeNothingOfWhatIsRefused() throws Exception {
    assertThatThrownBy(() -> order(Site.ADMIN, "http://127.0.0.1/disk"))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("does not pass filtering");
    assertThatThrownBy(() -> order(Site.member("p"), "http://93.184.216.34/disk"))
        .isInstanceOf(Refusal.Forbidden.class);
    NewImage formless = new Wanted().formats(null, null).build();
    assertThatThrownBy(() ->
            site.imports()
                .importNew(
                    Site.ADMIN,
                    formless,
                    new ImportSource.Web("http://93.184.216.34/disk"),
                    ImportTest.WORDS))
        .isInstanceOf(Refusal.Conflict.class);
    try (var images = site.catalog.allImages()) {
      assertThat(images).isEmpty();
    }
    try (var tasks = site.catalog.allTasks()) {
      assertThat(tasks).isEmpty();
    }
  }

  @Test
  void areGoneOnWithByTheNextRun() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    ScriptedServer.Script script =
        (_, out) -> {
          String head = "HTTP/1.1 200 OK\r\nContent-Length: " + DATA.length + "\r\n\r\n";
          out.write(head.getBytes(ISO_8859_1));
          out.write(DATA, 0, 1000);
          if (asked.incrementAndGet() == 1) {
            begun.countDown();
            waitFor(ended);
          }
          out.write(DATA, 1000, DATA.length - 1000);
        };
    try (ScriptedNetwork web = new ScriptedNetwork(script)) {
      site.web(web, ImportTest.OF_THE_TEST);
      String id = String.valueOf(order(Site.ADMIN, web.address("/disk")).imageId());
      waitFor(begun);

      site.newRun().recover();
      ended.countDown();
      site.imports().recover();

      assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
      assertThat(site.download(Site.ADMIN, id)).isEqualTo(DATA);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
