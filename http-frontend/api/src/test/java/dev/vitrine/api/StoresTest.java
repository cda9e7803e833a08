package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several stores, from which callers choose.
class StoresTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};

  private final MemoryImageStore fast = new MemoryImageStore("fast");
  private final MemoryImageStore cheap = new MemoryImageStore("cheap");
  private final TestApi api =
      new TestApi(ApiOptions.defaults().withLocationsShown(), new Quotas.None(), this::stores);

  private Stores stores(Store chunks) {
    Store fastStore =
        new Store("fast", "spinning", 5, new LinkedHashMap<>(), new Store.Whole(fast));
    return Stores.several(
        List.of(chunks, fastStore, Store.of("cheap", new Store.Whole(cheap))), List.of(), "fast");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void areListed() {
    assertThat(api.get("/v2/info/stores").expect(200).text())
        .isEqualTo(
            "{\"stores\":[{\"id\":\"default\"},"
                + "{\"id\":\"fast\",\"description\":\"spinning\",\"default\":\"true\"},"
                + "{\"id\":\"cheap\"}]}");
    assertThat(api.get("/v2/info/stores/detail").expect(200).text())
        .contains("\"type\":\"vitrine\",\"weight\":0,\"properties\":{}")
        .contains("\"type\":\"memory\",\"weight\":5,\"properties\":{}");
    api.get("/v2/info/stores/detail", "X-Caller", "somebody").expect(403);
  }

  @Test
  void tellTheirOperatorWhichOfThemIsAway() {
    cheap.failWith(
        new ImageStoreException.Unavailable("nobody \"answers\"", Duration.ofSeconds(5), null));

    assertThat(api.get("/v2/info/stores/health").expect(200).text())
        .isEqualTo(
            "{\"stores\":[{\"id\":\"default\",\"health\":\"up\"},{\"id\":\"fast\",\"health\":\"up\"},{\"id\":\"cheap\",\"health\":\"down\",\"reason\":\"nobody"
                + " \\\"answers\\\"\"}]}");
    api.get("/v2/info/stores/health", "X-Caller", "somebody").expect(403);
  }

  @Test
  void takeWhatIsSentToThem() {
    String byDefault = api.image("a");
    api.upload(byDefault, DATA).expect(204);
    String chosen = api.image("b");
    api.upload(chosen, DATA, "X-Image-Meta-Store", "cheap").expect(204);
    String chunks = api.image("c");
    api.upload(chunks, DATA, "X-Image-Meta-Store", "default").expect(204);

    assertThat(fast.size()).isEqualTo(1);
    assertThat(cheap.size()).isEqualTo(1);
    for (String id : List.of(byDefault, chosen, chunks)) {
      assertThat(api.get("/v2/images/" + id + "/file").expect(200).body()).isEqualTo(DATA);
    }
    assertThat(api.get("/v2/images/" + byDefault).expect(200).text())
        .contains("\"stores\":\"fast\"")
        .contains("\"direct_url\":\"memory://fast/" + byDefault + "\"")
        .contains(
            "\"locations\":[{\"url\":\"memory://fast/%s\",\"metadata\":{\"store\":\"fast\"}}]"
                .formatted(byDefault));
    assertThat(api.get("/v2/images/" + chunks).expect(200).text())
        .contains("\"stores\":\"default\"")
        .contains("\"locations\":[]");
  }

  @Test
  void areToldToServicesWithAllThatLiesInThem() {
    String id = api.image("a");
    assertThat(api.get("/v2/images/" + id + "/locations").expect(200).text()).isEqualTo("[]");
    api.upload(id, DATA).expect(204);

    assertThat(api.get("/v2/images/" + id + "/locations").expect(200).text())
        .isEqualTo(
            "[{\"url\":\"memory://fast/%s\",\"metadata\":{\"store\":\"fast\"}}]".formatted(id));
    api.get("/v2/images/" + id + "/locations", "X-Caller", "somebody").expect(404);
    api.patch(
            "/v2/images/" + id,
            "[{\"op\":\"replace\",\"path\":\"/visibility\",\"value\":\"community\"}]")
        .expect(200);
    api.get("/v2/images/" + id + "/locations", "X-Caller", "somebody").expect(403);
    api.get("/v2/images/nothing/locations").expect(404);
  }

  @Test
  void haveToBeThere() {
    String id = api.image("a");

    api.upload(id, DATA, "X-Image-Meta-Store", "moon").expect(400);
    assertThat(api.get("/v2/images/" + id).expect(200).string("status")).isEqualTo("queued");
    api.upload(id, DATA).expect(204);
    api.get("/v2/images/" + id + "/file?prefer=moon").expect(400);
    assertThat(api.get("/v2/images/" + id + "/file?prefer=cheap,fast").expect(200).body())
        .isEqualTo(DATA);
  }

  @Test
  void areToldOfWhereAnImageIsMade() {
    Answer made = api.post("/v2/images", "{}").expect(201);

    assertThat(made.header("OpenStack-image-store-ids")).isEqualTo("default,fast,cheap");
  }

  @Test
  void giveUpTheirData() {
    String id = api.image("a");
    api.upload(id, DATA).expect(204);

    api.delete("/v2/stores/moon/" + id).expect(409);
    api.delete("/v2/stores/fast/" + id).expect(403);
    api.delete("/v2/stores/fast/" + id, "X-Caller", "somebody").expect(404);
    api.delete("/v2/images/" + id).expect(204);
    assertThat(fast.size()).isZero();
  }

  @Test
  void answerWhatTheirTroubleMeans() {
    String id = api.image("a");
    fast.failWith(new ImageStoreException.Full("no room", null));
    api.upload(id, DATA).expect(413);
    fast.failWith(new ImageStoreException.Unsupported("read-only"));
    api.upload(id, DATA).expect(410);
    fast.failWith(new ImageStoreException.Denied("read-only", null));
    api.upload(id, DATA).expect(503);
    fast.failWith(null);
    api.upload(id, DATA).expect(204);

    fast.failWith(new ImageStoreException.Unavailable("away", Duration.ZERO, null));
    api.get("/v2/images/" + id + "/file").expect(503);
  }
}
