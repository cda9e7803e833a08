package dev.vitrine.images.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What check strings mean: to a member and reader of the project `p1` that asks about an image of
/// its own, which is public.
class CheckStringsTest {
  private static final Facts CREDENTIALS =
      Facts.of(
          Map.of(
              "user_id",
              "u1",
              "project_id",
              "p1",
              "roles",
              List.of("member", "reader"),
              "is_admin_project",
              true));

  private static final Facts TARGET =
      Facts.of(
          Map.of(
              "project_id", "p1",
              "member_id", Facts.NONE,
              "visibility", "public",
              "protected", false,
              "role_wanted", "READER"));

  private static RuleBook book(Map<String, ? extends @Nullable Object> rules) {
    return RuleBook.of(List.of(), rules, RuleBook.Options.DEFAULTS, RemoteCheck.DENYING);
  }

  private static boolean holds(@Nullable Object check) {
    Map<String, @Nullable Object> rules = new HashMap<>();
    rules.put("asked", check);
    rules.put("yes", "@");
    rules.put("no", "!");
    rules.put("broken", "(role:member");
    return book(rules).allows("asked", true, CREDENTIALS, TARGET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "role:member",
        "role:MEMBER",
        "role:%(role_wanted)s",
        "rule:yes",
        "not !",
        "not not @",
        "NOT !",
        "project_id:%(project_id)s",
        "project_id:p1",
        "tenant:x or user_id:u1",
        "'public':%(visibility)s",
        "\"public\":%(visibility)s",
        "False:%(protected)s",
        "is_admin_project:True",
        "roles:member",
        "1:1",
        "-1.5:-1.5",
        "None:%(member_id)s",
        "'100%':100%%",
        "(role:member)",
        "((role:member) and (role:reader))",
        "( role:member )",
        "role:nobody or role:member and role:reader",
        "role:member and role:reader or role:nobody",
        "role:member or !",
        "role:member Or !",
        "not role:nobody and role:member",
        "not (role:nobody or role:other)",
        "role:member\n  and\trole:reader",
        "rule:broken or role:member",
      })
  void hold(String check) {
    assertThat(holds(check)).as(check).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "!",
        "role:nobody",
        "role:%(nothing)s",
        "rule:no",
        "not @",
        "project_id:%(member_id)s",
        "project_id:%(nothing)s",
        "domain_id:%(member_id)s",
        "domain_id:None",
        "'p2':%(project_id)s",
        "True:%(protected)s",
        "role:member and role:nobody",
        "role:nobody and role:member or role:nobody",
        "(role:nobody or role:member) and role:nobody",
        "not role:member or role:nobody",
        "user.id:u1",
        "'a:b':a:b",
        "http://127.0.0.1:1/",
      })
  void doNotHold(String check) {
    assertThat(holds(check)).as(check).isFalse();
    assertThat(holds("not not " + (check.isBlank() ? "!" : "(" + check + ")"))).isFalse();
  }

  /// Denied, and so is the contrary of what nobody understands.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "member",
        "(role:member",
        "role:member)",
        "()",
        "role:member and",
        "and role:member",
        "role:member role:reader",
        "not",
        "or",
        "'quoted'",
        "'a':'a'",
        "role:%(broken",
        "role:100%",
        "project_id:%project_id",
        "rule:typo",
        "rule:asked",
        "rule:broken",
      })
  void whatIsNotUnderstoodDenies(String check) {
    Map<String, String> rules = Map.of("asked", check, "broken", "(role:member");
    assertThat(book(rules).allows("asked", true, CREDENTIALS, TARGET)).isFalse();
    assertThat(book(rules).problems()).anyMatch(problem -> problem.contains("Rule "));
    assertThat(holds("not (" + check + ")")).isFalse();
  }

  @Test
  void readsTheOlderFormAsAlternativesOfConjunctions() {
    assertThat(holds(List.of())).isTrue();
    assertThat(holds(List.of(List.of()))).isFalse();
    assertThat(holds(List.of("role:nobody", "role:member"))).isTrue();
    assertThat(holds(List.of(List.of("role:member", "role:nobody"), List.of("role:reader"))))
        .isTrue();
    assertThat(holds(List.of(List.of("role:member", "role:nobody")))).isFalse();
    assertThat(holds(Arrays.asList(null, 7))).isFalse();
    assertThat(holds(null)).isTrue();
    assertThat(holds(7)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"a, b", "b, c", "c, a"})
  void rulesThatReferToEachOtherInACircleDenyAndAreNamed(String from, String to) {
    RuleBook book = book(Map.of("a", "rule:b", "b", "rule:c", "c", "rule:a", "d", "role:member"));
    assertThat(book.allows(from, true, CREDENTIALS, TARGET)).isFalse();
    assertThat(book.allows(to, true, CREDENTIALS, TARGET)).isFalse();
    assertThat(book.allows("d", true, CREDENTIALS, TARGET)).isTrue();
    assertThat(book.problems()).anyMatch(problem -> problem.contains("refers to itself"));
  }

  @Test
  void survivesWhatNobodyWouldWrite() {
    assertThat(holds("not ".repeat(100_000) + "@")).isFalse();
    assertThat(holds("(".repeat(100_000) + "@" + ")".repeat(100_000))).isFalse();
    Map<String, String> chain = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      chain.put("r" + i, "rule:r" + (i + 1));
    }
    chain.put("r10000", "@");
    book(chain).allows("r0", true, CREDENTIALS, TARGET);
    assertThat(holds(String.join(" or ", java.util.Collections.nCopies(50_000, "role:x"))))
        .isFalse();
  }

  @Test
  void anUnknownRuleLetsNobody() {
    assertThat(book(Map.of("default", "@")).allows("typo", true, CREDENTIALS, TARGET)).isFalse();
  }

  @Test
  void aRuleForProjectsDeniesTheTokensOfOthersUnlessScopesDoNotCount() {
    List<RuleDefault> defaults = List.of(new RuleDefault("asked", "@", null, true));
    RuleBook strict =
        RuleBook.of(defaults, Map.of(), RuleBook.Options.DEFAULTS, RemoteCheck.DENYING);
    assertThat(strict.allows("asked", true, CREDENTIALS, TARGET)).isTrue();
    assertThat(strict.allows("asked", false, CREDENTIALS, TARGET)).isFalse();
    RuleBook overridden =
        RuleBook.of(defaults, Map.of("asked", "@"), RuleBook.Options.DEFAULTS, RemoteCheck.DENYING);
    assertThat(overridden.allows("asked", false, CREDENTIALS, TARGET)).isFalse();
    RuleBook lax =
        RuleBook.of(defaults, Map.of(), new RuleBook.Options(true, false), RemoteCheck.DENYING);
    assertThat(lax.allows("asked", false, CREDENTIALS, TARGET)).isTrue();
  }

  @Test
  void aFormerCheckCountsOnlyWhereAskedForAndOnlyForARuleThatNobodyOverrides() {
    List<RuleDefault> defaults = List.of(new RuleDefault("asked", "!", "role:member", false));
    RuleBook.Options former = new RuleBook.Options(false, true);
    assertThat(
            RuleBook.of(defaults, Map.of(), RuleBook.Options.DEFAULTS, RemoteCheck.DENYING)
                .allows("asked", true, CREDENTIALS, TARGET))
        .isFalse();
    assertThat(
            RuleBook.of(defaults, Map.of(), former, RemoteCheck.DENYING)
                .allows("asked", true, CREDENTIALS, TARGET))
        .isTrue();
    assertThat(
            RuleBook.of(defaults, Map.of("asked", "!"), former, RemoteCheck.DENYING)
                .allows("asked", true, CREDENTIALS, TARGET))
        .isFalse();
  }

  @Test
  void asksAServerWithTheTargetFilledIn() {
    RuleBook book =
        RuleBook.of(
            List.of(),
            Map.of("asked", "https://policy.example/%(visibility)s"),
            RuleBook.Options.DEFAULTS,
            (url, rule, target, credentials) ->
                url.equals("https://policy.example/public")
                    && rule.equals("asked")
                    && "p1".equals(target.get("project_id"))
                    && credentials.get("roles") instanceof List<?> roles
                    && roles.contains("member"));
    assertThat(book.allows("asked", true, CREDENTIALS, TARGET)).isTrue();
  }
}
