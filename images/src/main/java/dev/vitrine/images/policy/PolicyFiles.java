package dev.vitrine.images.policy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Where an operator's rules lie: a file, and folders of files that are read after it, by name; of
/// two that write the same rule the later one wins. None of them has to be there. Each is a YAML
/// mapping from names to check strings. Immutable.
///
/// @param file null when there is none
public record PolicyFiles(@Nullable Path file, List<Path> folders) {
  public static final PolicyFiles NONE = new PolicyFiles(null, List.of());

  /// A hundred times the longest that is known.
  private static final int MOST_BYTES = 4 << 20;

  public PolicyFiles {
    folders = List.copyOf(folders);
  }

  /// How a file looked from outside: another look, another content.
  record Look(Path file, FileTime modified, long lengthBytes, @Nullable Object identity) {}

  /// What all files look like now, in the order in which they are read. Files that go away
  /// meanwhile are left out.
  List<Look> look() throws PolicyFileException {
    List<Look> looks = new ArrayList<>();
    if (file != null) {
      look(file, looks);
    }
    for (Path folder : folders) {
      for (Path each : filesOf(folder)) {
        look(each, looks);
      }
    }
    return looks;
  }

  private static void look(Path file, List<Look> looks) throws PolicyFileException {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      looks.add(new Look(file, facts.lastModifiedTime(), facts.size(), facts.fileKey()));
    } catch (NoSuchFileException e) {
      // No rules of the operator's there: the defaults hold.
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static List<Path> filesOf(Path folder) throws PolicyFileException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /// The rules as they are written, those of the later files over those of the earlier ones.
  static Map<String, @Nullable Object> read(List<Look> looks) throws PolicyFileException {
    Map<String, @Nullable Object> rules = new LinkedHashMap<>();
    for (Look look : looks) {
      rules.putAll(rulesOf(look.file()));
    }
    return rules;
  }

  private static Map<String, @Nullable Object> rulesOf(Path file) throws PolicyFileException {
    Object document;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it is longer than " + MOST_BYTES + " bytes");
      }
      LoadSettings settings =
          LoadSettings.builder().setLabel(file.toString()).setAllowDuplicateKeys(true).build();
      document = new Load(settings).loadFromString(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw broken(file, "it is not UTF-8", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (YamlEngineException e) {
      throw broken(file, reason(e), e);
    }
    Map<String, @Nullable Object> rules = new LinkedHashMap<>();
    if (document == null) {
      return rules; // empty, or comments only
    }
    if (!(document instanceof Map<?, ?> mapping)) {
      throw broken(file, "it is no mapping from rules to check strings", null);
    }
    for (Map.Entry<?, ?> entry : mapping.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw broken(file, "the name of a rule is text, not " + entry.getKey(), null);
      }
      rules.put(name, entry.getValue());
    }
    return rules;
  }

  private static String reason(YamlEngineException e) {
    return e instanceof MarkedYamlEngineException marked
        ? marked
            .getProblemMark()
            .map(mark -> "line " + (mark.getLine() + 1) + ": " + marked.getProblem())
            .orElse(marked.getProblem())
        : String.valueOf(e.getMessage());
  }

  private static PolicyFileException unreadable(Path file, IOException e) {
    return new PolicyFileException("Policy " + file + " cannot be read: " + e.getMessage(), e);
  }

  private static PolicyFileException broken(Path file, String why, @Nullable Exception cause) {
    return new PolicyFileException("Policy file " + file + " cannot be understood: " + why, cause);
  }
}
