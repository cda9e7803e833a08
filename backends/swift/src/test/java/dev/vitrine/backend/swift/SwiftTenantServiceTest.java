package dev.vitrine.backend.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.Readers;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.wire.Wire;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.ClientTls;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract in a caller's account of a real Swift; `tools/acceptance/backends` starts one. The
/// caller's token is one of Swift's own: what Keystone adds, `tools/acceptance/remote-stores`
/// shows.
@Tag("services")
class SwiftTenantServiceTest extends ImageStoreContract {
  private static final String PREFIX = "tenants-" + UUID.randomUUID();
  private static final ClientTls TLS = new ClientTls(null, null, null, false);

  private final SwiftSession session;

  SwiftTenantServiceTest() throws Exception {
    try (Wire wire = new Wire(TLS, WireLimits.usual())) {
      session =
          new SwiftLogin(RealSwift.ACCOUNT, SwiftEndpoint.usual(), wire, InstantSource.system())
              .session();
    }
  }

  @Override
  protected ImageStore open() {
    SwiftTenants tenants =
        new SwiftTenants(
            _ -> Optional.of(session.storageUrl()),
            Optional.empty(),
            false,
            SwiftEndpoint.usual(),
            TLS,
            WireLimits.usual(),
            InstantSource.system());
    return new SwiftTenantStore(
            tenants, new SwiftStoreOptions(PREFIX, false, 4_000_000, 1_500_000, 0), List.of())
        .actingFor(new Actor.Caller(session.token()));
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri(
        "swift+" + session.storageUrl() + "/" + PREFIX + "_" + imageId + "/" + imageId);
  }

  @Test
  void aContainerGoesWithItsImageAndNobodySharesWhatIsGone() throws Exception {
    String id = UUID.randomUUID().toString();
    byte[] bytes = SeededData.random(43, 5_000_000);
    ImageUri uri = put(id, bytes, OptionalLong.of(bytes.length)).uri();
    store().share(uri, new Readers.Projects(List.of("one", "two")));
    assertThat(store().length(uri)).hasValue(bytes.length);

    store().delete(uri);

    assertThatThrownBy(() -> store().share(uri, new Readers.Everybody()))
        .isInstanceOf(ImageStoreException.NotFound.class);
  }
}
