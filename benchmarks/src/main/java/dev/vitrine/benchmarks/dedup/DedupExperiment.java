package dev.vitrine.benchmarks.dedup;

import dev.vitrine.benchmarks.dedup.Corpus.Format;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Prints, for each format of a corpus, what each candidate makes of it, as Markdown tables.
///
/// `java DedupExperiment.java FOLDER [ZERO_TARGET_KIB]`: the second argument is the target size
/// with which shortest zero runs are compared (512).
public final class DedupExperiment {
  private static final int THREADS = 2;
  private static final int OBJECT_COST_BYTES = 4096;

  private final Corpus corpus;
  private final PrintStream out;

  /// Some hundred thousand chunks in all: cheaper to keep than to find again.
  private final Map<Cutting, Map<String, ChunkedImage>> cuttings = new HashMap<>();

  private record Cutting(Format format, Candidate candidate) {}

  private DedupExperiment(Corpus corpus, PrintStream out) {
    this.corpus = corpus;
    this.out = out;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: DedupExperiment FOLDER [ZERO_TARGET_KIB]");
      System.exit(2);
    }
    int zeroTargetBytes = Candidate.KIB * (args.length > 1 ? Integer.parseInt(args[1]) : 512);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    DedupExperiment experiment = new DedupExperiment(Corpus.open(Path.of(args[0])), out);
    List<Candidate> cutters = Candidate.cutters();
    for (Format format : Format.values()) {
      experiment.table(format, cutters);
    }
    for (Format format : Format.values()) {
      experiment.table(format, Candidate.zeroRuns(zeroTargetBytes));
    }
    experiment.acrossFormats(cutters);
  }

  private void table(Format format, List<Candidate> candidates)
      throws IOException, InterruptedException {
    boolean headed = false;
    for (Candidate candidate : candidates) {
      Map<String, ChunkedImage> images = imagesOf(format, candidate);
      Figures figures = Figures.of(images, candidate.cutter().minBytes());
      if (!headed) {
        head(format, figures);
        headed = true;
      }
      row(candidate, figures);
    }
  }

  private void head(Format format, Figures figures) {
    out.printf(
        Locale.ROOT,
        "%n### %s: %d images, %.2f GiB of data%n%n",
        format.title,
        Corpus.names().size(),
        figures.dataBytes() / (double) (1 << 30));
    out.println(
        "| candidate | "
            + String.join(" | ", Corpus.NEW)
            + " | all | all, +4 KiB each | mean KiB | objects/TiB stored | pieces | stored | small"
            + " | scan GiB/CPU s |");
    out.println("|---|" + "--:|".repeat(Corpus.NEW.size() + 8));
  }

  private void row(Candidate candidate, Figures figures) {
    StringBuilder line = new StringBuilder("| ").append(candidate.name()).append(" |");
    for (double share : figures.newShare()) {
      line.append(percent(share));
    }
    line.append(percent(figures.allShare()));
    line.append(percent(figures.allShareWithObjectsCosting(OBJECT_COST_BYTES)));
    line.append(
        String.format(
            Locale.ROOT,
            " %.0f | %,.0f | %,d | %,d | %,d | %.2f |",
            figures.meanStoredBytes() / Candidate.KIB,
            figures.objectsPerStoredTiB(),
            figures.chunks(),
            figures.stored(),
            figures.small(),
            figures.scanGiBPerSecond()));
    out.println(line);
  }

  /// The same image packed differently: what of its qcow2 is found in its raw file.
  private void acrossFormats(List<Candidate> candidates) throws IOException, InterruptedException {
    out.printf("%n### qcow2, when the raw file of the same image is stored%n%n");
    out.println("| candidate | " + String.join(" | ", Corpus.names()) + " |");
    out.println("|---|" + "--:|".repeat(Corpus.names().size()));
    for (Candidate candidate : candidates) {
      Map<String, ChunkedImage> raw = imagesOf(Format.RAW, candidate);
      Map<String, ChunkedImage> qcow2 = imagesOf(Format.QCOW2, candidate);
      StringBuilder line = new StringBuilder("| ").append(candidate.name()).append(" |");
      for (String name : Corpus.names()) {
        line.append(
            percent(Figures.newShare(Figures.image(raw, name), Figures.image(qcow2, name))));
      }
      out.println(line);
    }
  }

  private Map<String, ChunkedImage> imagesOf(Format format, Candidate candidate)
      throws InterruptedException {
    Cutting cutting = new Cutting(format, candidate);
    Map<String, ChunkedImage> known = cuttings.get(cutting);
    if (known == null) {
      known = cut(format, candidate);
      cuttings.put(cutting, known);
    }
    return known;
  }

  private Map<String, ChunkedImage> cut(Format format, Candidate candidate)
      throws InterruptedException {
    Map<String, ChunkedImage> images = new LinkedHashMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      Map<String, Future<ChunkedImage>> running = new LinkedHashMap<>();
      for (String name : Corpus.names()) {
        running.put(name, pool.submit(() -> ChunkedImage.of(corpus.map(name, format), candidate)));
      }
      for (Map.Entry<String, Future<ChunkedImage>> entry : running.entrySet()) {
        images.put(entry.getKey(), entry.getValue().get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("an image could not be cut", e.getCause());
    }
    return images;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, " %.1f %% |", share * 100);
  }
}
