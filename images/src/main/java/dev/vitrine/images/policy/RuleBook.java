package dev.vitrine.images.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All rules as they hold together: the defaults, and over them what the operator wrote. Immutable
/// and thread-safe.
public final class RuleBook {
  /// Far longer than any that a person wrote; far from the end of a thread's stack.
  private static final int LONGEST_CHAIN = 100;

  private final Map<String, Check> checks;
  private final Set<String> projectsOnly;
  private final RemoteCheck remote;
  private final List<String> problems;

  private RuleBook(
      Map<String, Check> checks,
      Set<String> projectsOnly,
      RemoteCheck remote,
      List<String> problems) {
    this.checks = Map.copyOf(checks);
    this.projectsOnly = Set.copyOf(projectsOnly);
    this.remote = remote;
    this.problems = List.copyOf(problems);
  }

  /// How the defaults are to be taken.
  ///
  /// @param newDefaultsOnly whether a rule's former check counts no longer
  /// @param scopesCount whether rules for projects deny the tokens of others
  public record Options(boolean newDefaultsOnly, boolean scopesCount) {
    public static final Options DEFAULTS = new Options(true, true);
  }

  /// @param overrides a check string, a list (the older form) or null (nothing: everybody may) for
  ///   each rule that the operator wrote
  public static RuleBook of(
      List<RuleDefault> defaults,
      Map<String, ? extends @Nullable Object> overrides,
      Options options,
      RemoteCheck remote) {
    Reader reader = new Reader();
    for (RuleDefault rule : defaults) {
      if (!overrides.containsKey(rule.name())) {
        reader.read(rule, options);
      }
    }
    overrides.forEach(reader::read);
    Set<String> projectsOnly = new LinkedHashSet<>();
    if (options.scopesCount()) {
      defaults.stream()
          .filter(RuleDefault::projectsOnly)
          .map(RuleDefault::name)
          .forEach(projectsOnly::add);
    }
    return new RuleBook(reader.linked(), projectsOnly, remote, reader.problems);
  }

  /// What could not be understood and denies, in a sentence each that names the rule.
  public List<String> problems() {
    return problems;
  }

  /// Whether a rule is the same here and there, with all that it refers to.
  public boolean saysAs(RuleBook other, String rule) {
    return Objects.equals(checks.get(rule), other.checks.get(rule))
        && projectsOnly.contains(rule) == other.projectsOnly.contains(rule);
  }

  /// Whether the rule lets these credentials do to the target what it guards. A rule that is not
  /// there lets nobody.
  ///
  /// @param ofProject whether the caller's token is good for a project
  public boolean allows(String rule, boolean ofProject, Facts credentials, Facts target) {
    Check check = checks.get(rule);
    if (check == null || (!ofProject && projectsOnly.contains(rule))) {
      return false;
    }
    try {
      return new Question(rule, credentials, target, remote).passes(check);
    } catch (RemoteCheck.Undecided e) {
      return false;
    }
  }

  /// Reads the rules one by one, then resolves what they say of each other.
  private static final class Reader {
    private final Map<String, Check> unlinked = new LinkedHashMap<>();
    private final Map<String, Check> linked = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    void read(RuleDefault rule, Options options) {
      Check check = parse(rule.name(), rule.check());
      String former = rule.formerCheck();
      if (former != null && !options.newDefaultsOnly()) {
        check = new Check.Or(List.of(check, parse(rule.name(), former)));
      }
      unlinked.put(rule.name(), check);
    }

    void read(String name, @Nullable Object written) {
      unlinked.put(
          name,
          switch (written) {
            case null -> new Check.Always();
            case String text -> parse(name, text);
            case List<?> list -> CheckParser.parse(list, problem -> report(name, problem));
            default -> {
              report(name, "neither text nor a list: " + written);
              yield new Check.Unclear();
            }
          });
    }

    private Check parse(String name, String text) {
      return CheckParser.parse(text, problem -> report(name, problem));
    }

    Map<String, Check> linked() {
      for (String name : unlinked.keySet()) {
        link(name, new LinkedHashSet<>());
      }
      return linked;
    }

    /// @param path the rules whose linking waits for this one's
    private Check link(String name, Set<String> path) {
      Check known = linked.get(name);
      if (known != null) {
        return known;
      }
      Check written = unlinked.get(name);
      String from = path.isEmpty() ? name : List.copyOf(path).getLast();
      if (written == null) {
        report(from, "there is no rule " + name);
        return new Check.Unclear();
      }
      if (path.size() >= LONGEST_CHAIN) {
        report(from, "more than " + LONGEST_CHAIN + " rules that refer to one another");
        return new Check.Unclear();
      }
      if (!path.add(name)) {
        report(from, "refers to itself by way of " + String.join(", ", path));
        return new Check.Unclear();
      }
      Check check = link(written, path);
      path.remove(name);
      linked.put(name, check);
      return check;
    }

    private Check link(Check check, Set<String> path) {
      return switch (check) {
        case Check.Rule(String name) -> link(name, path);
        case Check.Not(Check inner) -> {
          Check known = link(inner, path);
          yield known.isUnclear() ? new Check.Unclear() : new Check.Not(known);
        }
        case Check.And(var checks) -> new Check.And(linkAll(checks, path));
        case Check.Or(var checks) -> new Check.Or(linkAll(checks, path));
        default -> check;
      };
    }

    private List<Check> linkAll(List<Check> checks, Set<String> path) {
      return checks.stream().map(inner -> link(inner, path)).toList();
    }

    private void report(String name, String problem) {
      problems.add("Rule " + name + ": " + problem);
    }
  }
}
