package dev.vitrine.fetch.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.Fetched;
import dev.vitrine.fetch.GuardedClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a hostile caller, resolver or server can do.
@Timeout(20)
class GuardedClientTest {
  private static final FetchRules ANY_PORT =
      new FetchRules(
          new Choice<>(Set.of("http", "https"), Set.of()),
          new Choice<>(Set.of(), Set.of()),
          new Choice<>(Set.of(), Set.of()),
          _ -> false);

  private static final byte[] DATA = {1, 2, 3, 4, 5};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://0x7F000001/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://127.0.0.010/",
        "http://1.2.3.0x4/",
        "http://0/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::1]/",
        "http://[2001:0:7f00:1::1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://user@public.example/",
        "http://user:secret@public.example/",
        "http://public.example@127.0.0.1/",
        "http://public.example:0/",
        "http://public.example:70000/",
        "http:///path",
        "http:public.example",
        "//public.example/",
        "ftp://public.example/",
        "file:///etc/passwd",
        "gopher://public.example/",
        "http://pub lic.example/",
        "http://public.example\\@127.0.0.1/",
        "http://",
        ""
      })
  void addressesInEveryDisguiseAreRefused(String address) throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      web.name("public.example", "93.184.216.34");
      GuardedClient client = client(ANY_PORT, web);

      assertThatThrownBy(() -> client.check(address))
          .isInstanceOf(FetchException.Refused.class)
          .hasMessageNotContaining("secret");
      assertThatThrownBy(() -> client.get(address)).isInstanceOf(FetchException.Refused.class);
      assertThat(web.connections).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://93.184.216.34/",
        "http://93.184.216.34:80/disk?x=y",
        "HTTP://Public.Example/disk",
        "https://public.example:443/",
        "http://public.example./",
        "http://[2606:2800:220:1::1]/"
      })
  void publicAddressesAreFetched(String address) throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      web.name("public.example", "93.184.216.34");

      assertThat(bytes(client(FetchRules.defaults(), web), address)).isEqualTo(DATA);
    }
  }

  @Test
  void aNameIsAsGoodAsItsWorstAddress() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      web.name("mixed.example", "93.184.216.34,127.0.0.1");
      web.name("mapped.example", "::ffff:10.0.0.1");
      for (String host : new String[] {"mixed.example", "mapped.example"}) {
        assertThatThrownBy(() -> client(ANY_PORT, web).get("http://" + host + "/"))
            .isInstanceOf(FetchException.Refused.class);
      }
      web.name("unknown.example", "");
      assertThatThrownBy(() -> client(ANY_PORT, web).get("http://unknown.example/"))
          .isInstanceOf(FetchException.Failed.class);
      assertThat(web.connections).isEmpty();
    }
  }

  @Test
  void aNameThatMeansSomethingElseAMomentLaterGainsNothing() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      web.name("rebind.example", "93.184.216.34", "93.184.216.35", "127.0.0.1");
      GuardedClient client = client(ANY_PORT, web);
      client.check("http://rebind.example/");

      assertThat(bytes(client, "http://rebind.example/")).isEqualTo(DATA);

      // The connection went to what was checked, and the name was not asked for again.
      assertThat(web.connections)
          .singleElement()
          .satisfies(to -> assertThat(to.getAddress().getHostAddress()).isEqualTo("93.184.216.35"));
      assertThatThrownBy(() -> client.get("http://rebind.example/"))
          .isInstanceOf(FetchException.Refused.class);
      assertThat(web.connections).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://2130706433/",
        "//localhost.example/",
        "http://[::1]/",
        "http://user:secret@public.example/",
        "file:///etc/passwd",
        "gopher://public.example/"
      })
  void redirectsAreJudgedLikeTheFirstAddress(String location) throws Exception {
    try (ScriptedNetwork web = redirecting(location)) {
      web.name("public.example", "93.184.216.34");
      web.name("localhost.example", "127.0.0.1");

      assertThatThrownBy(() -> client(ANY_PORT, web).get("http://public.example/begin"))
          .isInstanceOf(FetchException.class)
          .hasMessageNotContaining("secret");
      assertThat(web.connections).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/end", "http://other.example/end", "end", "?x=/end"})
  void allowedRedirectsAreFollowed(String location) throws Exception {
    try (ScriptedNetwork web = redirecting(location)) {
      web.name("public.example", "93.184.216.34");
      web.name("other.example", "93.184.216.35");

      assertThat(bytes(client(ANY_PORT, web), "http://public.example/begin")).isEqualTo(DATA);
    }
  }

  @Test
  void aCircleOfRedirectsHasAnEnd() throws Exception {
    try (ScriptedNetwork web =
        ScriptedNetwork.answering("HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n")) {
      web.name("public.example", "93.184.216.34");

      assertThatThrownBy(() -> client(ANY_PORT, web).get("http://public.example/"))
          .isInstanceOf(FetchException.Failed.class)
          .hasMessageContaining("redirects");
      assertThat(web.connections).hasSizeLessThan(30);
    }
  }

  @Test
  void nothingOfTheCallersGoesAlong() throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      web.name("public.example", "93.184.216.34");
      bytes(client(ANY_PORT, web), "http://public.example:8080/a%20b?c=d#fragment");

      assertThat(web.requests)
          .containsExactly(
              """
              GET /a%20b?c=d HTTP/1.1
              Host: public.example:8080
              User-Agent: vitrine
              Accept: */*
              Accept-Encoding: identity
              Connection: close
              """);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "allowed.example, , , allowed.example, true",
    "allowed.example, , , other.example, false",
    ", refused.example, , refused.example, false",
    ", refused.example, , REFUSED.example., false",
    ", refused.example, , other.example, true",
    "refused.example, refused.example, , refused.example, true",
    ", , 8080, other.example:8080, true",
    ", , 8080, other.example, true",
    ", , 8080, other.example:22, false"
  })
  void theListsDecide(
      String allowedHost, String refusedHost, Integer port, String host, boolean passes)
      throws Exception {
    FetchRules rules =
        new FetchRules(
            ANY_PORT.schemes(),
            new Choice<>(setOf(allowedHost), setOf(refusedHost)),
            new Choice<>(setOf(port), Set.of()),
            _ -> false);
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      for (String name : new String[] {"allowed.example", "refused.example", "other.example"}) {
        web.name(name, "93.184.216.34");
      }
      GuardedClient client = client(rules, web);
      if (passes) {
        client.check("http://" + host + "/");
      } else {
        assertThatThrownBy(() -> client.check("http://" + host + "/"))
            .isInstanceOf(FetchException.Refused.class);
      }
    }
  }

  @Test
  void privateNetworksAreOpenWhenTheOperatorSaysSo() throws Exception {
    FetchRules rules =
        new FetchRules(
            ANY_PORT.schemes(),
            ANY_PORT.hosts(),
            ANY_PORT.ports(),
            InetAddress.ofLiteral("10.0.0.1")::equals);
    try (ScriptedNetwork web = ScriptedNetwork.serving(DATA)) {
      assertThat(bytes(client(rules, web), "http://10.0.0.1/")).isEqualTo(DATA);
      assertThatThrownBy(() -> client(rules, web).get("http://10.0.0.2/"))
          .isInstanceOf(FetchException.Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n12345\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123456\r\n0\r\n\r\n",
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\n\r\n12345",
        "HTTP/1.1 401 Unauthorized\r\n\r\n"
      })
  void whatIsNotPlainlyAWholeAnswerFails(String answer) throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.answering(answer)) {
      web.name("public.example", "93.184.216.34");

      assertThatThrownBy(() -> bytes(client(ANY_PORT, web), "http://public.example/"))
          .isInstanceOf(FetchException.Failed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\1\2\3\4\5",
        "HTTP/1.0 200 OK\n\n\1\2\3\4\5",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\1\2\3\4\5and more",
        """
        HTTP/1.1 200 OK\r
        Transfer-Encoding: Chunked\r
        Content-Length: 2\r
        \r
        2;x=y\r
        \1\2\r
        3\r
        \3\4\5\r
        0\r
        Trailer: x\r
        \r
        """
      })
  void everyFormOfAnAnswerIsUnderstood(String answer) throws Exception {
    try (ScriptedNetwork web = ScriptedNetwork.answering(answer)) {
      web.name("public.example", "93.184.216.34");

      assertThat(bytes(client(ANY_PORT, web), "http://public.example/")).isEqualTo(DATA);
    }
  }

  @Test
  void anEndlessHeadIsCut() throws Exception {
    try (ScriptedNetwork web =
        new ScriptedNetwork((_, out) -> {
          out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
          repeat(out, "X: y\r\n");
        })) {
      web.name("public.example", "93.184.216.34");

      assertThatThrownBy(() -> client(ANY_PORT, web).get("http://public.example/"))
          .isInstanceOf(FetchException.Failed.class)
          .hasMessageContaining("head");
    }
  }

  @Test
  void neitherSilenceNorDripsAreWaitedForForEver() throws Exception {
    try (ScriptedNetwork silent = new ScriptedNetwork((_, _) -> pause(10_000));
        ScriptedNetwork dripping =
            new ScriptedNetwork((_, out) -> {
              out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
              while (true) {
                out.write(1);
                out.flush();
                pause(5);
              }
            })) {
      for (ScriptedNetwork web : new ScriptedNetwork[] {silent, dripping}) {
        web.name("public.example", "93.184.216.34");
        GuardedClient client =
            new GuardedClient(
                ANY_PORT,
                web,
                new GuardedClient.Limits(Duration.ofMillis(100), Duration.ofMillis(300)));

        assertThatThrownBy(() -> bytes(client, "http://public.example/"))
            .isInstanceOf(FetchException.Failed.class);
      }
    }
  }

  private static ScriptedNetwork redirecting(String location) throws IOException {
    return new ScriptedNetwork((request, out) -> {
      String answer =
          request.contains("/begin HTTP")
              ? "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n"
              : "HTTP/1.1 200 OK\r\n\r\n\1\2\3\4\5";
      out.write(answer.getBytes(ISO_8859_1));
    });
  }

  private static GuardedClient client(FetchRules rules, ScriptedNetwork web) {
    return new GuardedClient(rules, web, GuardedClient.Limits.defaults());
  }

  private static byte[] bytes(GuardedClient client, String address) throws Exception {
    try (Fetched fetched = client.get(address)) {
      return fetched.body().readAllBytes();
    }
  }

  private static void repeat(OutputStream out, String text) throws IOException {
    while (true) {
      out.write(text.getBytes(ISO_8859_1));
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> Set<T> setOf(T item) {
    return item == null ? Set.of() : Set.of(item);
  }
}
