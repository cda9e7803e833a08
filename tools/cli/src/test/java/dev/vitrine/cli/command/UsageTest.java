package dev.vitrine.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {
  private static final Command LOOK =
      Command.of(
              "look",
              (_, _) -> 0,
              "Look at each and every thing that is kept in the folder, and at what is kept beside"
                  + " it by others.",
              "",
              "Changes nothing.")
          .taking(
              new Flag.Value("--data", "DIR", "Data folder."),
              new Flag.Switch(
                  "--without-asking-anybody-at-all",
                  "Whoever is asked may say no, and then what was to be looked at is not."))
          .taking(new Operand("FILE", "Where to.", true))
          .noting("Example:", "  program look --data  /srv  x");

  @Test
  void isLaidOutForATerminal() {
    assertThat(new Usage("program look", LOOK).text())
        .isEqualTo(
            """
            Usage: program look [--data=DIR] [--without-asking-anybody-at-all] [--debug]
                                [--help] [--version] FILE
            Look at each and every thing that is kept in the folder, and at what is kept
            beside it by others.

            Changes nothing.
                  FILE        Where to.
                  --data=DIR  Data folder.
                  --without-asking-anybody-at-all
                              Whoever is asked may say no, and then what was to be looked at
                              is not.
                  --debug     Show the cause of a failure, as a stack trace.
              -h, --help      Show this help message and exit.
              -V, --version   Print version information and exit.

            Example:
              program look --data  /srv  x
            """);
  }

  @Test
  void listsCommandsExceptHiddenOnes() {
    Command secret = Command.of("rehearse", (_, _) -> 0, "For machines.").inSecret();
    Command program =
        Command.of("program", new Command.Task.OneOf("Which?", List.of(LOOK, secret)), "Things.");
    assertThat(new Usage("program", program).text())
        .contains(
            """
            Commands:
              look  Look at each and every thing that is kept in the folder, and at what is
                    kept beside it by others.
            """)
        .doesNotContain("rehearse");
  }
}
