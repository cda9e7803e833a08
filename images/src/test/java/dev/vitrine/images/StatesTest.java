package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportJob;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Leases;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What each call does in each state of an image.
class StatesTest {
  private static final Caller OWNER = member("p");
  private static final byte[] DATA = {1, 2, 3};

  @RegisterExtension final Site site = new Site();

  @ParameterizedTest
  @CsvSource({
    "QUEUED,      ok,       ACTIVE",
    "SAVING,      Conflict, SAVING",
    "UPLOADING,   Conflict, UPLOADING",
    "IMPORTING,   Conflict, IMPORTING",
    "ACTIVE,      Conflict, ACTIVE",
    "DEACTIVATED, Conflict, DEACTIVATED"
  })
  void upload(ImageStatus before, String outcome, ImageStatus after) throws Exception {
    Image image = image(before);

    assertThat(Outcome.of(() -> site.upload(OWNER, image.id(), DATA))).isEqualTo(outcome);
    assertThat(site.record(image.id()).status()).isEqualTo(after);
    if (!outcome.equals("ok")) {
      assertThat(site.record(image.id())).isEqualTo(image);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QUEUED,      ok,       UPLOADING",
    "SAVING,      Conflict, SAVING",
    "UPLOADING,   Conflict, UPLOADING",
    "IMPORTING,   Conflict, IMPORTING",
    "ACTIVE,      Conflict, ACTIVE",
    "DEACTIVATED, Conflict, DEACTIVATED"
  })
  void stage(ImageStatus before, String outcome, ImageStatus after) throws Exception {
    Image image = image(before);

    assertThat(Outcome.of(() -> site.stage(OWNER, image.id(), DATA))).isEqualTo(outcome);
    assertThat(site.record(image.id()).status()).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "QUEUED,      empty,     empty",
    "SAVING,      empty,     empty",
    "UPLOADING,   empty,     empty",
    "IMPORTING,   empty,     empty",
    "ACTIVE,      data,      data",
    "DEACTIVATED, Forbidden, data"
  })
  void download(ImageStatus status, String toOwner, String toAdministrator) throws Exception {
    Image image = image(status);

    assertThat(downloaded(OWNER, image)).isEqualTo(toOwner);
    assertThat(downloaded(ADMIN, image)).isEqualTo(toAdministrator);
  }

  @ParameterizedTest
  @CsvSource({
    "QUEUED,      ok",
    "SAVING,      Forbidden",
    "UPLOADING,   Forbidden",
    "IMPORTING,   ok",
    "ACTIVE,      Forbidden",
    "DEACTIVATED, Forbidden"
  })
  void changeOfAFormat(ImageStatus status, String outcome) throws Exception {
    Image image = image(status);

    assertThat(change(image, new ImageChange.Set("disk_format", "iso"))).isEqualTo(outcome);
    assertThat(change(image, new ImageChange.Set("container_format", "ova"))).isEqualTo(outcome);
    assertThat(site.record(image.id()).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "QUEUED,      Forbidden, QUEUED,      Forbidden, QUEUED",
    "SAVING,      Forbidden, SAVING,      Forbidden, SAVING",
    "UPLOADING,   Forbidden, UPLOADING,   Forbidden, UPLOADING",
    "IMPORTING,   Forbidden, IMPORTING,   Forbidden, IMPORTING",
    "ACTIVE,      ok,        DEACTIVATED, ok,        ACTIVE",
    "DEACTIVATED, ok,        DEACTIVATED, ok,        ACTIVE"
  })
  void deactivateAndReactivate(
      ImageStatus before, String off, ImageStatus whenOff, String on, ImageStatus whenOn)
      throws Exception {
    Image image = image(before);

    assertThat(Outcome.of(() -> site.service().deactivate(OWNER, image.id()))).isEqualTo(off);
    Image after = site.record(image.id());
    assertThat(after.status()).isEqualTo(whenOff);
    if (before == whenOff) {
      assertThat(after).isEqualTo(image);
    } else {
      assertThat(after.updatedAt()).isAfter(image.updatedAt());
    }

    assertThat(Outcome.of(() -> site.service().reactivate(OWNER, image.id()))).isEqualTo(on);
    assertThat(site.record(image.id()).status()).isEqualTo(whenOn);
    if (whenOn == ImageStatus.ACTIVE) {
      assertThat(site.download(OWNER, image.id())).isEqualTo(DATA);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageStatus.class,
      names = {"QUEUED", "SAVING", "UPLOADING", "IMPORTING", "ACTIVE", "DEACTIVATED"})
  void otherChangesAndShowAndList(ImageStatus status) throws Exception {
    Image image = image(status);

    assertThat(change(image, new ImageChange.Set("name", "n"))).isEqualTo("ok");
    assertThat(site.service().show(OWNER, image.id()).name()).isEqualTo("n");
    assertThat(site.list(OWNER, new ListRequest.Scope.Default(), "accepted"))
        .containsExactly(image.id());
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageStatus.class,
      names = {"QUEUED", "SAVING", "UPLOADING", "IMPORTING", "ACTIVE", "DEACTIVATED"})
  void delete(ImageStatus status) throws Exception {
    Image image = image(status);

    site.service().delete(OWNER, image.id());

    assertThat(site.exists(image.id())).isFalse();
    assertThat(site.hasLease(image.id())).isFalse();
    assertThat(site.catalog.leases("import/")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageStatus.class,
      names = {"KILLED", "PENDING_DELETE", "DELETED"})
  void everyCallWhenTheImageIsNoMore(ImageStatus status) throws Exception {
    Image image = image(status);

    assertThat(Outcome.of(() -> site.service().show(ADMIN, image.id()))).isEqualTo("NotFound");
    assertThat(change(image, new ImageChange.Set("name", "n"))).isEqualTo("NotFound");
    assertThat(change(image)).isEqualTo("NotFound");
    assertThat(Outcome.of(() -> site.upload(OWNER, image.id(), DATA))).isEqualTo("NotFound");
    assertThat(downloaded(ADMIN, image)).isEqualTo("NotFound");
    assertThat(Outcome.of(() -> site.service().delete(ADMIN, image.id()))).isEqualTo("NotFound");
    assertThat(site.list(ADMIN, new ListRequest.Scope.All(), "accepted")).isEmpty();
  }

  /// An image that has come to the state in the way that images do.
  private Image image(ImageStatus status) throws Exception {
    Image queued = site.queued(OWNER);
    if (status == ImageStatus.ACTIVE || status == ImageStatus.DEACTIVATED) {
      site.upload(OWNER, queued.id(), DATA);
    }
    ImageBuilder change = site.record(queued.id()).change().status(status);
    if (status == ImageStatus.IMPORTING) {
      change.property("os_glance_import_task", "t");
    }
    Image image = change.build();
    CatalogTransaction transaction = site.catalog.transaction().putImage(image);
    Leases leases = new Leases(site.catalog, "elsewhere", InstantSource.system());
    switch (status) {
      case SAVING, UPLOADING -> leases.acquire(transaction, Keys.uploadLease(image.id()), "a test");
      case IMPORTING -> {
        leases.acquire(transaction, Keys.importLease(image.id()), "a test");
        transaction.putImportJob(job(image.id()));
      }
      default -> {
        // These need no lease.
      }
    }
    transaction.commit();
    return image;
  }

  private static ImportJob job(String imageId) {
    return new ImportJob(
        imageId,
        "t",
        0,
        new ImportSource.Direct(),
        List.of(),
        List.of("default"),
        List.of(),
        List.of(),
        true,
        false,
        null,
        "{}");
  }

  private String change(Image image, ImageChange... steps) {
    return Outcome.of(() -> site.service().change(OWNER, image.id(), List.of(steps)));
  }

  private String downloaded(Caller caller, Image image) {
    boolean[] data = {false};
    String outcome =
        Outcome.of(() -> data[0] = site.service().download(caller, image.id()).data() != null);
    return outcome.equals("ok") ? (data[0] ? "data" : "empty") : outcome;
  }
}
