package dev.vitrine.cli.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the INI dialect of oslo.config: `[section]`, `key = value` or `key: value`, comment lines
/// that begin with `#` or `;`, values continued on indented lines, one pair of quotes around a
/// value taken off, a repeated key kept as often as it stands. What comes before the first section
/// is in `DEFAULT`. There are no comments behind a value.
///
/// Not thread-safe; one reader a file.
public final class IniFile {
  private final Path file;
  private final List<Setting> settings = new ArrayList<>();

  private String group = OptionName.DEFAULT_GROUP;
  private @Nullable String key;
  private final List<String> valueLines = new ArrayList<>();
  private int keyLine;

  private IniFile(Path file) {
    this.file = file;
  }

  /// The settings in the order of the file.
  public static List<Setting> read(Path file) throws ConfigurationException {
    try {
      return parse(file, Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(file + ": there is no such configuration file");
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + ": is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigurationException(file + ": cannot be read: " + e.getMessage());
    }
  }

  static List<Setting> parse(Path file, List<String> lines) throws ConfigurationException {
    IniFile reader = new IniFile(file);
    for (int i = 0; i < lines.size(); i++) {
      reader.line(i + 1, lines.get(i).stripTrailing());
    }
    reader.finishValue();
    return List.copyOf(reader.settings);
  }

  private void line(int number, String line) throws ConfigurationException {
    if (line.isEmpty()) {
      finishValue();
    } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      if (key == null) {
        throw wrong(number, "an indented line continues a value, and there is none before it");
      }
      valueLines.add(line.strip());
    } else {
      finishValue();
      switch (line.charAt(0)) {
        case '#', ';' -> {}
        case '[' -> group = section(number, line);
        default -> assignment(number, line);
      }
    }
  }

  private String section(int number, String line) throws ConfigurationException {
    String name = line.endsWith("]") ? line.substring(1, line.length() - 1).strip() : "";
    if (name.isEmpty()) {
      throw wrong(number, "a section is written [name]");
    }
    return name;
  }

  private void assignment(int number, String line) throws ConfigurationException {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '=' && line.charAt(end) != ':') {
      end++;
    }
    String name = line.substring(0, end).strip();
    if (end == line.length() || name.isEmpty()) {
      throw wrong(number, "expected a section, a comment or key = value");
    }
    key = name;
    keyLine = number;
    valueLines.add(unquoted(line.substring(end + 1).strip()));
  }

  private void finishValue() {
    if (key != null) {
      settings.add(
          new Setting(
              new OptionName(group, key),
              String.join("\n", valueLines),
              new Origin.InFile(file, keyLine)));
      key = null;
      valueLines.clear();
    }
  }

  private static String unquoted(String value) {
    int last = value.length() - 1;
    boolean quoted =
        last > 0
            && value.charAt(0) == value.charAt(last)
            && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return quoted ? value.substring(1, last) : value;
  }

  private ConfigurationException wrong(int number, String what) {
    return new ConfigurationException(new Origin.InFile(file, number) + ": " + what);
  }
}
