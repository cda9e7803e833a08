package dev.vitrine.cli;

import dev.vitrine.catalog.transfer.CatalogueExport;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes all records to a file.
@Command(
    name = "export-catalogue",
    description = {
      "Write all records of the registry to a file, as they are at one moment. Works beside a"
          + " running service.",
      "",
      "With the stores themselves it is all that import-catalogue needs to bring everything back."
    },
    footer = {
      "",
      "Example:",
      "  vitrine export-catalogue --data /srv/images /backup/catalogue.jsonl"
    })
final class ExportCatalogueCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Replaced, if it is there, when all is written.")
  private Path file;

  @Override
  public Integer call() throws CommandFailure {
    Logging.quiet();
    Configuration configuration = common.configuration();
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    Path target = file.toAbsolutePath();
    Path draft = target.resolveSibling(target.getFileName() + ".new");
    try (Inspection inspection = Wiring.inspect(configuration, folder)) {
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
      spec.commandLine().getOut().printf("%,d records are in %s%n", records, file);
      return ExitCode.OK;
    } catch (IOException e) {
      throw CommandFailure.unavailable("the file " + file + " cannot be written: " + e, e);
    }
  }
}
