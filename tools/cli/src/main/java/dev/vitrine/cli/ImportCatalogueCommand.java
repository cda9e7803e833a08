package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Operand;
import java.nio.file.Path;

/// Makes a registry of what was exported.
final class ImportCatalogueCommand {
  private ImportCatalogueCommand() {}

  static Command command() {
    return Command.of(
            "import-catalogue",
            ImportCatalogueCommand::run,
            "Make the registry anew from a file of export-catalogue. The service must not run, and"
                + " there must be no registry: remove a damaged one first.",
            "",
            "A file that was cut short or altered is refused, and nothing changes then.")
        .taking(CommonOptions.and())
        .taking(new Operand("FILE", "What export-catalogue wrote.", true))
        .noting(
            "Example:", "  vitrine import-catalogue --data /srv/images /backup/catalogue.jsonl");
  }

  private static int run(Arguments arguments, Console console)
      throws CommandFailure, InterruptedException {
    CommonOptions common = new CommonOptions(arguments);
    Path file = Path.of(arguments.required());
    Logging.quiet();
    long records = MaintenanceWiring.importCatalogue(common.dataFolder(), file);
    console.out().printf("%,d records are in the registry%n", records);
    return ExitCode.OK;
  }
}
