package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.HostAndPort;
import dev.vitrine.cli.config.Options;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9292", "127.1.2.3:0", "localhost:9292", "[::1]:9292"})
  void listensOnLoopback(String address) throws Exception {
    InetSocketAddress listen = listen(address, false);
    assertThat(listen.getAddress().isLoopbackAddress()).isTrue();
    assertThat(address).endsWith(":" + listen.getPort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9292", "[::]:9292", "192.0.2.1:9292", "[2001:db8::1]:9292"})
  void refusesMoreThanLoopbackUnlessItWasSaidInPlainWords(String address) throws Exception {
    assertThatThrownBy(() -> listen(address, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--let-anyone-on-the-network-be-admin");
    assertThat(listen(address, true).getPort()).isEqualTo(9292);
  }

  @Test
  void namesAHostThatIsNotKnown() {
    assertThatThrownBy(() -> listen("no-such-host.invalid:9292", true))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the host name to listen on is not known: no-such-host.invalid");
  }

  @Test
  void givesAUrlThatThisMachineCanCall() throws Exception {
    assertThat(ListenAddress.url(listen("127.0.0.1:9292", false), false))
        .isEqualTo("http://127.0.0.1:9292");
    assertThat(ListenAddress.url(listen("0.0.0.0:80", true), true))
        .isEqualTo("https://127.0.0.1:80");
    assertThat(ListenAddress.url(listen("[::1]:9292", false), false))
        .isEqualTo("http://[0:0:0:0:0:0:0:1]:9292");
  }

  private static InetSocketAddress listen(String text, boolean anyone) throws Exception {
    HostAndPort address = HostAndPort.parse(text);
    FlagSettings flags = new FlagSettings();
    flags.add("--listen", Options.BIND_HOST, address.host());
    flags.add("--listen", Options.BIND_PORT, Integer.toString(address.port()));
    flags.add("--let", Options.LET_ANYONE_ON_THE_NETWORK_BE_ADMIN, String.valueOf(anyone));
    return ListenAddress.of(Configuration.load(List.of(), Map.of(), flags.all()));
  }
}
