package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.images.quota.ProjectThrottle;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.quota.UnifiedLimits;
import dev.vitrine.images.quota.UnifiedLimits.Name;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a project may have, and how much at a time.
class LimitsTest {
  private static final Map<Name, Long> LIMITS =
      Map.of(
          Name.IMAGE_SIZE_TOTAL,
          5L,
          Name.IMAGE_STAGE_TOTAL,
          4L,
          Name.IMAGE_COUNT_TOTAL,
          1L,
          Name.IMAGE_COUNT_UPLOADING,
          2L);

  @Test
  void answersDataBeyondTheQuotaWith413AndKeepsTheImageQueued() {
    try (TestApi api = new TestApi(ApiOptions.defaults(), new Quotas.Storage(1000))) {
      String id = api.image("one", "X-Caller", "p");
      api.upload(id, new byte[1001], "X-Caller", "p").expect(413);
      assertThat(api.get("/v2/images/" + id).string("status")).isEqualTo("queued");
      api.upload(id, new byte[1000], "X-Caller", "p").expect(204);
    }
  }

  @Test
  void tellsTheUsageOfTheCallersProject() {
    Quotas quotas = new Quotas.Unified(UnifiedLimits.fixed(LIMITS), false);
    try (TestApi api = new TestApi(ApiOptions.defaults(), quotas)) {
      String id = api.image("one", "X-Caller", "p");
      api.upload(id, new byte[3 << 20], "X-Caller", "p").expect(204);
      api.post("/v2/images", "{}", "X-Caller", "p").expect(413);

      assertThat(api.get("/v2/info/usage", "X-Caller", "p").expect(200).text())
          .isEqualTo(
              "{\"usage\":{\"image_size_total\":{\"usage\":3,\"limit\":5},"
                  + "\"image_stage_total\":{\"usage\":0,\"limit\":4},"
                  + "\"image_count_total\":{\"usage\":1,\"limit\":1},"
                  + "\"image_count_uploading\":{\"usage\":0,\"limit\":2}}}");
    }
  }

  @Test
  void tellsNoUsageWhereNoSuchLimitsHold() {
    try (TestApi api = new TestApi()) {
      assertThat(api.get("/v2/info/usage").expect(200).text()).isEqualTo("{\"usage\":{}}");
    }
  }

  @Test
  void answersAProjectThatSendsTooMuchWith429() {
    ApiOptions options = ApiOptions.defaults().withPerProject(new ProjectThrottle.Limits(1, 0));
    try (TestApi api = new TestApi(options)) {
      api.get("/v2/images", "X-Caller", "p").expect(200);
      api.get("/v2/images", "X-Caller", "p").expect(200);
      Answer refused = api.get("/v2/images", "X-Caller", "p").expect(429);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      api.get("/v2/images", "X-Caller", "q").expect(200);
      api.get("/healthcheck").expect(200);
    }
  }

  @Test
  void answersOneTransferTooManyWith429UntilAnotherIsOver() {
    ApiOptions options = ApiOptions.defaults().withPerProject(new ProjectThrottle.Limits(0, 1));
    try (TestApi api = new TestApi(options)) {
      String id = api.image("one", "X-Caller", "p");
      Answer upload = api.upload(id, new byte[10], "X-Caller", "p").expect(204);
      api.get("/v2/images/" + id + "/file", "X-Caller", "p").expect(429);
      api.get("/v2/images/" + id, "X-Caller", "p").expect(200);

      upload.request().facts().end();

      api.get("/v2/images/" + id + "/file", "X-Caller", "p").expect(200);
    }
  }
}
