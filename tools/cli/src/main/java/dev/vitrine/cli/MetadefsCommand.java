package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.command.Operand;
import dev.vitrine.cli.config.Options;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.LoadMode;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NamespaceLoader.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Takes metadata definitions in and out as wholes.
final class MetadefsCommand {
  private MetadefsCommand() {}

  static Command command() {
    return Command.of(
        "metadefs",
        new Command.Task.OneOf(
            "Shall it load, unload or export?",
            List.of(Load.command(), Unload.command(), Export.command())),
        "Load, unload and export metadata definitions.");
  }

  /// Loads namespaces.
  private static final class Load {
    private static final Flag.Switch STARTER =
        new Flag.Switch("--starter", "Load the set that comes with this program.");
    private static final Flag.Switch MERGE =
        new Flag.Switch("--merge", "Add to a namespace what it does not have.");
    private static final Flag.Switch PREFER_NEW =
        new Flag.Switch("--prefer-new", "As --merge, and change what it has to what is loaded.");
    private static final Flag.Switch OVERWRITE =
        new Flag.Switch("--overwrite", "Put what is loaded in its place.");
    private static final Flag.Value TOKEN =
        new Flag.Value(
            "--token", "TOKEN", "For the image service that is read. Default: $OS_TOKEN");
    private static final Flag.Value TARGET =
        new Flag.Value(
            "--to",
            "URL",
            "A Vitrine that runs, to load into instead of the data folder. Each namespace is loaded"
                + " in one commit.");
    private static final Flag.Value TARGET_TOKEN =
        new Flag.Value(
            "--to-token",
            "TOKEN",
            "An administrator's, for the Vitrine of --to. Default: $OS_TOKEN");

    private final Arguments arguments;
    private final CommonOptions common;

    private Load(Arguments arguments) {
      this.arguments = arguments;
      this.common = new CommonOptions(arguments);
    }

    static Command command() {
      return Command.of(
              "load",
              (arguments, console) -> new Load(arguments).run(console),
              "Load namespaces from JSON files or from a running image service, into a data folder"
                  + " whose service is stopped or, with --to, into a service that runs.",
              "",
              "A namespace that is there already is kept as it is, unless a mode says otherwise.")
          .taking(
              CommonOptions.and(STARTER, MERGE, PREFER_NEW, OVERWRITE, TOKEN, TARGET, TARGET_TOKEN))
          .taking(
              new Operand(
                  "SOURCE",
                  "A file, a folder of *.json files, or the URL of an image service.",
                  false))
          .noting(
              "Examples:",
              "  vitrine metadefs load                       what metadata_source_path names",
              "  vitrine metadefs load --merge ./definitions",
              "  vitrine metadefs load --starter",
              "  vitrine metadefs load http://glance.example:9292",
              "  vitrine metadefs load --to http://vitrine.example:9292 --to-token $OS_TOKEN"
                  + " ./definitions");
    }

    private int run(Console console) throws CommandFailure, InterruptedException {
      Logging.quiet();
      LoadMode mode = mode();
      if (arguments.has(STARTER) && arguments.operand().isPresent()) {
        throw CommandFailure.wrongUse("--starter and a source exclude each other");
      }
      Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
      NamespaceFormat format = DefinitionsWiring.format();
      try (DefinitionTarget to = target(format);
          TerminalProgress progress = TerminalProgress.start("metadefs load")) {
        List<DefinitionDocument> documents = documents(format);
        int done = 0;
        for (DefinitionDocument document : documents) {
          outcomes.merge(to.load(document, mode), 1, Integer::sum);
          progress.at(++done, documents.size(), "");
        }
      } catch (Refusal e) {
        throw CommandFailure.wrongUse(e.getMessage(), e);
      }
      console
          .out()
          .printf(
              "%,d added, %,d merged, %,d replaced, %,d kept as they were.%n",
              outcomes.getOrDefault(Outcome.ADDED, 0),
              outcomes.getOrDefault(Outcome.MERGED, 0),
              outcomes.getOrDefault(Outcome.REPLACED, 0),
              outcomes.getOrDefault(Outcome.KEPT, 0));
      return ExitCode.OK;
    }

    private LoadMode mode() throws CommandFailure {
      if (arguments.has(PREFER_NEW) && arguments.has(OVERWRITE)) {
        throw CommandFailure.wrongUse("--prefer-new and --overwrite exclude each other");
      }
      if (arguments.has(OVERWRITE)) {
        return LoadMode.OVERWRITE;
      }
      if (arguments.has(PREFER_NEW)) {
        return LoadMode.PREFER_NEW;
      }
      return arguments.has(MERGE) ? LoadMode.MERGE : LoadMode.SKIP;
    }

    private DefinitionTarget target(NamespaceFormat format) throws CommandFailure {
      Optional<String> target = arguments.get(TARGET);
      return target.isEmpty()
          ? DefinitionsWiring.open(common.dataFolder())
          : new RunningDefinitions(client(target.get(), TARGET_TOKEN), format);
    }

    private List<DefinitionDocument> documents(NamespaceFormat format)
        throws CommandFailure, InterruptedException {
      if (arguments.has(STARTER)) {
        return DefinitionSource.starter(format);
      }
      if (arguments.operand().isEmpty()) {
        Path path = common.configuration().get(Options.METADATA_SOURCE_PATH);
        return DefinitionSource.read(path, format);
      }
      String source = arguments.required();
      if (source.startsWith("http://") || source.startsWith("https://")) {
        try (ImageServiceClient service = client(source, TOKEN)) {
          return new RemoteDefinitions(service, format).read();
        }
      }
      return DefinitionSource.read(Path.of(source), format);
    }

    private ImageServiceClient client(String url, Flag.Value token) throws CommandFailure {
      String known =
          arguments
              .get(token)
              .or(() -> Optional.ofNullable(System.getenv("OS_TOKEN")))
              .filter(text -> !text.isEmpty())
              .orElse(null);
      return new ImageServiceClient(url(url), known);
    }

    private static URI url(String text) throws CommandFailure {
      try {
        return URI.create(text);
      } catch (IllegalArgumentException e) {
        throw CommandFailure.wrongUse(text + " is no URL", e);
      }
    }
  }

  /// Deletes everything.
  private static final class Unload {
    private static final Flag.Switch YES = new Flag.Switch("--yes", "Yes, all of them.");

    private Unload() {}

    static Command command() {
      return Command.of(
              "unload",
              Unload::run,
              "Delete all namespaces, protected ones too, and all resource types. The service must"
                  + " not run.")
          .taking(CommonOptions.and(YES))
          .noting("Example:", "  vitrine metadefs unload --yes");
    }

    private static int run(Arguments arguments, Console console)
        throws CommandFailure, InterruptedException {
      CommonOptions common = new CommonOptions(arguments);
      if (!arguments.has(YES)) {
        throw CommandFailure.wrongUse("it deletes all definitions; say --yes if that is meant");
      }
      Logging.quiet();
      try (OpenDefinitions definitions = DefinitionsWiring.open(common.dataFolder())) {
        int count = definitions.loader().unload();
        console.out().printf("%,d namespaces deleted.%n", count);
      } catch (Refusal e) {
        throw CommandFailure.unavailable(e.getMessage(), e);
      }
      return ExitCode.OK;
    }
  }

  /// Writes every namespace to a file.
  private static final class Export {
    /// What names of files are not to be made of.
    private static final Pattern ODD = Pattern.compile("[^\\p{L}\\p{N}.-]+");

    private static final int LONGEST_NAME = 100;

    private Export() {}

    static Command command() {
      return Command.of(
              "export",
              Export::run,
              "Write each namespace to a file of its own. Works beside a running service.")
          .taking(CommonOptions.and())
          .taking(new Operand("DIR", "Folder to write to; made if it is not there.", true))
          .noting("Example:", "  vitrine metadefs export ./definitions");
    }

    private static int run(Arguments arguments, Console console) throws CommandFailure {
      CommonOptions common = new CommonOptions(arguments);
      Path folder = Path.of(arguments.required());
      Logging.quiet();
      List<String> written = new ArrayList<>();
      try (OpenDefinitions definitions = DefinitionsWiring.openReadOnly(common.dataFolder())) {
        Files.createDirectories(folder);
        List<IOException> failures = new ArrayList<>();
        definitions
            .loader()
            .export(namespace -> {
              String name = fileName(namespace.namespace().name(), written);
              try {
                Files.write(folder.resolve(name), definitions.format().write(namespace));
              } catch (IOException e) {
                failures.add(e);
              }
            });
        if (!failures.isEmpty()) {
          throw failures.getFirst();
        }
      } catch (IOException e) {
        throw CommandFailure.unavailable(folder + " cannot be written: " + e, e);
      }
      console.out().printf("%,d namespaces written.%n", written.size());
      return ExitCode.OK;
    }

    /// A name that no other file of this export has, on any file system.
    private static String fileName(String namespace, List<String> written) {
      String stem = ODD.matcher(namespace).replaceAll("-");
      stem = stem.substring(0, Math.min(stem.length(), LONGEST_NAME));
      String name = stem + ".json";
      for (int i = 2; written.stream().anyMatch(name::equalsIgnoreCase); i++) {
        name = stem + "-" + i + ".json";
      }
      written.add(name);
      return name;
    }
  }
}
