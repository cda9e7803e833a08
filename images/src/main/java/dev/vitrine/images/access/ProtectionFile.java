package dev.vitrine.images.access;

import dev.vitrine.images.access.PropertyProtections.Operation;
import dev.vitrine.images.access.PropertyProtections.Right;
import dev.vitrine.images.access.PropertyProtections.Rules;
import dev.vitrine.images.access.PropertyProtections.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads property protections from a file: sections whose names are regular expressions, each with
/// `create`, `read`, `update` and `delete`; `@` stands for everybody, `!` for nobody, other values
/// for roles between commas or for one rule of the policy.
///
/// The service's own properties stay readable for all, whatever the file says; that nobody sets
/// them is not a matter of protections.
public final class ProtectionFile {
  private static final Logger LOG = LoggerFactory.getLogger(ProtectionFile.class);
  private static final String INVALID = "Invalid configuration in property protection file: ";

  /// What the values that are neither `@` nor `!` are.
  public enum Format {
    ROLES,
    POLICIES
  }

  /// The file says something that is no protection. The message names the place.
  public static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(INVALID + message);
    }
  }

  private final Path file;
  private final Format format;
  private final List<Section> sections = new ArrayList<>();

  private ProtectionFile(Path file, Format format) {
    this.file = file;
    this.format = format;
  }

  /// @param rules asked where the format is [Format#POLICIES]
  public static PropertyProtections read(Path file, Format format, Rules rules)
      throws IOException, Invalid {
    return new ProtectionFile(file, format).read(Files.readAllLines(file), rules);
  }

  private PropertyProtections read(List<String> lines, Rules rules) throws Invalid {
    Pattern own = Pattern.compile("^" + Pattern.quote(Attributes.INTERNAL_PREFIX));
    sections.add(PropertyProtections.section(own, new Right.Everybody()));
    Map<String, Map<String, String>> written = new LinkedHashMap<>();
    Map<String, String> section = null;
    int number = 0;
    for (String line : lines) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
        continue;
      }
      if (text.startsWith("[") && text.endsWith("]")) {
        section = new LinkedHashMap<>();
        String name = text.substring(1, text.length() - 1);
        if (written.put(name, section) != null) {
          throw invalid(number, "section [" + name + "] is there twice");
        }
        continue;
      }
      int divider = divider(text);
      if (section == null || divider < 0) {
        throw invalid(number, "neither a section nor a right in one");
      }
      String key = text.substring(0, divider).strip().toLowerCase(Locale.ROOT);
      section.put(key, text.substring(divider + 1).strip());
    }
    for (Map.Entry<String, Map<String, String>> each : written.entrySet()) {
      if (!each.getKey().startsWith(Attributes.INTERNAL_PREFIX)) {
        sections.add(section(each.getKey(), each.getValue()));
      }
    }
    return new PropertyProtections(sections, rules);
  }

  private static int divider(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':');
    return equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
  }

  private Invalid invalid(int line, String what) {
    return new Invalid(file + " line " + line + ": " + what);
  }

  private Section section(String name, Map<String, String> written) throws Invalid {
    Pattern pattern;
    try {
      pattern = Pattern.compile(name);
    } catch (PatternSyntaxException e) {
      throw new Invalid(file + ": [" + name + "] is no regular expression: " + e.getDescription());
    }
    Map<Operation, Right> rights = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      String value = written.get(operation.text());
      if (value == null) {
        throw new Invalid(file + ": [" + name + "] does not say who may " + operation.text());
      }
      rights.put(operation, right(name, operation, value));
    }
    return new Section(pattern, rights);
  }

  private Right right(String section, Operation operation, String value) throws Invalid {
    Set<String> items =
        Arrays.stream(value.split(",", -1))
            .map(item -> item.strip().toLowerCase(Locale.ROOT))
            .filter(item -> !item.isEmpty())
            .collect(Collectors.toSet());
    @Nullable String wrong = null;
    if (items.contains("@") && items.contains("!")) {
      wrong = "both @ and !";
    } else if (format == Format.POLICIES && value.contains(",")) {
      wrong = "one rule only, please, not: " + value;
    }
    if (wrong != null) {
      throw new Invalid(file + ": [" + section + "] " + operation.text() + ": " + wrong);
    }
    if (items.contains("@")) {
      return new Right.Everybody();
    }
    if (items.isEmpty()) {
      LOG.warn("{}: [{}] {} is empty, so nobody may", file, section, operation.text());
    }
    if (items.isEmpty() || items.contains("!")) {
      return new Right.Nobody();
    }
    return switch (format) {
      case ROLES -> new Right.AnyRole(items);
      case POLICIES -> new Right.Rule(value);
    };
  }
}
