package dev.vitrine.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
  private static final Flag.Switch DEEP = new Flag.Switch("--deep", "Look at everything.");
  private static final Flag.Value DATA = new Flag.Value("--data", "DIR", "Data folder.");
  private static final Flag.Value FILES =
      new Flag.Value("--config", "FILE", "Configuration file.", true);

  private static final Command LOOK =
      Command.of("look", (_, _) -> 0, "Look.").taking(DEEP, DATA, FILES);
  private static final Command COPY =
      Command.of("copy", (_, _) -> 0, "Copy.").taking(new Operand("FILE", "Where to.", true));
  private static final Command LIST =
      Command.of("list", (_, _) -> 0, "List.").taking(new Operand("FILE", "Of what.", false));
  private static final Command PROGRAM =
      Command.of(
          "program",
          new Command.Task.OneOf(
              "Which one?",
              List.of(
                  LOOK,
                  Command.of(
                      "file",
                      new Command.Task.OneOf("Copy or list?", List.of(COPY, LIST)),
                      "Files."))),
          "A program.");

  @Test
  void takesFlagsInAnyOrderAndInBothForms() {
    Arguments arguments =
        arguments("look", "--config", "a", "--data=/srv", "--deep", "--config=b=c");
    assertThat(arguments.has(DEEP)).isTrue();
    assertThat(arguments.get(DATA)).contains("/srv");
    assertThat(arguments.all(FILES)).containsExactly("a", "b=c");
    assertThat(arguments("look").has(DEEP)).isFalse();
    assertThat(arguments("look").get(DATA)).isEmpty();
  }

  @Test
  void takesAValueThatLooksLikeAFlagOrIsEmpty() {
    assertThat(arguments("look", "--data", "--deep").get(DATA)).contains("--deep");
    assertThat(arguments("look", "--data=").get(DATA)).contains("");
  }

  @Test
  void takesWhatEveryCommandHasBeforeAndAfterItsName() {
    assertThat(arguments("--debug", "look").has(CommonFlags.DEBUG)).isTrue();
    assertThat(arguments("look", "--debug").has(CommonFlags.DEBUG)).isTrue();
    assertThat(arguments("file", "--debug", "list").has(CommonFlags.DEBUG)).isTrue();
  }

  @Test
  void takesAnOperand() {
    assertThat(arguments("file", "copy", "x").required()).isEqualTo("x");
    assertThat(arguments("file", "list").operand()).isEqualTo(Optional.empty());
    assertThat(arguments("file", "copy", "-").required()).isEqualTo("-");
    assertThat(arguments("file", "copy", "--", "--debug").required())
        .as("after -- there are no flags")
        .isEqualTo("--debug");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void showsTheUsageOfTheCommandThatWasGotTo(String help) {
    assertThat(Request.of(PROGRAM, help))
        .isInstanceOfSatisfying(
            Request.Help.class, it -> assertThat(it.usage().path()).isEqualTo("program"));
    assertThat(Request.of(PROGRAM, "file", "copy", help))
        .as("even where the operand is missing")
        .isInstanceOfSatisfying(
            Request.Help.class, it -> assertThat(it.usage().path()).isEqualTo("program file copy"));
  }

  @Test
  void tellsTheVersionOfAnyCommand() {
    assertThat(Request.of(PROGRAM, "-V")).isInstanceOf(Request.Version.class);
    assertThat(Request.of(PROGRAM, "look", "--version")).isInstanceOf(Request.Version.class);
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(problem()).isEqualTo("Which one?");
    assertThat(problem("file")).isEqualTo("Copy or list?");
    assertThat(problem("luk")).isEqualTo("There is no command 'luk'");
    assertThat(problem("look", "--dat", "x")).isEqualTo("Unknown option: '--dat'");
    assertThat(problem("look", "--dat=x")).isEqualTo("Unknown option: '--dat'");
    assertThat(problem("--deep", "look")).isEqualTo("Unknown option: '--deep'");
    assertThat(problem("look", "--data")).isEqualTo("Option '--data' wants DIR");
    assertThat(problem("look", "--data", "a", "--data", "b"))
        .isEqualTo("Option '--data' may be given once");
    assertThat(problem("look", "--deep=yes")).isEqualTo("Option '--deep' takes no value");
    assertThat(problem("look", "x")).isEqualTo("What is 'x' for?");
    assertThat(problem("file", "copy")).isEqualTo("Missing: FILE");
    assertThat(problem("file", "copy", "x", "y")).isEqualTo("What is 'y' for?");
  }

  private static Arguments arguments(String... words) {
    return ((Request.Run) Request.of(PROGRAM, words)).arguments();
  }

  private static String problem(String... words) {
    return ((Request.Mistake) Request.of(PROGRAM, words)).problem();
  }
}
