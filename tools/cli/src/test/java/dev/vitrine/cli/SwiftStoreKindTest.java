package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.cli.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What sections of stores of type `swift` make of them.
class SwiftStoreKindTest {
  @TempDir private Path folder;

  private ImageStore made(String... lines) throws Exception {
    Path file = folder.resolve("glance-api.conf");
    Files.writeString(
        file,
        """
        [DEFAULT]
        enabled_backends = cloud:swift
        [cloud]
        swift_store_multi_tenant = true
        """
            + String.join("\n", lines));
    Configuration configuration = Configuration.load(List.of(file), Map.of(), List.of());
    return new SwiftStoreKind(Optional.empty())
        .make(new StoreSection(configuration, "cloud", "cloud"))
        .images();
  }

  @Test
  void aStoreInItsCallersAccountsNeedsCallersAndSaysSo() throws Exception {
    try (ImageStore store = made()) {
      assertThat(store.capabilities().inAccounts()).isTrue();
      assertThatThrownBy(
              () -> store.newWriter(new ImageWriter.Announced("one", OptionalLong.empty())))
          .isInstanceOf(ImageStoreException.Unidentified.class)
          .hasMessageContaining("swift_store_user");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "swift_store_config_file = /etc/vitrine/swift.conf",
        "swift_store_auth_address = http://keystone.example/v3",
        "swift_store_user = service:glance",
        """
        swift_store_auth_address = http://swift/auth
        swift_store_user = a:b
        swift_store_key = c
        swift_store_auth_version = 1
        """,
        "swift_store_admin_tenants = good, *"
      })
  void isRefusedAtTheStartWithWhatMakesNoStore(String lines) {
    assertThatThrownBy(() -> made(lines)).isInstanceOf(IllegalArgumentException.class);
  }
}
