package dev.vitrine.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command as a value. Immutable.
///
/// @param name the word for it
/// @param description paragraphs; the first sentences stand in lists of commands, too
/// @param flags its own; those of [CommonFlags] come on top
/// @param notes lines that end its help, as they are
/// @param hidden whether lists of commands pass it over
public record Command(
    String name,
    List<String> description,
    List<Flag> flags,
    Optional<Operand> operand,
    List<String> notes,
    boolean hidden,
    Task task) {
  /// What a command is there for.
  public sealed interface Task {
    record Work(Action action) implements Task {}

    /// @param question asks for one of them where none was named
    record OneOf(String question, List<Command> commands) implements Task {}
  }

  /// Does the work and says how the process ends.
  public interface Action {
    int run(Arguments arguments, Console console) throws Exception;
  }

  public Command {
    description = List.copyOf(description);
    flags = List.copyOf(flags);
    notes = List.copyOf(notes);
  }

  public static Command of(String name, Action action, String... description) {
    return of(name, new Task.Work(action), description);
  }

  public static Command of(String name, Task task, String... description) {
    return new Command(
        name, List.of(description), List.of(), Optional.empty(), List.of(), false, task);
  }

  public Command taking(Flag... flags) {
    return new Command(name, description, List.of(flags), operand, notes, hidden, task);
  }

  public Command taking(Operand operand) {
    return new Command(name, description, flags, Optional.of(operand), notes, hidden, task);
  }

  /// These lines end its help, after an empty one.
  public Command noting(String... lines) {
    return new Command(name, description, flags, operand, List.of(lines), hidden, task);
  }

  public Command inSecret() {
    return new Command(name, description, flags, operand, notes, true, task);
  }

  List<Flag> allFlags() {
    List<Flag> all = new ArrayList<>(flags);
    all.addAll(CommonFlags.ALL);
    return all;
  }

  List<Command> subcommands() {
    return task instanceof Task.OneOf(_, List<Command> commands) ? commands : List.of();
  }
}
