package dev.vitrine.cli;

import dev.vitrine.catalog.transfer.CatalogueExport;
import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Operand;
import dev.vitrine.cli.config.Configuration;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes all records to a file.
final class ExportCatalogueCommand {
  private ExportCatalogueCommand() {}

  static Command command() {
    return Command.of(
            "export-catalogue",
            ExportCatalogueCommand::run,
            "Write all records of the registry to a file, as they are at one moment. Works beside a"
                + " running service.",
            "",
            "With the stores themselves it is all that import-catalogue needs to bring everything"
                + " back.")
        .taking(CommonOptions.and())
        .taking(new Operand("FILE", "Replaced, if it is there, when all is written.", true))
        .noting(
            "Example:", "  vitrine export-catalogue --data /srv/images /backup/catalogue.jsonl");
  }

  private static int run(Arguments arguments, Console console) throws CommandFailure {
    CommonOptions common = new CommonOptions(arguments);
    Path file = Path.of(arguments.required());
    Logging.quiet();
    Configuration configuration = common.configuration();
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    Path target = file.toAbsolutePath();
    Path draft = target.resolveSibling(target.getFileName() + ".new");
    try (Inspection inspection = MaintenanceWiring.inspect(configuration, folder)) {
      long records;
      Files.deleteIfExists(draft);
      try (FileChannel channel =
              FileChannel.open(
                  draft,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------")));
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
        records = new CatalogueExport(inspection.catalog().registry()).writeTo(out);
        channel.force(true);
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      console.out().printf("%,d records are in %s%n", records, file);
      return ExitCode.OK;
    } catch (IOException e) {
      throw CommandFailure.unavailable("the file " + file + " cannot be written: " + e, e);
    }
  }
}
