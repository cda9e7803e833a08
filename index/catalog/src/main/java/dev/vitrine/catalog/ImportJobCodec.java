package dev.vitrine.catalog;

import dev.vitrine.catalog.ImportSource.KnownHash;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// How an [ImportJob] is written down.
final class ImportJobCodec extends RecordCodec<ImportJob> {
  static final ImportJobCodec INSTANCE = new ImportJobCodec();

  private ImportJobCodec() {
    super(3);
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
      case ImportSource.Region(String name, String imageId, String endpointInterface) -> {
        writeText(json, "region", name);
        writeText(json, "remote_image", imageId);
        writeText(json, "interface", endpointInterface);
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
    Overwritten overwritten = job.overwritten();
    if (overwritten != null) {
      json.writeName("overwritten").writeStartObject();
      writeText(json, "disk_format", overwritten.diskFormat());
      writeText(json, "container_format", overwritten.containerFormat());
      writeProperties(json, "properties", overwritten.properties());
      writeTexts(json, "added", List.copyOf(overwritten.added()));
      json.writeEndObject();
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
    String region = null;
    String remoteImage = null;
    String endpointInterface = null;
    List<String> transformations = List.of();
    List<String> targets = List.of();
    List<String> stored = List.of();
    List<String> failed = List.of();
    boolean allMustSucceed = false;
    boolean removedOnFailure = false;
    Overwritten overwritten = null;
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
        case "region" -> region = readText(json);
        case "remote_image" -> remoteImage = readText(json);
        case "interface" -> endpointInterface = readText(json);
        case "transformations" -> transformations = readTexts(json);
        case "targets" -> targets = readTexts(json);
        case "stored" -> stored = readTexts(json);
        case "failed" -> failed = readTexts(json);
        case "all_must_succeed" -> allMustSucceed = readFlag(json);
        case "removed_on_failure" -> removedOnFailure = readFlag(json);
        case "overwritten" -> overwritten = readOverwritten(json);
        case "result" -> result = readText(json);
        default -> throw unknown(field);
      }
    }
    return new ImportJob(
        required(image, "image"),
        required(task, "task"),
        required(step, "step"),
        region == null
            ? source(required(method, "method"), uri, hash(algorithm, value))
            : new ImportSource.Region(
                region,
                required(remoteImage, "remote_image"),
                required(endpointInterface, "interface")),
        transformations,
        targets,
        stored,
        failed,
        allMustSucceed,
        removedOnFailure,
        overwritten,
        required(result, "result"));
  }

  private static Overwritten readOverwritten(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    String diskFormat = null;
    String containerFormat = null;
    var properties = new LinkedHashMap<String, @Nullable String>();
    List<String> added = List.of();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "disk_format" -> diskFormat = readText(json);
        case "container_format" -> containerFormat = readText(json);
        case "properties" -> readProperties(json, properties);
        case "added" -> added = readTexts(json);
        default -> throw unknown(field);
      }
    }
    return new Overwritten(diskFormat, containerFormat, properties, new LinkedHashSet<>(added));
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
