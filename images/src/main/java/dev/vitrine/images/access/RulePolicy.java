package dev.vitrine.images.access;

import dev.vitrine.images.policy.CurrentRules;
import dev.vitrine.images.policy.Facts;
import dev.vitrine.images.policy.PolicyFileException;
import dev.vitrine.images.policy.PolicyFiles;
import dev.vitrine.images.policy.RemoteCheck;
import dev.vitrine.images.policy.RuleBook;
import dev.vitrine.images.policy.RuleDefault;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A policy by rules: the default ones, and over them those of the operator's files. What the rules
/// say is all that counts; nobody passes for being an administrator alone.
///
/// Thread-safe.
public final class RulePolicy implements Policy {
  private static final String ADMIN_ROLE = "admin";

  private static final List<RuleDefault> DEFAULTS =
      Arrays.stream(Action.values())
          .map(action ->
              new RuleDefault(
                  action.ruleName(),
                  action.check(),
                  action.formerCheck(),
                  action.scopes() == Scopes.PROJECT))
          .toList();

  private final CurrentRules rules;

  /// The defaults alone.
  private final RuleBook usualRules;

  private final boolean ownersOnly;

  private RulePolicy(CurrentRules rules, RuleBook usualRules, boolean ownersOnly) {
    this.rules = rules;
    this.usualRules = usualRules;
    this.ownersOnly = ownersOnly;
  }

  /// Throws when the files that are there cannot be understood.
  public static RulePolicy of(PolicyFiles files, RuleBook.Options options, RemoteCheck remote)
      throws PolicyFileException {
    return new RulePolicy(
        new CurrentRules(DEFAULTS, files, options, remote),
        RuleBook.of(DEFAULTS, Map.of(), options, remote),
        !options.newDefaultsOnly());
  }

  @Override
  public boolean allows(Caller caller, Action action, Target target) {
    return allows(caller, action.ruleName(), TargetFacts.of(caller, target));
  }

  /// Whether a rule of whatever name lets the caller pass, when there is nothing to do it to.
  public boolean allowsRule(Caller caller, String rule) {
    return allows(caller, rule, Facts.EMPTY);
  }

  private boolean allows(Caller caller, String rule, Facts target) {
    boolean ofProject = caller.origin().scope() == Caller.Scope.PROJECT;
    return rules.rules().allows(rule, ofProject, new Credentials(caller), target);
  }

  /// As long as nobody wrote another rule, readers get every image that a list shows them, and
  /// administrators every image: those who are so by their role, not by another rule.
  @Override
  public boolean mayWithholdImages(Caller caller) {
    RuleBook now = rules.rules();
    boolean usual =
        now.saysAs(usualRules, Action.GET_IMAGE.ruleName())
            && now.saysAs(usualRules, Action.GET_IMAGES.ruleName())
            && (!caller.admin() || caller.roles().contains(ADMIN_ROLE));
    return !usual;
  }

  @Override
  public boolean ownersOnly() {
    return ownersOnly;
  }

  /// Why the rules that hold are not those of the operator's files; null when they are.
  public @Nullable String trouble() {
    return rules.trouble();
  }
}
