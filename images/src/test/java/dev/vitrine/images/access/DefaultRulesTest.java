package dev.vitrine.images.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Policy.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who passes each of the default rules: every rule, every kind of caller, every kind of target.
///
/// The expectations below are written down from the Image service's reference of its policies, one
/// letter for each caller, and share nothing with the check strings.
class DefaultRulesTest {
  /// The callers, by the letters of the table. All but the last two are of project `p`.
  private static final Map<Character, Caller> CALLERS = callers();

  /// What the rules are asked about.
  private static final Map<String, Target> TARGETS = targets();

  /// Rules that are a role's alone, whatever the target. `A` is an administrator, `S` a service.
  private static final Map<Action, String> BY_ROLE = byRole();

  /// Rules that depend on the target: caller letters for each kind of target.
  private static final Map<Action, Map<String, String>> BY_TARGET = byTarget();

  private static Map<Character, Caller> callers() {
    Map<Character, Caller> callers = new LinkedHashMap<>();
    callers.put('A', of("ops", "admin", "manager", "member", "reader"));
    callers.put('S', of("services", "service"));
    callers.put('G', of("p", "manager", "member", "reader")); // manages the project
    callers.put('M', of("p", "member", "reader"));
    callers.put('R', of("p", "reader"));
    callers.put('O', of("p", "member")); // whose issuer implied nothing
    callers.put('N', of("p"));
    callers.put('m', of("q", "member", "reader"));
    callers.put('r', of("q", "reader"));
    return callers;
  }

  private static Caller of(String project, String... roles) {
    return new Caller("user", project, Set.of(roles), false);
  }

  private static Caller scoped(Caller.Scope scope) {
    Caller.Origin origin = new Caller.Origin("default", null, "default", scope, true, null);
    Set<String> roles = Set.of("admin", "member", "reader", "service");
    return new Caller("user", null, roles, true, false, origin);
  }

  /// All belong to project `p`, and `q` is the other project.
  private static Map<String, Target> targets() {
    Map<String, Target> targets = new LinkedHashMap<>();
    for (Visibility visibility : Visibility.values()) {
      targets.put(visibility.text(), new Target.Existing(image("p", visibility), () -> false));
    }
    targets.put("shared with q", new Target.Membership(image("p", Visibility.SHARED), "q"));
    targets.put("new", new Target.Proposed("p", Visibility.SHARED));
    targets.put("new for nobody", new Target.Proposed(null, Visibility.SHARED));
    targets.put("definition", new Target.Definition("p", "private"));
    targets.put("public definition", new Target.Definition("p", "public"));
    return targets;
  }

  private static Image image(@Nullable String owner, Visibility visibility) {
    return new ImageBuilder("id", Instant.EPOCH).owner(owner).visibility(visibility).build();
  }

  private static Map<Action, String> byRole() {
    Map<Action, String> rules = new LinkedHashMap<>();
    for (Action open : List.of(Action.DEFAULT, Action.METADEF_DEFAULT)) {
      rules.put(open, "ASGMRONmr");
    }
    for (Action task :
        List.of(Action.GET_TASK, Action.GET_TASKS, Action.ADD_TASK, Action.MODIFY_TASK)) {
      rules.put(task, "ASGMRONmr");
    }
    rules.put(Action.SERVICE_API, "AS");
    rules.put(Action.FETCH_IMAGE_LOCATION, "AS");
    rules.put(Action.STORES_INFO_DETAIL, "AS");
    for (Action admins :
        List.of(
            Action.CONTEXT_IS_ADMIN,
            Action.PUBLICIZE_IMAGE,
            Action.DELETE_IMAGE_LOCATION,
            Action.MANAGE_IMAGE_CACHE,
            Action.COPY_IMAGE,
            Action.LIST_CACHED_NODES,
            Action.TASKS_API_ACCESS,
            Action.METADEF_ADMIN,
            Action.CACHE_IMAGE,
            Action.CACHE_LIST,
            Action.CACHE_DELETE,
            Action.CACHE_CLEAN,
            Action.CACHE_PRUNE)) {
      rules.put(admins, "A");
    }
    Arrays.stream(Action.values())
        .filter(action -> action.ruleName().contains("metadef"))
        .filter(action -> action.ruleName().matches("(add|modify|delete|remove)_.*"))
        .forEach(action -> rules.put(action, "A"));
    return rules;
  }

  private static Map<Action, Map<String, String>> byTarget() {
    Map<Action, Map<String, String>> rules = new LinkedHashMap<>();
    for (Action changes :
        List.of(
            Action.DELETE_IMAGE,
            Action.MODIFY_IMAGE,
            Action.COMMUNITIZE_IMAGE,
            Action.UPLOAD_IMAGE,
            Action.SET_IMAGE_LOCATION,
            Action.ADD_MEMBER,
            Action.DELETE_MEMBER,
            Action.DEACTIVATE,
            Action.REACTIVATE)) {
      rules.put(changes, everywhere("AGMO", "A"));
    }
    rules.put(Action.ADD_IMAGE, everywhere("AGMO", "A"));
    rules.put(Action.ADD_IMAGE_LOCATION, everywhere("ASGMO", "AS"));
    for (Action lists : List.of(Action.GET_IMAGES, Action.GET_METADEF_NAMESPACES)) {
      rules.put(lists, everywhere("AGMR", "A"));
    }
    rules.put(Action.GET_IMAGE_LOCATION, everywhere("AGMR", "A"));
    rules.put(Action.GET_IMAGE, shown("AGMR", "AGMRmr"));
    rules.put(Action.DOWNLOAD_IMAGE, shown("AGMO", "AGMOm"));
    rules.put(Action.DOWNLOAD_FROM_STORE, shown("AGMO", "AGMOm"));
    for (Action sharing : List.of(Action.GET_MEMBER, Action.GET_MEMBERS)) {
      Map<String, String> expected = everywhere("AGMR", "A");
      expected.put("shared with q", "AGMRmr");
      rules.put(sharing, expected);
    }
    Map<String, String> accepting = everywhere("A", "A");
    accepting.put("shared with q", "Am");
    rules.put(Action.MODIFY_MEMBER, accepting);
    Arrays.stream(Action.values())
        .filter(action -> action.ruleName().matches("(get|list)_metadef_.*"))
        .filter(action -> action != Action.GET_METADEF_NAMESPACES)
        .forEach(action -> {
          Map<String, String> expected = everywhere("AGMR", "A");
          expected.put("public", "AGMRmr");
          expected.put("public definition", "AGMRmr");
          rules.put(action, expected);
        });
    return rules;
  }

  private static Map<String, String> everywhere(String ofOwners, String ofNobody) {
    Map<String, String> expected = new LinkedHashMap<>();
    TARGETS.keySet().forEach(target -> expected.put(target, ofOwners));
    expected.put("new for nobody", ofNobody);
    return expected;
  }

  private static Map<String, String> shown(String toOwners, String toAll) {
    Map<String, String> expected = everywhere(toOwners, "");
    for (String open : List.of("community", "public", "shared", "shared with q")) {
      expected.put(open, toAll);
    }
    for (String others : List.of("new", "new for nobody", "public definition")) {
      expected.remove(others); // asked about images only
    }
    return expected;
  }

  static Stream<Action> rules() {
    return Arrays.stream(Action.values());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void passWhomTheReferenceNames(Action action) {
    String letters = BY_ROLE.get(action);
    Map<String, String> expected =
        letters == null ? BY_TARGET.getOrDefault(action, Map.of()) : everywhere(letters, letters);
    assertThat(expected).as("expectations for %s", action).isNotEmpty();
    List<String> wrong = new ArrayList<>();
    expected.forEach((target, whom) -> {
      String passing = passing(action, target);
      if (!passing.equals(whom)) {
        wrong.add(target + ": " + passing + " instead of " + whom);
      }
    });
    assertThat(wrong).isEmpty();
  }

  private static String passing(Action action, String name) {
    Target target = Objects.requireNonNull(TARGETS.get(name));
    StringBuilder letters = new StringBuilder();
    CALLERS.forEach((letter, caller) -> {
      if (Policy.defaults().allows(caller, action, target)) {
        letters.append(letter);
      }
    });
    return letters.toString();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void areClosedToTokensOfTheSystemAndOfDomainsUnlessTheyGuardNothing(Action action) {
    boolean helper = action.scopes() == Policy.Scopes.ANY;
    for (Caller.Scope scope : List.of(Caller.Scope.SYSTEM, Caller.Scope.DOMAIN)) {
      for (Target target : TARGETS.values()) {
        assertThat(Policy.defaults().allows(scoped(scope), action, target))
            .as("%s for %s", scope, target)
            .isEqualTo(helper);
      }
    }
  }

  @Test
  void areSixtySeven() {
    assertThat(Action.values()).hasSize(67);
    assertThat(BY_ROLE.size() + BY_TARGET.size()).isEqualTo(67);
  }

  @Test
  void matchAnOwnerNeverWithACallerWithoutProject() {
    Caller unscoped = new Caller("user", null, Set.of("member", "reader"), false);
    Target ownerless = new Target.Existing(image(null, Visibility.PRIVATE), () -> false);
    for (Action action : Action.values()) {
      boolean open = BY_ROLE.getOrDefault(action, "").contains("N");
      assertThat(Policy.defaults().allows(unscoped, action, ownerless))
          .as("%s", action)
          .isEqualTo(open);
    }
  }
}
