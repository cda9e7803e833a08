package dev.vitrine.backend.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.Readers;
import dev.vitrine.backend.swift.FakeSwift.Access;
import dev.vitrine.backend.swift.FakeSwift.StoredObject;
import dev.vitrine.backend.testkit.FakeServer.Behaviour;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract as a caller of project `demo` finds it, and what is special about accounts.
@Timeout(30)
class SwiftTenantStoreTest extends ImageStoreContract {
  private static final String ID = "5e8fa3a4-7f3a-4c5d-9c53-3c1ad9c6a9c2";
  private static final String CONTAINER = "AUTH_demo/glance_" + ID;
  private static final Actor SERVICE = new Actor.Service();
  private static final byte[] BYTES = SeededData.random(40, 5_000_000);
  private static final WireLimits LIMITS =
      new WireLimits(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1));

  @AutoClose private final FakeSwift swift;
  private final AtomicInteger catalogues = new AtomicInteger();
  private final AtomicBoolean keystoneIsAway = new AtomicBoolean();
  private boolean hasService = true;
  private boolean goesOn = true;

  SwiftTenantStoreTest() throws IOException {
    swift = new FakeSwift();
  }

  @Override
  protected ImageStore open() {
    return as(demo());
  }

  private Actor demo() {
    return new Actor.Caller(swift.tokenOf("demo"));
  }

  private Actor other() {
    return new Actor.Caller(swift.tokenOf("other"));
  }

  private ImageStore as(Actor actor) {
    return tenants().actingFor(actor);
  }

  private SwiftTenantStore tenants() {
    CallerAccounts callers =
        token -> {
          catalogues.incrementAndGet();
          if (keystoneIsAway.get()) {
            throw new IOException("Keystone does not answer");
          }
          return swift.projectOf(token).map(swift::accountOf);
        };
    SwiftAccount.Keystone service =
        new SwiftAccount.Keystone(
            swift.address(),
            new SwiftAccount.Password(
                "glance",
                SwiftAccount.Domain.USUAL,
                "service",
                SwiftAccount.Domain.USUAL,
                FakeSwift.PASSWORD));
    return new SwiftTenantStore(
        new SwiftTenants(
            callers,
            hasService ? Optional.of(service) : Optional.empty(),
            goesOn,
            SwiftEndpoint.usual(),
            new ClientTls(null, null, null, false),
            LIMITS,
            InstantSource.system()),
        new SwiftStoreOptions("glance", false, 4_000_000, 1_500_000, 0),
        List.of("admins"));
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri("swift+" + swift.accountOf("demo") + "/glance_" + imageId + "/" + imageId);
  }

  private ImageUri stored() throws Exception {
    return put(ID, BYTES, OptionalLong.of(BYTES.length)).uri();
  }

  private static byte[] all(ImageStore store, ImageUri uri) throws Exception {
    try (ImageReader reader = store.open(uri, 0, BYTES.length)) {
      return rest(reader);
    }
  }

  @Test
  void anImageHasAContainerInItsCallersAccountThatGoesWithIt() throws Exception {
    ImageUri uri = stored();

    assertThat(swift.containers).containsExactly(CONTAINER);
    assertThat(swift.objects.keySet())
        .containsExactly(
            "/" + CONTAINER + "/" + ID,
            "/" + CONTAINER + "/" + ID + "-00001",
            "/" + CONTAINER + "/" + ID + "-00002",
            "/" + CONTAINER + "/" + ID + "-00003",
            "/" + CONTAINER + "/" + ID + "-00004");
    assertThat(swift.stored("/" + CONTAINER + "/" + ID).manifest())
        .isEqualTo("glance_" + ID + "/" + ID + "-");

    store().delete(uri);

    assertThat(swift.containers).isEmpty();
    assertThat(swift.objects).isEmpty();
  }

  @Test
  void aContainerThatIsLeftWithoutItsImageGoes() {
    swift.containers.add(CONTAINER);

    assertThat(store().capabilities().inAccounts()).isTrue();
    assertThat(deleted(uriOf(ID))).isTrue();

    assertThat(swift.containers).isEmpty();
  }

  private boolean deleted(ImageUri uri) {
    try {
      store().delete(uri);
      return true;
    } catch (ImageStoreException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aContainerThatOthersPutSomethingIntoStays() throws Exception {
    ImageUri uri = stored();
    store().share(uri, new Readers.Everybody());
    String theirs = "/" + CONTAINER + "/notes";
    swift.objects.put(theirs, new StoredObject(new byte[1], ""));

    store().delete(uri);

    assertThat(swift.objects).containsOnlyKeys(theirs);
    assertThat(swift.access.get(CONTAINER)).isEqualTo(new Access("", ""));
  }

  @Test
  void aContainerThatDoesNotKnowYetThatItIsEmptyIsWorthAnotherTry() throws Exception {
    ImageUri uri = stored();
    swift.server.behave((request, _) ->
        request.method().equals("DELETE") && request.path().endsWith("glance_" + ID)
            ? new Behaviour.Refuse(409)
            : new Behaviour.Right());

    assertThatThrownBy(() -> store().delete(uri))
        .isInstanceOf(ImageStoreException.Unavailable.class);
  }

  @Test
  void saysWhoMayRead() throws Exception {
    ImageUri uri = stored();

    store().share(uri, new Readers.Projects(List.of("demo", "m1", "m2")));
    assertThat(swift.access.get(CONTAINER)).isEqualTo(new Access("m1:*,m2:*", "admins:*"));
    store().share(uri, new Readers.Everybody());
    assertThat(swift.access.get(CONTAINER)).isEqualTo(new Access("*:*", "admins:*"));
    store().share(uri, new Readers.Projects(List.of()));
    assertThat(swift.access.get(CONTAINER)).isEqualTo(new Access("", "admins:*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", ".r", "a,*", "a:*,b", "a b", "a\r\nX-Evil: 1"})
  void nobodySharesWithMoreThanAProject(String member) throws Exception {
    ImageUri uri = stored();

    store().share(uri, new Readers.Projects(List.of(member, "m1")));

    assertThat(swift.access.get(CONTAINER)).isEqualTo(new Access("m1:*", "admins:*"));
  }

  @Test
  void whoHasNoShareIsRefusedBySwiftItself() throws Exception {
    ImageUri uri = stored();
    ImageStore others = as(other());

    assertThatThrownBy(() -> all(others, uri)).isInstanceOf(ImageStoreException.Denied.class);
    store().share(uri, new Readers.Projects(List.of("other")));
    assertThat(all(others, uri)).isEqualTo(BYTES);
    store().share(uri, new Readers.Projects(List.of()));
    assertThatThrownBy(() -> all(others, uri)).isInstanceOf(ImageStoreException.Denied.class);
  }

  @Test
  void withoutACallerAndWithoutAnAccountOfItsOwnItSaysWhatItNeeds() throws Exception {
    ImageUri uri = stored();
    hasService = false;
    ImageStore nobodys = as(SERVICE);

    assertThatThrownBy(
            () -> nobodys.newWriter(new ImageWriter.Announced("two", OptionalLong.empty())))
        .isInstanceOf(ImageStoreException.Unidentified.class)
        .hasMessageContaining("swift_store_user");
    assertThatThrownBy(() -> nobodys.length(uri))
        .isInstanceOf(ImageStoreException.Unidentified.class);
    assertThatThrownBy(() -> nobodys.delete(uri))
        .isInstanceOf(ImageStoreException.Unidentified.class);
    assertThatThrownBy(() -> nobodys.share(uri, new Readers.Everybody()))
        .isInstanceOf(ImageStoreException.Unidentified.class);
    assertThat(read(uri, 0, BYTES.length)).isEqualTo(BYTES);
  }

  @Test
  void theServicesOwnAccountWorksWithoutACaller() throws Exception {
    ImageUri uri = stored();
    ImageStore services = as(SERVICE);

    assertThat(services.length(uri)).hasValue(BYTES.length);
    assertThat(all(services, uri)).isEqualTo(BYTES);
    services.share(uri, new Readers.Projects(List.of("m1")));
    services.delete(uri);
    assertThat(swift.containers).isEmpty();

    ImageWriter writer =
        services.newWriter(
            new ImageWriter.Announced("two", OptionalLong.of(1), Optional.of("demo")));
    writer.write(Slice.unowned(ByteBuffer.allocate(1)));
    assertThat(writer.commit().uri()).as("in the owner's account").isEqualTo(uriOf("two"));
  }

  @Test
  void theServiceDoesNotWriteWhatNobodyOwns() {
    ImageStore services = as(SERVICE);

    assertThatThrownBy(
            () -> services.newWriter(new ImageWriter.Announced(ID, OptionalLong.empty())))
        .isInstanceOf(ImageStoreException.Unidentified.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "../admin", ""})
  void theServiceDoesNotWriteForAnOwnerWhoCanBeNoProject(String owner) {
    ImageStore services = as(SERVICE);

    assertThatThrownBy(() ->
            services.newWriter(
                new ImageWriter.Announced(ID, OptionalLong.empty(), Optional.of(owner))))
        .isInstanceOf(ImageStoreException.Denied.class);
  }

  @Test
  void theServiceDeletesAndSharesForCallersOfOtherProjectsAndDoesNotReadForThem() throws Exception {
    ImageUri uri = stored();
    ImageStore others = as(other());

    assertThatThrownBy(() -> others.length(uri)).isInstanceOf(ImageStoreException.Denied.class);
    others.share(uri, new Readers.Everybody());
    assertThat(swift.access.get(CONTAINER)).isEqualTo(new Access("*:*", "admins:*"));
    others.delete(uri);
    assertThat(swift.containers).isEmpty();
  }

  @Test
  void anUploadOutlivesItsCallersToken() throws Exception {
    ImageWriter writer = begin(ID, OptionalLong.of(BYTES.length));
    write(writer, Arrays.copyOf(BYTES, 2_000_000));
    swift.expireTokens();
    write(writer, Arrays.copyOfRange(BYTES, 2_000_000, BYTES.length));
    ImageUri uri = writer.commit().uri();

    assertThat(uri).isEqualTo(uriOf(ID));
    assertThat(all(as(SERVICE), uri)).isEqualTo(BYTES);
    assertThat(swift.logins).as("the service logged in").hasPositiveValue();
  }

  @Test
  void anUploadEndsWithItsCallersTokenWhereNobodyGoesOn() throws Exception {
    goesOn = false;
    ImageWriter writer =
        as(demo()).newWriter(new ImageWriter.Announced(ID, OptionalLong.of(BYTES.length)));
    write(writer, Arrays.copyOf(BYTES, 2_000_000));
    swift.expireTokens();

    assertThatThrownBy(
            () -> {
              write(writer, Arrays.copyOfRange(BYTES, 2_000_000, BYTES.length));
              writer.commit();
            })
        .isInstanceOf(ImageStoreException.Unidentified.class)
        .hasMessageNotContaining("token-of-demo");
    writer.cancel();
    assertThat(swift.logins).hasValue(0);
  }

  @Test
  void noTokenGoesWhereNoCatalogueNamesSwift() throws Exception {
    try (FakeSwift stranger = new FakeSwift()) {
      stranger.tokenOf("demo");
      ImageUri uri =
          new ImageUri("swift+" + stranger.accountOf("demo") + "/glance_" + ID + "/" + ID);
      for (Actor actor : List.of(demo(), SERVICE)) {
        assertThatThrownBy(() -> as(actor).length(uri))
            .isInstanceOf(ImageStoreException.Denied.class);
        assertThatThrownBy(() -> as(actor).delete(uri))
            .isInstanceOf(ImageStoreException.Denied.class);
      }
      assertThat(stranger.server.requests()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "swift+config://ref1/glance/one",
        "swift+http://user:key@127.0.0.1/v1/AUTH_demo/glance_one/one",
        "swift+http://127.0.0.1/v1/AUTH_demo/glance_one/two",
        "swift+http://127.0.0.1/v1/AUTH_demo/backups/one",
        "swift+http://127.0.0.1/v1/AUTH_demo/glance/one",
        "swift+http://glance_one/one",
        "swift+http:///glance_one/one",
        "swift+http://127.0.0.1/v1/AUTH_demo/glance_one/",
        "https://127.0.0.1/v1/AUTH_demo/glance_one/one"
      })
  void takesNothingElseForAnImage(String uri) {
    assertThatThrownBy(() -> store().length(new ImageUri(uri)))
        .isInstanceOf(ImageStoreException.Malformed.class);
    assertThat(store().covers(new ImageUri(uri))).isFalse();
  }

  @Test
  void understandsEveryFormThatAGlanceWrites() {
    assertThat(store().covers(new ImageUri("swift://swift.example:8080/v1/AUTH_a/glance_one/one")))
        .isTrue();
    assertThat(store().covers(new ImageUri("swift+https://swift.example/v1/AUTH_a/glance_o/o")))
        .isTrue();
  }

  @Test
  void asksForCataloguesWhereItDoesNotKnowTheServerYet() throws Exception {
    ImageUri uri = stored();
    catalogues.set(0);

    assertThat(read(uri, 0, 10)).hasSize(10);
    assertThat(read(uri, 0, 10)).hasSize(10);

    assertThat(catalogues).hasValue(0);
  }

  @Test
  void aKeystoneThatDoesNotAnswerMayDoSoLater() throws Exception {
    keystoneIsAway.set(true);
    assertThatThrownBy(this::stored).isInstanceOf(ImageStoreException.Unavailable.class);
    keystoneIsAway.set(false);

    assertThat(read(stored(), 0, BYTES.length)).isEqualTo(BYTES);
  }

  @Test
  void aCallerWithoutAnAccountIsDenied() {
    ImageStore nobodys = as(new Actor.Caller("a stranger's"));

    assertThatThrownBy(() -> nobodys.newWriter(new ImageWriter.Announced(ID, OptionalLong.empty())))
        .isInstanceOf(ImageStoreException.Denied.class);
  }

  @Test
  void saysWhetherSwiftAnswers() throws Exception {
    assertThat(tenants().health()).isEqualTo(new Health.Up());
    hasService = false;
    try (SwiftTenantStore callersOnly = tenants()) {
      assertThat(callersOnly.health()).as("nothing is known").isEqualTo(new Health.Up());
      assertThatThrownBy(() -> callersOnly.actingFor(demo()).length(uriOf(ID)))
          .isInstanceOf(ImageStoreException.NotFound.class);
      assertThat(callersOnly.health()).isEqualTo(new Health.Up());
      swift.server.behave((_, _) -> new Behaviour.Silence());
      assertThat(callersOnly.health()).isInstanceOf(Health.Down.class);
    }
  }

  @Test
  void actorsDoNotPrintTheirTokens() {
    assertThat(demo().toString()).doesNotContain("token-of");
  }
}
