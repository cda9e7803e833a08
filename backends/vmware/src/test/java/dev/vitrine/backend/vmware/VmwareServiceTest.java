package dev.vitrine.backend.vmware;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.fetch.ClientTls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// The contract with a simulated vCenter; `tools/acceptance/backends` starts one.
@Tag("services")
class VmwareServiceTest extends ImageStoreContract {
  private static final String FOLDER = "images";

  @Override
  protected ImageStore open() {
    URI endpoint = URI.create(environment("VCSIM_ENDPOINT"));
    return new VmwareImageStore(
        new VmwareOptions(
            endpoint.getAuthority(),
            endpoint,
            environment("VCSIM_USER"),
            environment("VCSIM_PASSWORD"),
            List.of(
                new VmwareOptions.Datastore(
                    environment("VCSIM_DATACENTER"), environment("VCSIM_DATASTORE"), 0)),
            FOLDER,
            Duration.ofSeconds(5)),
        new ClientTls(Path.of(environment("VCSIM_CA_FILE")), null, null, false),
        WireLimits.usual());
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set");
    }
    return value;
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri(
        "vsphere://%s/folder/%s/%s?dcPath=%s&dsName=%s"
            .formatted(
                URI.create(environment("VCSIM_ENDPOINT")).getAuthority(),
                FOLDER,
                imageId,
                environment("VCSIM_DATACENTER"),
                environment("VCSIM_DATASTORE")));
  }
}
