package dev.vitrine.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// How a command is used, as text for a terminal of 80 columns.
///
/// @param path the words that name the command
public record Usage(String path, Command command) {
  private static final int WIDTH = 80;

  /// What stands on the left of a list is at most as wide, or on a line of its own.
  private static final int LEFT_COLUMN = 24;

  /// One line of a list.
  private record Entry(String left, String right) {}

  public String text() {
    StringBuilder text = new StringBuilder();
    String start = "Usage: " + path + " ";
    wrap(text, start, " ".repeat(Math.min(start.length(), LEFT_COLUMN)), synopsis());
    for (String paragraph : command.description()) {
      wrap(text, "", "", List.of(paragraph.split(" ")));
    }
    list(text, options());
    List<Entry> commands = commands();
    if (!commands.isEmpty()) {
      text.append("Commands:\n");
      list(text, commands);
    }
    if (!command.notes().isEmpty()) {
      text.append('\n');
      command.notes().forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  private List<String> synopsis() {
    List<String> words = new ArrayList<>();
    for (Flag flag : command.allFlags()) {
      words.add(
          switch (flag) {
            case Flag.Switch(String name, _, _) -> "[" + name + "]";
            case Flag.Value(String name, String label, _, boolean repeatable) ->
                "[" + name + "=" + label + "]" + (repeatable ? "..." : "");
          });
    }
    command.operand().ifPresent(operand -> words.add(operand.shown()));
    if (!command.subcommands().isEmpty()) {
      words.add("COMMAND");
    }
    return words;
  }

  private List<Entry> options() {
    List<Entry> entries = new ArrayList<>();
    command
        .operand()
        .ifPresent(
            operand -> entries.add(new Entry("      " + operand.shown(), operand.description())));
    for (Flag flag : command.allFlags()) {
      entries.add(
          switch (flag) {
            case Flag.Switch(String name, String letter, String description) ->
                new Entry(
                    (letter.isEmpty() ? "      " : "  -" + letter + ", ") + name, description);
            case Flag.Value(String name, String label, String description, _) ->
                new Entry("      " + name + "=" + label, description);
          });
    }
    return entries;
  }

  private List<Entry> commands() {
    return command.subcommands().stream()
        .filter(below -> !below.hidden())
        .map(below -> new Entry("  " + below.name(), below.description().getFirst()))
        .toList();
  }

  private static void list(StringBuilder text, List<Entry> entries) {
    int left =
        entries.stream()
            .mapToInt(entry -> entry.left().length())
            .filter(length -> length <= LEFT_COLUMN)
            .max()
            .orElse(LEFT_COLUMN);
    String indent = " ".repeat(left + 2);
    for (Entry entry : entries) {
      String start = entry.left();
      if (start.length() > left) {
        text.append(start).append('\n');
        start = "";
      }
      String padded = start + indent.substring(start.length());
      wrap(text, padded, indent, List.of(entry.right().split(" ")));
    }
  }

  /// Appends the words, on as many lines as they need.
  private static void wrap(StringBuilder text, String start, String indent, List<String> words) {
    StringJoiner line = new StringJoiner(" ", start, "");
    boolean empty = true;
    for (String word : words) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringJoiner(" ", indent, "");
      }
      line.add(word);
      empty = false;
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
