package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCheckTest {
  @TempDir Path folder;
  private Path disableFile = Path.of("");
  private TestApi api = new TestApi();

  @BeforeEach
  void open() {
    api.close();
    disableFile = folder.resolve("disable");
    api = new TestApi(ApiOptions.defaults().withHealthcheckDisableFile(disableFile));
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void isWellUntilTheFileIsThere() throws IOException {
    Answer well = api.get("/healthcheck", "X-Caller", "nobody").expect(200);
    assertThat(well.text()).isEqualTo("OK");
    assertThat(well.header("Content-Type")).startsWith("text/plain");
    api.send("HEAD", "/healthcheck", FakeBody.none()).expect(204);

    Files.createFile(disableFile);
    assertThat(api.get("/healthcheck").expect(503).text()).isEqualTo("DISABLED BY FILE");
    assertThat(api.send("HEAD", "/healthcheck", FakeBody.none()).expect(503).body()).isEmpty();

    Files.delete(disableFile);
    api.get("/healthcheck").expect(200);
  }

  @Test
  void answersInTheFormThatIsAccepted() throws IOException {
    assertThat(api.get("/healthcheck", "Accept", "application/json").expect(200).text())
        .isEqualTo("{\n    \"detailed\": false,\n    \"reasons\": [\n        \"OK\"\n    ]\n}");
    assertThat(api.get("/healthcheck", "Accept", "text/html").header("Content-Type"))
        .startsWith("text/html");
    assertThat(api.get("/healthcheck", "Accept", "image/png").text()).isEqualTo("OK");
    Files.createFile(disableFile);
    assertThat(api.get("/healthcheck", "Accept", "application/json").expect(503).text())
        .contains("DISABLED BY FILE");
    assertThat(api.get("/healthcheck", "Accept", "text/html").expect(503).text())
        .contains("<td>DISABLED BY FILE</td>");
  }

  @Test
  void answersBelowItsPathAndToAnyMethod() {
    api.get("/healthcheck/anything").expect(200);
    api.send("POST", "/healthcheck", FakeBody.none()).expect(200);
  }
}
