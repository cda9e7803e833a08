package dev.vitrine.images;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.Readers;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Images in a store that has them in their owners' accounts: in whose name it is asked, and what
/// it is told about who may read.
@Timeout(60)
class AccountsTest {
  private static final byte[] DATA = SeededData.random(41, 95_000);
  private static final Caller OWNER = known("p", false);
  private static final Caller OTHER = known("q", false);
  private static final Caller ADMIN = known("operations", true);

  @RegisterExtension final Site site = new Site();
  private final AccountsStore.Cloud cloud = new AccountsStore.Cloud();

  /// Somebody whose token is the project's name.
  private static Caller known(String project, boolean admin) {
    return new Caller(
        "user",
        project,
        admin ? Set.of("admin", "member", "reader") : Set.of("member", "reader"),
        admin,
        false,
        Caller.Origin.PLAIN,
        new Proof("token-" + project));
  }

  @BeforeEach
  void open() {
    site.stores(
        Stores.several(
            List.of(
                Store.of("accounts", new Store.Whole(new AccountsStore(cloud))),
                site.chunks("chunks")),
            List.of(),
            "accounts"));
  }

  private String stored() throws Exception {
    String id = site.queued(OWNER).id();
    site.upload(OWNER, id, DATA);
    return id;
  }

  private @Nullable Readers readers(String id) {
    return cloud.readers.get(cloud.memory.uriOf(id));
  }

  private static Readers projects(String... ids) {
    return new Readers.Projects(List.of(ids));
  }

  private void becomes(String id, Visibility visibility) throws Exception {
    site.service()
        .change(ADMIN, id, List.of(new ImageChange.Replace("visibility", visibility.text())));
  }

  private boolean isWaiting(String id) {
    return site.catalog.lease(Keys.sharingLease(id)).isPresent();
  }

  @Test
  void aStoreIsAskedInTheNameOfWhoeverAsks() throws Exception {
    String id = stored();
    becomes(id, Visibility.COMMUNITY);
    cloud.calls.clear();

    assertThat(site.download(OTHER, id)).isEqualTo(DATA);
    site.service().delete(OWNER, id);

    assertThat(cloud.calls).containsExactly("length token-q", "read token-q", "delete token-p");
    assertThat(cloud.memory.size()).isZero();
  }

  @Test
  void whoeverIsAMemberWhenTheDataComesMayReadIt() throws Exception {
    String id = site.queued(OWNER).id();
    site.service().members().add(OWNER, id, "q");
    assertThat(isWaiting(id)).as("there is nothing to share yet").isFalse();

    site.upload(OWNER, id, DATA);

    assertThat(readers(id)).isEqualTo(projects("p", "q"));
    assertThat(cloud.calls).contains("write token-p", "share token-p");
    assertThat(isWaiting(id)).isFalse();
  }

  @Test
  void everyChangeOfMembersAndVisibilityIsTold() throws Exception {
    String id = stored();
    assertThat(readers(id)).isEqualTo(projects("p"));

    site.service().members().add(OWNER, id, "q");
    assertThat(readers(id)).isEqualTo(projects("p", "q"));
    becomes(id, Visibility.PUBLIC);
    assertThat(readers(id)).isEqualTo(new Readers.Everybody());
    becomes(id, Visibility.PRIVATE);
    assertThat(readers(id)).as("members have no say here").isEqualTo(projects("p"));
    becomes(id, Visibility.COMMUNITY);
    assertThat(readers(id)).isEqualTo(new Readers.Everybody());
    becomes(id, Visibility.SHARED);
    assertThat(readers(id)).isEqualTo(projects("p", "q"));
    site.service().members().remove(OWNER, id, "q");
    assertThat(readers(id)).isEqualTo(projects("p"));
    site.service().change(ADMIN, id, List.of(new ImageChange.Replace("owner", "r")));
    assertThat(readers(id)).isEqualTo(projects("r"));
  }

  @Test
  void whatIsNobodysBusinessIsNotTold() throws Exception {
    String id = stored();
    site.service().members().add(OWNER, id, "q");
    cloud.calls.clear();

    site.service().change(OWNER, id, List.of(new ImageChange.Set("name", "new")));
    site.service().members().answer(OTHER, id, "q", MemberStatus.ACCEPTED);

    assertThat(cloud.calls).isEmpty();
  }

  @Test
  void whatAStoreCouldNotBeToldIsToldLaterInTheSameName() throws Exception {
    String id = stored();
    site.service().members().add(OWNER, id, "q");
    cloud.calls.clear();
    cloud.failingShares.set(1);

    site.service().members().remove(OWNER, id, "q");

    await().atMost(20, SECONDS).until(() -> !isWaiting(id));
    assertThat(readers(id)).isEqualTo(projects("p"));
    assertThat(cloud.calls).containsExactly("share token-p", "share token-p");
  }

  @Test
  void whatAnEarlierRunCouldNotTellIsToldByTheServicesOwnAccount() throws Exception {
    String id = stored();
    site.service().members().add(OWNER, id, "q");
    cloud.failingShares.set(Integer.MAX_VALUE);
    site.service().members().remove(OWNER, id, "q");
    site.service().close();
    assertThat(isWaiting(id)).isTrue();
    assertThat(readers(id)).isEqualTo(projects("p", "q"));

    cloud.failingShares.set(0);
    cloud.calls.clear();
    site.newRun().recover();

    await().atMost(20, SECONDS).until(() -> !isWaiting(id));
    assertThat(readers(id)).isEqualTo(projects("p"));
    assertThat(cloud.calls).containsExactly("share service");
  }

  @Test
  void whatNobodyMayTellWaitsForSomebodyWhoMay() throws Exception {
    cloud.hasService = false;
    String id = stored();
    site.service().members().add(OWNER, id, "q");
    cloud.failingShares.set(Integer.MAX_VALUE);
    site.service().members().remove(OWNER, id, "q");
    site.service().close();
    cloud.failingShares.set(0);
    site.newRun();
    Sharing sharing =
        new Sharing(
            site.catalog,
            new Leases(site.catalog, "a test", InstantSource.system()),
            site.service().stores());
    assertThat(sharing.tellAll()).isEqualTo(1);

    site.service().members().add(OWNER, id, "r");

    assertThat(readers(id)).isEqualTo(projects("p", "r"));
    assertThat(sharing.tellAll()).isZero();
  }

  @Test
  void anImageThatIsGoneIsNotWaitedFor() throws Exception {
    String id = stored();
    cloud.failingShares.set(Integer.MAX_VALUE);
    site.service().members().add(OWNER, id, "q");
    assertThat(isWaiting(id)).isTrue();

    site.service().delete(OWNER, id);
    site.newRun().recover();

    await().atMost(20, SECONDS).until(() -> !isWaiting(id));
  }

  @Test
  void withoutACallerTheStoreKnowsOfAnUploadIsRefusedInWords() throws Exception {
    cloud.hasService = false;
    Caller unknown = Site.member("p");
    String id = site.queued(unknown).id();

    assertThatThrownBy(() -> site.upload(unknown, id, DATA))
        .isInstanceOf(Refusal.Forbidden.class)
        .hasMessageContaining("token of Keystone's");

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(site.catalog.removals()).isEmpty();
  }

  @Test
  void anUploadThatBreaksOffLeavesNothingWhereTheServiceHasNoAccount() throws Exception {
    cloud.hasService = false;
    String id = site.queued(OWNER).id();
    ByteSource breaks =
        () -> {
          throw new IOException("cut");
        };

    assertThatThrownBy(() -> site.service().upload(OWNER, id, OptionalLong.of(10), breaks))
        .isInstanceOf(IOException.class);

    assertThat(site.catalog.removals()).isEmpty();
    assertThat(cloud.calls).contains("write token-p", "delete token-p");
  }

  @Test
  void whoeverMayNotWriteToTheirAccountIsForbiddenTo() throws Exception {
    String id = site.queued(OWNER).id();
    cloud.memory.failWith(new ImageStoreException.Denied("403", null));

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA)).isInstanceOf(Refusal.Forbidden.class);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
  }

  @Test
  void anImageWhoseStoreIsAwayIsRemovedLaterInTheNameOfWhoeverDeletedIt() throws Exception {
    String id = stored();
    cloud.hasService = false;
    cloud.memory.failWith(new ImageStoreException.Unavailable("away", Duration.ZERO, null));
    site.service().delete(OWNER, id);
    assertThat(site.exists(id)).isFalse();
    site.service().close();
    try (Removals removals =
        new Removals(
            site.catalog, site.service().stores(), new Timestamps(InstantSource.system()))) {
      removals.workOff(id, OWNER.proof());
      assertThat(site.catalog.removals()).hasSize(1);
      cloud.memory.failWith(null);

      assertThat(removals.tryAll()).isZero();
    }

    assertThat(cloud.memory.size()).isZero();
    assertThat(cloud.calls).doesNotContain("delete service");
  }

  @Test
  void aDeletionThatARestartInterruptedIsNotUndoneForLackOfACaller() throws Exception {
    String id = stored();
    cloud.hasService = false;
    new Leases(site.catalog, "a dead run", InstantSource.system())
        .acquire(Keys.deletionLease(id), "active");
    site.catalog
        .transaction()
        .putImage(site.record(id).change().status(ImageStatus.PENDING_DELETE).build())
        .commit();

    site.newRun().recover();

    assertThat(site.exists(id)).isFalse();
    assertThat(site.catalog.removals()).as("noted for who may").hasSize(1);
    cloud.hasService = true;
    site.newRun().recover();
    await().atMost(20, SECONDS).until(() -> site.catalog.removals().isEmpty());
    assertThat(cloud.memory.size()).isZero();
  }

  @Test
  void anImportActsForWhoeverOrderedIt() throws Exception {
    String id = site.queued(OWNER).id();
    site.service().members().add(OWNER, id, "q");
    site.stage(OWNER, id, DATA);

    order(OWNER, id, new ImportSource.Direct(), "accounts");

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(cloud.calls).containsExactly("write token-p", "share token-p");
    await().atMost(20, SECONDS).until(() -> !isWaiting(id));
    assertThat(readers(id)).isEqualTo(projects("p", "q"));

    order(ADMIN, id, new ImportSource.Copy(), "chunks");
    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(cloud.calls).contains("read token-operations").doesNotContain("read service");
  }

  private void order(Caller caller, String id, ImportSource source, String store) throws Exception {
    site.imports()
        .order(
            caller,
            id,
            new ImportOrder(
                source, new ImportOrder.Targets.Named(List.of(store)), true, ImportTest.WORDS));
  }

  @Test
  void anImportThatLostItsCallerSaysWhatItNeeds() throws Exception {
    cloud.hasService = false;
    String id = site.queued(OWNER).id();
    site.stage(OWNER, id, DATA);
    site.abandonImport(OWNER, id, new ImportSource.Direct(), ImportTest.WORDS);

    site.newRun().recover();
    site.imports().recover();

    assertThat(site.awaitImport(id).message()).contains("token of Keystone's");
  }

  @Test
  void nobodyNamesAPlaceInAnAccount() throws Exception {
    String id = stored();
    String taken = site.queued(OTHER).id();
    NewLocation place = new NewLocation(cloud.memory.uriOf(id).text(), new LinkedHashMap<>(), null);
    cloud.calls.clear();

    assertThatThrownBy(() ->
            site.service().change(OTHER, taken, List.of(new ImageChange.AddLocation(0, place))))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("Invalid location");
    assertThat(cloud.calls).isEmpty();
  }
}
