package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class LeasesTest {
  private static final Instant THEN = Instant.parse("2026-01-05T10:00:00Z");
  private static final String UPLOAD = Keys.uploadLease("i");

  private final Catalog catalog = new Catalog(new MemoryRegistry());
  private final Leases ours = new Leases(catalog, "run-1", InstantSource.fixed(THEN));
  private final Leases theirs = new Leases(catalog, "run-2", InstantSource.fixed(THEN));

  @Test
  void givesALeaseToOneAlone() throws Exception {
    Versioned<Lease> held = ours.acquire(UPLOAD, "an upload");

    assertThat(catalog.lease(UPLOAD)).contains(held);
    assertThat(held.value()).isEqualTo(new Lease(UPLOAD, "run-1", "an upload", THEN));
    conflicts(() -> theirs.acquire(UPLOAD, "another"));
    conflicts(() -> ours.acquire(UPLOAD, "a second one of ours"));
  }

  @Test
  void takesALeaseTogetherWithWhatItIsFor() throws Exception {
    CatalogTransaction transaction = catalog.transaction();
    transaction.putImage(image("begun"));
    Lease lease = ours.acquire(transaction, UPLOAD, "an upload");
    Versioned<Lease> held = new Versioned<>(lease, transaction.commit());

    commitFenced(ours, held, "done");
    assertThat(name()).isEqualTo("done");
  }

  @Test
  void fencesTheOldHolderOutOnceItWasTakenOver() throws Exception {
    Versioned<Lease> old = ours.acquire(UPLOAD, "an upload");
    commitFenced(ours, old, "by the old holder");
    Versioned<Lease> taken = theirs.takeOver(catalog.lease(UPLOAD).orElseThrow(), "recovery");

    conflicts(() -> commitFenced(ours, old, "too late"));
    conflicts(() -> ours.renew(old));
    conflicts(() -> theirs.takeOver(old, "twice"));
    CatalogTransaction release = catalog.transaction();
    ours.release(release, old);
    conflicts(release::commit);
    commitFenced(theirs, taken, "by the new holder");
    assertThat(name()).isEqualTo("by the new holder");
  }

  @Test
  void endsALeaseTogetherWithItsWork() throws Exception {
    Versioned<Lease> held = ours.acquire(UPLOAD, "an upload");
    CatalogTransaction end = catalog.transaction().putImage(image("done"));
    ours.release(end, held);
    end.commit();

    assertThat(catalog.lease(UPLOAD)).isEmpty();
    conflicts(() -> commitFenced(ours, held, "after the end"));
    assertThat(theirs.acquire(UPLOAD, "the next upload").value().holder()).isEqualTo("run-2");
  }

  @Test
  void findsTheLeasesOfOtherIncarnations() throws Exception {
    ours.acquire("upload/a", "");
    theirs.acquire("upload/b", "");
    theirs.acquire("collect", "");

    assertThat(ours.ofOthers(""))
        .extracting(lease -> lease.value().name())
        .containsExactly("collect", "upload/b");
    assertThat(ours.ofOthers("upload/"))
        .extracting(lease -> lease.value().name())
        .containsExactly("upload/b");
    assertThat(theirs.ofOthers("upload/"))
        .extracting(lease -> lease.value().name())
        .containsExactly("upload/a");
  }

  @Test
  void renewingShowsLifeAndMovesTheFence() throws Exception {
    Versioned<Lease> held = ours.acquire(UPLOAD, "an upload");
    Versioned<Lease> renewed = ours.renew(held);

    assertThat(renewed.revision()).isGreaterThan(held.revision());
    assertThat(renewed.value()).isEqualTo(held.value());
    conflicts(() -> commitFenced(ours, held, "with the old fence"));
    commitFenced(ours, renewed, "with the new fence");
  }

  @Test
  void noticesWhoIsSilentWithoutAskingForeignClocks() throws Exception {
    var nanos = new AtomicLong();
    var watch = new LeaseWatch(ours, "", nanos::get);
    Duration limit = Duration.ofSeconds(10);
    Versioned<Lease> dead = theirs.acquire("dead", "");
    Versioned<Lease> alive = theirs.acquire("alive", "");
    ours.acquire("own", "");

    assertThat(watch.silentFor(limit)).as("seen for the first time").isEmpty();
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    alive = theirs.renew(alive);
    assertThat(watch.silentFor(limit)).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(watch.silentFor(limit)).containsExactly(dead);
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(watch.silentFor(limit)).containsExactlyInAnyOrder(dead, alive);

    ours.takeOver(dead, "recovery");
    assertThat(watch.silentFor(limit)).containsExactly(alive);
    theirs.renew(alive);
    assertThat(watch.silentFor(limit)).as("a new revision starts anew").isEmpty();
  }

  private void commitFenced(Leases leases, Versioned<Lease> held, String name) throws Exception {
    CatalogTransaction transaction = catalog.transaction().putImage(image(name));
    leases.fence(transaction, held);
    transaction.commit();
  }

  private String name() {
    return String.valueOf(catalog.image("i").orElseThrow().value().name());
  }

  private static Image image(String name) {
    return new ImageBuilder("i", THEN).name(name).build();
  }

  private static void conflicts(ThrowingCallable call) {
    assertThatExceptionOfType(ConflictException.class).isThrownBy(call);
  }
}
