package dev.vitrine.api.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.CallerSource.NotIdentified;
import dev.vitrine.http.Request;
import dev.vitrine.images.access.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class BasicCallersTest {
  @TempDir Path folder;

  private Path passwords;
  private Path accounts;

  @BeforeEach
  void write() throws IOException {
    passwords = Files.writeString(folder.resolve("htpasswd"), "ada:" + hash("right") + "\n");
    accounts = Files.writeString(folder.resolve("accounts"), "ada engines member\n");
  }

  private static String hash(String password) {
    return OpenBSDBCrypt.generate("2y", password.toCharArray(), new byte[16], 4);
  }

  private static Request from(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(UTF_8);
    return Requests.with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  @Test
  void knowsProjectAndRolesWithThoseThatTheyImply() throws Exception {
    BasicCallers callers = BasicCallers.open(passwords, accounts);
    for (int i = 0; i < 2; i++) { // the second time from memory
      Caller caller = callers.identify(from("ada", "right"));
      assertThat(caller.user()).isEqualTo("ada");
      assertThat(caller.project()).isEqualTo("engines");
      assertThat(caller.roles()).containsExactlyInAnyOrder("member", "reader");
    }
  }

  @Test
  void refusesWithAChallenge() throws Exception {
    BasicCallers callers = BasicCallers.open(passwords, accounts);
    callers.identify(from("ada", "right"));
    for (Request request :
        new Request[] {
          from("ada", "wrong"),
          from("ada", ""),
          from("nobody", "right"),
          Requests.with(),
          Requests.with("Authorization", "Basic §"),
          Requests.with("Authorization", "Basic YWRh"),
          Requests.with("Authorization", "Bearer adas")
        }) {
      assertThatThrownBy(() -> callers.identify(request))
          .isInstanceOfSatisfying(
              NotIdentified.class,
              refusal -> assertThat(refusal.challenge()).startsWith("Basic realm="));
    }
  }

  @Test
  void followsItsFilesAndKeepsTheLastThatWereRight() throws Exception {
    BasicCallers callers = BasicCallers.open(passwords, accounts);
    callers.identify(from("ada", "right"));
    change("ada:" + hash("changed") + "\n", 1);
    await().atMost(Duration.ofSeconds(10)).until(() -> passes(callers, "changed"));
    assertThat(passes(callers, "right")).isFalse();
    change("ada:no hash\n", 2);
    Thread.sleep(700); // it has looked again by then
    assertThat(passes(callers, "changed")).isTrue();
  }

  private void change(String text, int later) throws IOException {
    Files.writeString(passwords, text);
    Files.setLastModifiedTime(passwords, FileTime.from(Instant.now().plusSeconds(later)));
  }

  private static boolean passes(BasicCallers callers, String password) throws Exception {
    try {
      callers.identify(from("ada", password));
      return true;
    } catch (NotIdentified e) {
      return false;
    }
  }

  @Test
  void opensNoFilesThatItDoesNotUnderstand() throws Exception {
    Files.writeString(passwords, "ada:{SHA}abc\n");
    assertThatThrownBy(() -> BasicCallers.open(passwords, accounts))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("htpasswd line 1");
    Files.writeString(passwords, "ada:" + hash("right") + "\n");
    Files.writeString(accounts, "ada engines\n");
    assertThatThrownBy(() -> BasicCallers.open(passwords, accounts))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("accounts line 1");
  }
}
