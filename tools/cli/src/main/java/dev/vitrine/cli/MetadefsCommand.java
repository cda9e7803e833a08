package dev.vitrine.cli;

import dev.vitrine.cli.config.Options;
import dev.vitrine.images.Refusal;
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
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Takes metadata definitions in and out as wholes.
@Command(
    name = "metadefs",
    description = "Load, unload and export metadata definitions.",
    subcommands = {
      MetadefsCommand.Load.class,
      MetadefsCommand.Unload.class,
      MetadefsCommand.Export.class
    })
final class MetadefsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Shall it load, unload or export?");
  }

  /// Loads namespaces.
  @Command(
      name = "load",
      description = {
        "Load namespaces from JSON files or from a running image service, into a data folder whose"
            + " service is stopped or, with --to, into a service that runs.",
        "",
        "A namespace that is there already is kept as it is, unless a mode says otherwise."
      },
      footer = {
        "",
        "Examples:",
        "  vitrine metadefs load                       what metadata_source_path names",
        "  vitrine metadefs load --merge ./definitions",
        "  vitrine metadefs load --starter",
        "  vitrine metadefs load http://glance.example:9292",
        "  vitrine metadefs load --to http://vitrine.example:9292 --to-token $$OS_TOKEN"
            + " ./definitions"
      })
  static final class Load implements Callable<Integer> {
    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "SOURCE",
        arity = "0..1",
        description = "A file, a folder of *.json files, or the URL of an image service.")
    private @Nullable String source;

    @Option(names = "--starter", description = "Load the set that comes with this program.")
    private boolean starter;

    @Option(names = "--merge", description = "Add to a namespace what it does not have.")
    private boolean merge;

    @Option(
        names = "--prefer-new",
        description = "As --merge, and change what it has to what is loaded.")
    private boolean preferNew;

    @Option(names = "--overwrite", description = "Put what is loaded in its place.")
    private boolean overwrite;

    @Option(
        names = "--token",
        paramLabel = "TOKEN",
        defaultValue = "$${OS_TOKEN}",
        description = "For the image service that is read. Default: $$OS_TOKEN")
    private @Nullable String token;

    @Option(
        names = "--to",
        paramLabel = "URL",
        description =
            "A Vitrine that runs, to load into instead of the data folder. Each namespace is loaded"
                + " in one commit.")
    private @Nullable String target;

    @Option(
        names = "--to-token",
        paramLabel = "TOKEN",
        defaultValue = "$${OS_TOKEN}",
        description = "An administrator's, for the Vitrine of --to. Default: $$OS_TOKEN")
    private @Nullable String targetToken;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
      Logging.quiet();
      LoadMode mode = mode();
      if (starter && source != null) {
        throw CommandFailure.wrongUse("--starter and a source exclude each other");
      }
      Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
      NamespaceFormat format = Wiring.definitionFormat();
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
      spec.commandLine()
          .getOut()
          .printf(
              "%,d added, %,d merged, %,d replaced, %,d kept as they were.%n",
              outcomes.getOrDefault(Outcome.ADDED, 0),
              outcomes.getOrDefault(Outcome.MERGED, 0),
              outcomes.getOrDefault(Outcome.REPLACED, 0),
              outcomes.getOrDefault(Outcome.KEPT, 0));
      return ExitCode.OK;
    }

    private LoadMode mode() throws CommandFailure {
      if (preferNew && overwrite) {
        throw CommandFailure.wrongUse("--prefer-new and --overwrite exclude each other");
      }
      if (overwrite) {
        return LoadMode.OVERWRITE;
      }
      if (preferNew) {
        return LoadMode.PREFER_NEW;
      }
      return merge ? LoadMode.MERGE : LoadMode.SKIP;
    }

    private DefinitionTarget target(NamespaceFormat format) throws CommandFailure {
      return target == null
          ? Wiring.definitions(common.dataFolder())
          : new RunningDefinitions(client(target, targetToken), format);
    }

    private List<DefinitionDocument> documents(NamespaceFormat format)
        throws CommandFailure, InterruptedException {
      if (starter) {
        return DefinitionSource.starter(format);
      }
      if (source == null) {
        Path path = common.configuration(new FlagSettings()).get(Options.METADATA_SOURCE_PATH);
        return DefinitionSource.read(path, format);
      }
      if (source.startsWith("http://") || source.startsWith("https://")) {
        try (ImageServiceClient service = client(source, token)) {
          return new RemoteDefinitions(service, format).read();
        }
      }
      return DefinitionSource.read(Path.of(source), format);
    }

    /// @param token null, or as picocli leaves it, where nobody gave one
    private static ImageServiceClient client(String url, @Nullable String token)
        throws CommandFailure {
      boolean given = token != null && !token.isEmpty() && !token.startsWith("$");
      return new ImageServiceClient(url(url), given ? token : null);
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
  @Command(
      name = "unload",
      description = {
        "Delete all namespaces, protected ones too, and all resource types. The service must not"
            + " run."
      },
      footer = {"", "Example:", "  vitrine metadefs unload --yes"})
  static final class Unload implements Callable<Integer> {
    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Option(names = "--yes", description = "Yes, all of them.")
    private boolean yes;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
      if (!yes) {
        throw CommandFailure.wrongUse("it deletes all definitions; say --yes if that is meant");
      }
      Logging.quiet();
      try (OpenDefinitions definitions = Wiring.definitions(common.dataFolder())) {
        int count = definitions.loader().unload();
        spec.commandLine().getOut().printf("%,d namespaces deleted.%n", count);
      } catch (Refusal e) {
        throw CommandFailure.unavailable(e.getMessage(), e);
      }
      return ExitCode.OK;
    }
  }

  /// Writes every namespace to a file.
  @Command(
      name = "export",
      description = "Write each namespace to a file of its own. Works beside a running service.",
      footer = {"", "Example:", "  vitrine metadefs export ./definitions"})
  static final class Export implements Callable<Integer> {
    /// What names of files are not to be made of.
    private static final Pattern ODD = Pattern.compile("[^\\p{L}\\p{N}.-]+");

    private static final int LONGEST_NAME = 100;

    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder to write to; made if it is not there.")
    private Path folder;

    @Override
    public Integer call() throws CommandFailure {
      Logging.quiet();
      List<String> written = new ArrayList<>();
      try (OpenDefinitions definitions = Wiring.definitionsReadOnly(common.dataFolder())) {
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
      spec.commandLine().getOut().printf("%,d namespaces written.%n", written.size());
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
