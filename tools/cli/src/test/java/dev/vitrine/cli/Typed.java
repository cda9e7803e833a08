package dev.vitrine.cli;

import dev.vitrine.cli.command.Console;
import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command that was typed answered.
record Typed(int exitCode, String out, String err) {

  static Typed run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true));
    int exitCode = Vitrine.run(console, arguments);
    return new Typed(exitCode, out.toString(), err.toString());
  }
}
