package dev.vitrine.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody wants who typed some words.
///
/// Flags may stand anywhere, those that all commands have also before a command's name; after `--`
/// there are no more.
public sealed interface Request {
  /// To have a command's work done.
  record Run(Command.Action action, Arguments arguments) implements Request {}

  /// To learn how a command is used.
  record Help(Usage usage) implements Request {}

  record Version() implements Request {}

  /// Nothing that can be done.
  ///
  /// @param problem in a sentence
  /// @param usage of the command that was got to
  record Mistake(String problem, Usage usage) implements Request {}

  static Request of(Command program, String... words) {
    return new Reading(program).read(words);
  }

  /// One pass over the words.
  final class Reading {
    private final List<String> path = new ArrayList<>();
    private final Map<String, List<String>> values = new HashMap<>();
    private Command command;
    private Optional<String> operand = Optional.empty();

    private Reading(Command program) {
      command = program;
      path.add(program.name());
    }

    private Request read(String... words) {
      boolean flagsAreOver = false;
      for (Iterator<String> rest = Arrays.asList(words).iterator(); rest.hasNext(); ) {
        String word = rest.next();
        Optional<String> problem;
        if (flagsAreOver || !word.startsWith("-") || word.equals("-")) {
          problem = takeWord(word);
        } else if (word.equals("--")) {
          flagsAreOver = true;
          problem = Optional.empty();
        } else {
          problem = takeFlag(word, rest);
        }
        if (problem.isPresent()) {
          return new Mistake(problem.get(), usage());
        }
      }
      return whole();
    }

    private Request whole() {
      if (values.containsKey(CommonFlags.HELP.name())) {
        return new Help(usage());
      }
      if (values.containsKey(CommonFlags.VERSION.name())) {
        return new Version();
      }
      return switch (command.task()) {
        case Command.Task.OneOf(String question, _) -> new Mistake(question, usage());
        case Command.Task.Work(Command.Action action) -> {
          Optional<Operand> wanted = command.operand().filter(Operand::required);
          yield wanted.isPresent() && operand.isEmpty()
              ? new Mistake("Missing: " + wanted.get().label(), usage())
              : new Run(action, new Arguments(Map.copyOf(values), operand));
        }
      };
    }

    private Optional<String> takeWord(String word) {
      if (!command.subcommands().isEmpty()) {
        for (Command below : command.subcommands()) {
          if (below.name().equals(word)) {
            command = below;
            path.add(word);
            return Optional.empty();
          }
        }
        return Optional.of("There is no command '" + word + "'");
      }
      if (command.operand().isEmpty() || operand.isPresent()) {
        return Optional.of("What is '" + word + "' for?");
      }
      operand = Optional.of(word);
      return Optional.empty();
    }

    private Optional<String> takeFlag(String word, Iterator<String> rest) {
      int sign = word.indexOf('=');
      String name = sign < 0 ? word : word.substring(0, sign);
      Optional<Flag> known =
          command.allFlags().stream().filter(flag -> flag.isMeantBy(name)).findFirst();
      if (known.isEmpty()) {
        return Optional.of("Unknown option: '" + name + "'");
      }
      switch (known.get()) {
        case Flag.Switch flag -> {
          if (sign >= 0) {
            return Optional.of("Option '" + name + "' takes no value");
          }
          values.putIfAbsent(flag.name(), List.of());
        }
        case Flag.Value flag -> {
          if (sign < 0 && !rest.hasNext()) {
            return Optional.of("Option '" + name + "' wants " + flag.label());
          }
          List<String> given = values.computeIfAbsent(flag.name(), _ -> new ArrayList<>());
          if (!given.isEmpty() && !flag.repeatable()) {
            return Optional.of("Option '" + name + "' may be given once");
          }
          given.add(sign < 0 ? rest.next() : word.substring(sign + 1));
        }
      }
      return Optional.empty();
    }

    private Usage usage() {
      return new Usage(String.join(" ", path), command);
    }
  }
}
