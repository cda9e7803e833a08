package dev.vitrine.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a registry of what was exported.
@Command(
    name = "import-catalogue",
    description = {
      "Make the registry anew from a file of export-catalogue. The service must not run, and there"
          + " must be no registry: remove a damaged one first.",
      "",
      "A file that was cut short or altered is refused, and nothing changes then."
    },
    footer = {
      "",
      "Example:",
      "  vitrine import-catalogue --data /srv/images /backup/catalogue.jsonl"
    })
final class ImportCatalogueCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "What export-catalogue wrote.")
  private Path file;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Logging.quiet();
    long records = Wiring.importCatalogue(common.dataFolder(), file);
    spec.commandLine().getOut().printf("%,d records are in the registry%n", records);
    return ExitCode.OK;
  }
}
