package dev.vitrine.images.policy;

import java.util.List;

/// A check string as a tree. Immutable.
sealed interface Check {

  /// `@`, and the empty check string.
  record Always() implements Check {}

  /// `!`
  record Never() implements Check {}

  /// What could not be understood: it denies, and so does its contrary.
  record Unclear() implements Check {}

  record Not(Check check) implements Check {}

  record And(List<Check> checks) implements Check {
    public And {
      checks = List.copyOf(checks);
    }
  }

  record Or(List<Check> checks) implements Check {
    public Or {
      checks = List.copyOf(checks);
    }
  }

  /// `role:NAME`: the caller has the role, in whatever case.
  record Role(Template role) implements Check {}

  /// `rule:NAME`: what another rule says. Linking takes these out of the tree.
  record Rule(String name) implements Check {}

  /// `'text':%(name)s`: an attribute of the target has this value.
  record Literal(String text, Template value) implements Check {}

  /// `name:%(name)s`: a credential of the caller, or one of its values, is this.
  record Credential(String name, Template value) implements Check {}

  /// `http://…`: what a server of the operator's says.
  record Remote(Template url) implements Check {}

  /// Whether anything in the tree could not be understood.
  default boolean isUnclear() {
    return switch (this) {
      case Unclear() -> true;
      case Not(Check check) -> check.isUnclear();
      case And(var checks) -> checks.stream().anyMatch(Check::isUnclear);
      case Or(var checks) -> checks.stream().anyMatch(Check::isUnclear);
      default -> false;
    };
  }
}
