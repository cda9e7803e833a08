package dev.vitrine.images.access;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.query.Filter;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which custom properties a caller may create, read, update and delete: a list of sections, each
/// with a regular expression that is looked for in a property's name. The first that fits counts,
/// and what fits none is nobody's. The attributes that every image has are not concerned.
///
/// What a caller may not read is not there for them: not shown, not matched by a filter, not to be
/// replaced or removed. It stays in the record all the same. Immutable and thread-safe.
public final class PropertyProtections {
  /// Everybody may do everything with any property.
  public static final PropertyProtections NONE =
      new PropertyProtections(
          List.of(section(Pattern.compile(""), new Right.Everybody())), (_, _) -> false);

  /// What can be done with a property.
  public enum Operation {
    CREATE,
    READ,
    UPDATE,
    DELETE;

    /// As a protection file names it.
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Who may.
  sealed interface Right {
    record Everybody() implements Right {}

    record Nobody() implements Right {}

    /// @param roles in lower case
    record AnyRole(Set<String> roles) implements Right {
      public AnyRole {
        roles = Set.copyOf(roles);
      }
    }

    /// Whom a rule of the policy lets pass.
    record Rule(String name) implements Right {}
  }

  /// @param name looked for in a property's name
  record Section(Pattern name, Map<Operation, Right> rights) {}

  /// Asks the policy.
  @FunctionalInterface
  public interface Rules {
    boolean allow(Caller caller, String rule);
  }

  private final List<Section> sections;
  private final Rules rules;

  PropertyProtections(List<Section> sections, Rules rules) {
    this.sections = List.copyOf(sections);
    this.rules = rules;
  }

  static Section section(Pattern name, Right right) {
    Map<Operation, Right> rights = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      rights.put(operation, right);
    }
    return new Section(name, rights);
  }

  public boolean allows(Caller caller, Operation operation, String property) {
    for (Section section : sections) {
      if (section.name().matcher(property).find()) {
        return switch (section.rights().get(operation)) {
          case Right.Everybody() -> true;
          case Right.AnyRole(Set<String> roles) -> hasAny(caller, roles);
          case Right.Rule(String rule) -> rules.allow(caller, rule);
          case Right.Nobody() -> false;
          case null -> false;
        };
      }
    }
    return false;
  }

  private static boolean hasAny(Caller caller, Set<String> roles) {
    Caller.Service service = caller.origin().service();
    return caller.roles().stream().anyMatch(roles::contains)
        || (service != null
            && service.roles().stream()
                .anyMatch(role -> roles.contains(role.toLowerCase(Locale.ROOT))));
  }

  /// The image as the caller may see it.
  public Image shownTo(Caller caller, Image image) {
    if (this == NONE) {
      return image;
    }
    Set<String> hidden = new HashSet<>(image.properties().keySet());
    hidden.removeIf(name -> allows(caller, Operation.READ, name));
    if (hidden.isEmpty()) {
      return image;
    }
    ImageBuilder shown = image.change();
    hidden.forEach(shown::removeProperty);
    return shown.build();
  }

  /// The condition for this caller: one on a property that it may not read holds for no image.
  public Filter asAskedBy(Caller caller, Filter filter) {
    return switch (filter) {
      case Filter.Property(String name, String _) when !allows(caller, Operation.READ, name) ->
          new Filter.Or(List.of());
      case Filter.And(var parts) -> new Filter.And(asAskedBy(caller, parts));
      case Filter.Or(var parts) -> new Filter.Or(asAskedBy(caller, parts));
      case Filter.Not(Filter part) -> new Filter.Not(asAskedBy(caller, part));
      default -> filter;
    };
  }

  private List<Filter> asAskedBy(Caller caller, List<Filter> parts) {
    return parts.stream().map(part -> asAskedBy(caller, part)).toList();
  }
}
