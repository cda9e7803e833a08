package dev.vitrine.http.netty;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Certificates as operators make them, by openssl.
@Timeout(60)
class TlsFilesTest {
  @TempDir Path folder;

  @Test
  void readsKeysOfTheUsualKinds() throws Exception {
    make("ec", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    make("rsa", "-newkey", "rsa:2048");
    make("ed", "-newkey", "ed25519");
    run("openssl", "rsa", "-traditional", "-in", file("rsa.key"), "-out", file("old.key"));
    assertThat(Path.of(file("old.key"))).content().contains("BEGIN RSA PRIVATE KEY");
    for (List<String> pair :
        List.of(
            List.of("ec", "ec"),
            List.of("rsa", "rsa"),
            List.of("ed", "ed"),
            List.of("rsa", "old"))) {
      try (TlsFiles files = open(pair.get(0), pair.get(1))) {
        assertThat(files.get().isServer()).isTrue();
      }
    }
  }

  @Test
  void speaksNoVersionOlderThanToldAndNoWeakCipher() throws Exception {
    make("ec", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    try (TlsFiles files = open("ec", "ec")) {
      SSLEngine engine = engine(files.get());
      assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
      assertThat(engine.getEnabledCipherSuites())
          .allMatch(cipher -> cipher.contains("GCM") || cipher.contains("POLY1305"));
    }
    try (TlsFiles files = TlsFiles.open(options("ec", "ec", null, "TLSv1.3"))) {
      assertThat(engine(files.get()).getEnabledProtocols()).containsExactly("TLSv1.3");
    }
  }

  @Test
  void asksClientsForACertificateWhenItKnowsTheirAuthorities() throws Exception {
    make("ec", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    Path authorities = Path.of(file("ec.crt"));
    try (TlsFiles files = TlsFiles.open(options("ec", "ec", authorities, "TLSv1.2"))) {
      assertThat(engine(files.get()).getNeedClientAuth()).isTrue();
    }
  }

  @Test
  void refusesWhatDoesNotBelongTogetherOrIsNothing() throws Exception {
    make("one", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    make("two", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    make("rsa", "-newkey", "rsa:2048");
    Files.writeString(Path.of(file("text.crt")), "no certificate");
    Files.writeString(Path.of(file("text.key")), "no key");

    assertThatThrownBy(() -> open("one", "two"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not that of the certificate");
    assertThatThrownBy(() -> open("one", "rsa")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> open("text", "one")).hasMessageContaining("no PEM certificate");
    assertThatThrownBy(() -> open("one", "text")).hasMessageContaining("no PEM private key");
    assertThatThrownBy(() -> open("missing", "one")).isInstanceOf(IOException.class);
  }

  @Test
  void takesUpNewFilesAndKeepsTheOldOnesWhileTheNewMakeNoSense() throws Exception {
    make("used", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    make("next", "-newkey", "rsa:2048");
    try (TlsFiles files = open("used", "used")) {
      SslContext first = files.get();

      Files.writeString(Path.of(file("used.crt")), "half a cert");
      Thread.sleep(3500);
      assertThat(files.get()).isSameAs(first);

      move("next.crt", "used.crt");
      move("next.key", "used.key");
      await().atMost(20, SECONDS).until(() -> !files.get().equals(first));
      SslContext second = files.get();

      Files.delete(Path.of(file("used.key")));
      Thread.sleep(3500);
      assertThat(files.get()).isSameAs(second);
    }
  }

  private static SSLEngine engine(SslContext context) {
    return context.newEngine(UnpooledByteBufAllocator.DEFAULT);
  }

  private TlsFiles open(String certificate, String key) throws IOException {
    return TlsFiles.open(options(certificate, key, null, "TLSv1.2"));
  }

  private TlsFiles.Options options(
      String certificate, String key, @Nullable Path authorities, String oldest) {
    return new TlsFiles.Options(
        Path.of(file(certificate + ".crt")),
        Path.of(file(key + ".key")),
        authorities,
        false,
        oldest);
  }

  private void make(String name, String... kind) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
    command.addAll(List.of(kind));
    command.addAll(
        List.of(
            "-subj", "/CN=localhost", "-keyout", file(name + ".key"), "-out", file(name + ".crt")));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as("%s", (Object) command).isZero();
  }

  private void move(String from, String to) throws IOException {
    Files.move(Path.of(file(from)), Path.of(file(to)), StandardCopyOption.REPLACE_EXISTING);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
