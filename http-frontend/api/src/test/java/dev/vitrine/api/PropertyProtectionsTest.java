package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.ProtectionFile;
import dev.vitrine.images.access.ProtectionFile.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a protection file does to those who use the API.
class PropertyProtectionsTest {
  private static final String BILLING = "p+billing";
  private static final String MEMBER = "p";
  private static final String ROLES =
      """
      [^x_license$]
      create = admin
      read = @
      update = !
      delete = admin
      [^x_billing_code]
      create = billing,admin
      read = billing,admin
      update = billing
      delete = admin
      [^x_]
      create = @
      read = @
      update = @
      delete = @
      """;

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void startWithRoles() throws Exception {
    api = new TestApi(protections(ROLES, Format.ROLES));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private PropertyProtections protections(String text, Format format) throws Exception {
    Path file = Files.writeString(folder.resolve("protections.conf"), text);
    return ProtectionFile.read(
        file,
        format,
        (caller, rule) -> rule.equals("for_billing") && caller.roles().contains("billing"));
  }

  private String billed() {
    return api.create(
        "{\"name\":\"one\",\"visibility\":\"private\",\"x_billing_code\":\"secret7\",\"x_free\":\"f\"}",
        "X-Caller",
        BILLING);
  }

  private Answer show(String id, String caller) {
    return api.get("/v2/images/" + id, "X-Caller", caller).expect(200);
  }

  private Answer patch(String id, String caller, String change) {
    return api.patch("/v2/images/" + id, "[" + change + "]", "X-Caller", caller);
  }

  private static String change(String operation, String property) {
    String value = operation.equals("remove") ? "" : ",\"value\":\"new\"";
    return "{\"op\":\"%s\",\"path\":\"/%s\"%s}".formatted(operation, property, value);
  }

  @Test
  void showsAPropertyToThoseOnlyWhoMayReadIt() {
    String id = billed();
    assertThat(show(id, BILLING).string("x_billing_code")).isEqualTo("secret7");
    assertThat(show(id, MEMBER).text()).contains("x_free").doesNotContain("x_billing");
    assertThat(api.get("/v2/images", "X-Caller", MEMBER).text())
        .contains("x_free")
        .doesNotContain("x_billing");
    assertThat(api.get("/v2/images", "X-Caller", BILLING).text()).contains("secret7");
  }

  @Test
  void makesNoImageWithAPropertyThatTheCallerMayNotCreate() {
    Answer answer =
        api.post("/v2/images", "{\"x_billing_code\":\"1\"}", "X-Caller", MEMBER).expect(403);
    assertThat(answer.text()).contains("x_billing_code").contains("reserved");
    api.post("/v2/images", "{\"x_license\":\"1\"}", "X-Caller", BILLING).expect(403);
    api.post("/v2/images", "{\"x_license\":\"1\"}", "X-Caller", "admin").expect(201);
    assertThat(api.get("/v2/images", "X-Caller", BILLING).text()).contains("\"images\":[]");
  }

  @Test
  void refusesWhatMatchesNoSectionToEverybody() {
    api.post("/v2/images", "{\"other\":\"1\"}", "X-Caller", "admin").expect(403);
  }

  @Test
  void letsTheFirstSectionThatFitsDecide() {
    // The last section would let everybody, too.
    String id = api.create("{\"x_license\":\"mit\"}", "X-Caller", "admin");
    patch(id, "admin", change("replace", "x_license")).expect(403);
    patch(id, "admin", change("remove", "x_license")).expect(200);
    patch(id, "admin", change("add", "x_licensed")).expect(200);
  }

  @Test
  void keepsWhatTheCallerCannotReadThroughItsPatch() {
    String id = billed();
    patch(id, MEMBER, change("replace", "x_free")).expect(200);
    patch(id, MEMBER, change("remove", "x_free")).expect(200);
    patch(id, MEMBER, change("add", "x_more")).expect(200);
    assertThat(show(id, BILLING).string("x_billing_code")).isEqualTo("secret7");
    assertThat(show(id, BILLING).string("x_more")).isEqualTo("new");
  }

  @Test
  void holdsEachOperationOfAPatchToItsOwnRight() {
    String id = billed();
    patch(id, BILLING, change("replace", "x_billing_code")).expect(200);
    patch(id, BILLING, change("add", "x_billing_code")).expect(200);
    patch(id, BILLING, change("remove", "x_billing_code")).expect(403);
    patch(id, BILLING, change("add", "x_billing_code_2")).expect(200);
    patch(id, "admin", change("replace", "x_billing_code")).expect(403);
    patch(id, "admin", change("remove", "x_billing_code")).expect(200);
  }

  @Test
  void tellsNobodyOfAPropertyThatTheyMayNotRead() {
    String id = billed();
    patch(id, MEMBER, change("replace", "x_billing_code")).expect(409);
    patch(id, MEMBER, change("remove", "x_billing_code")).expect(409);
    patch(id, MEMBER, change("add", "x_billing_code")).expect(403);
    assertThat(show(id, BILLING).string("x_billing_code")).isEqualTo("secret7");
  }

  @Test
  void matchesNoFilterOnAPropertyThatTheCallerMayNotRead() {
    String id = billed();
    String list = "/v2/images?x_billing_code=secret7";
    assertThat(api.get(list, "X-Caller", BILLING).text()).contains(id);
    assertThat(api.get(list, "X-Caller", MEMBER).expect(200).text()).doesNotContain(id);
  }

  @Test
  void searchesNothingThatTheCallerMayNotRead() {
    String id = billed();
    for (String query :
        Set.of(
            "q=secret7",
            "q=secre*",
            "q=secret8~1",
            "q=x_billing_code:secret7",
            "x_billing_code=secret7")) {
      String search = "/v2/search/images?" + query;
      assertThat(api.get(search, "X-Caller", BILLING).expect(200).text()).as(query).contains(id);
      assertThat(api.get(search, "X-Caller", MEMBER).expect(200).text())
          .as(query)
          .contains("\"total\":0")
          .doesNotContain(id);
    }
  }

  @Test
  void showsAndCountsInASearchOnlyWhatTheCallerMayRead() {
    String id = billed();
    String search = "/v2/search/images?q=one&facet=x_billing_code&facet=x_free";
    assertThat(api.get(search, "X-Caller", BILLING).expect(200).text())
        .contains(id)
        .contains("secret7");
    assertThat(api.get(search, "X-Caller", MEMBER).expect(200).text())
        .contains(id)
        .contains("\"f\"")
        .doesNotContain("secret7");
    // Contraries tell nothing either.
    assertThat(api.get("/v2/search/images?q=NOT%20secret7", "X-Caller", MEMBER).text())
        .contains(id);
  }

  @Test
  void asksThePolicyWhereTheFileNamesRules() throws Exception {
    String file =
        """
        [^x_billing_code]
        create = for_billing
        read = for_billing
        update = for_nobody
        delete = !
        [.*]
        create = @
        read = @
        update = @
        delete = @
        """;
    try (TestApi byRules = new TestApi(protections(file, Format.POLICIES))) {
      String document = "{\"x_billing_code\":\"1\"}";
      byRules.post("/v2/images", document, "X-Caller", MEMBER).expect(403);
      String id = byRules.create(document, "X-Caller", BILLING);
      assertThat(byRules.get("/v2/images/" + id, "X-Caller", MEMBER).text())
          .doesNotContain("x_billing_code");
      String path = "/v2/images/" + id;
      byRules
          .patch(path, "[" + change("replace", "x_billing_code") + "]", "X-Caller", BILLING)
          .expect(403);
      byRules
          .patch(path, "[" + change("remove", "x_billing_code") + "]", "X-Caller", BILLING)
          .expect(403);
      byRules.patch(path, "[" + change("add", "anything") + "]", "X-Caller", MEMBER).expect(200);
    }
  }
}
