package dev.vitrine.images.policy;

import java.util.List;

/// May these credentials do to this target what the rule guards? A walk over the rule's tree.
record Question(String rule, Facts credentials, Facts target, RemoteCheck remote) {

  boolean passes(Check check) {
    return switch (check) {
      case Check.Always() -> true;
      case Check.Never(), Check.Unclear() -> false;
      case Check.Not(Check inner) -> !passes(inner);
      case Check.And(var checks) -> checks.stream().allMatch(this::passes);
      case Check.Or(var checks) -> checks.stream().anyMatch(this::passes);
      case Check.Role(Template template) -> {
        String role = template.fill(target);
        yield role != null
            && credentials.get("roles") instanceof List<?> roles
            && roles.stream().anyMatch(own -> role.equalsIgnoreCase(own.toString()));
      }
      case Check.Literal(String text, Template value) -> text.equals(value.fill(target));
      case Check.Credential(String name, Template value) -> {
        String wanted = value.fill(target);
        yield wanted != null && has(name, wanted);
      }
      case Check.Remote(Template template) -> {
        String url = template.fillAsUrl(target);
        yield url != null && remote.allows(url, rule, target.all(), credentials.all());
      }
      case Check.Rule(String name) ->
          throw new IllegalStateException("a rule that was not linked: " + name);
    };
  }

  private boolean has(String name, String wanted) {
    return switch (credentials.get(name)) {
      case null -> false;
      case List<?> values -> values.stream().anyMatch(value -> wanted.equals(Facts.text(value)));
      case Object value -> wanted.equals(Facts.text(value));
    };
  }
}
