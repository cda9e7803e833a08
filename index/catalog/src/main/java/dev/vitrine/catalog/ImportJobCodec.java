package dev.vitrine.catalog;

import dev.vitrine.catalog.ImportSource.KnownHash;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How an [ImportJob] is written down.
final class ImportJobCodec extends RecordCodec<ImportJob> {
  static final ImportJobCodec INSTANCE = new ImportJobCodec();

  private ImportJobCodec() {
    super(2);
  }

  @Override
  void write(JsonGenerator json, ImportJob job) {
    writeText(json, "image", job.imageId());
    writeText(json, "task", job.taskId());
    json.writeNumberProperty("step", job.step());
    writeText(json, "method", job.source().method());
    switch (job.source()) {
      case ImportSource.Web(String uri) -> writeText(json, "uri", uri);
      case ImportSource.Registered(String url, KnownHash hash) -> {
        writeText(json, "uri", url);
        writeText(json, "algorithm", hash == null ? null : hash.algorithm());
        writeText(json, "value", hash == null ? null : hash.value());
      }
      case ImportSource.Direct _, ImportSource.Copy _ -> {}
    }
    writeTexts(json, "transformations", job.transformations());
    writeTexts(json, "targets", job.targets());
    writeTexts(json, "stored", job.stored());
    writeTexts(json, "failed", job.failed());
    if (job.allMustSucceed()) {
      json.writeBooleanProperty("all_must_succeed", true);
    }
    if (job.removedOnFailure()) {
      json.writeBooleanProperty("removed_on_failure", true);
    }
    writeText(json, "result", job.result());
  }

  @Override
  ImportJob read(JsonParser json) {
    String image = null;
    String task = null;
    Long step = null;
    String method = null;
    String uri = null;
    String algorithm = null;
    String value = null;
    List<String> transformations = List.of();
    List<String> targets = List.of();
    List<String> stored = List.of();
    List<String> failed = List.of();
    boolean allMustSucceed = false;
    boolean removedOnFailure = false;
    String result = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "image" -> image = readText(json);
        case "task" -> task = readText(json);
        case "step" -> step = readLong(json);
        case "method" -> method = readText(json);
        case "uri" -> uri = readText(json);
        case "algorithm" -> algorithm = readText(json);
        case "value" -> value = readText(json);
        case "transformations" -> transformations = readTexts(json);
        case "targets" -> targets = readTexts(json);
        case "stored" -> stored = readTexts(json);
        case "failed" -> failed = readTexts(json);
        case "all_must_succeed" -> allMustSucceed = readFlag(json);
        case "removed_on_failure" -> removedOnFailure = readFlag(json);
        case "result" -> result = readText(json);
        default -> throw unknown(field);
      }
    }
    return new ImportJob(
        required(image, "image"),
        required(task, "task"),
        required(step, "step"),
        source(required(method, "method"), uri, hash(algorithm, value)),
        transformations,
        targets,
        stored,
        failed,
        allMustSucceed,
        removedOnFailure,
        required(result, "result"));
  }

  private static @Nullable KnownHash hash(@Nullable String algorithm, @Nullable String value) {
    return algorithm == null ? null : new KnownHash(algorithm, required(value, "value"));
  }

  private static ImportSource source(
      String method, @Nullable String uri, @Nullable KnownHash hash) {
    return switch (method) {
      case "glance-direct" -> new ImportSource.Direct();
      case "web-download" -> new ImportSource.Web(required(uri, "uri"));
      case "copy-image" -> new ImportSource.Copy();
      case "location-import" -> new ImportSource.Registered(required(uri, "uri"), hash);
      default -> throw new IllegalArgumentException("unknown method '" + method + "'");
    };
  }
}
