package dev.vitrine.api.upkeep;

import static dev.vitrine.api.upkeep.UpkeepFields.named;
import static dev.vitrine.api.upkeep.UpkeepFields.texts;
import static dev.vitrine.api.upkeep.UpkeepFields.time;

import dev.vitrine.api.Call;
import dev.vitrine.api.RouteGroup;
import dev.vitrine.api.Router;
import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Repacker;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.collect.CollectionSchedule;
import dev.vitrine.images.collect.GarbageCollection.Outcome;
import dev.vitrine.images.collect.Repacking;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// `/v2/collector`: the collector of what no image needs. For administrators.
///
/// `POST` asks for a run and answers 202 with its number; `GET` tells whether one is under way and
/// what the last one came to, and the packing of cold chunks before it.
public final class CollectorRoutes implements RouteGroup {
  static final String PATH = "/v2/collector";

  private final ImageService images;
  private final CollectionSchedule schedule;

  public CollectorRoutes(ImageService images, CollectionSchedule schedule) {
    this.images = images;
    this.schedule = schedule;
  }

  @Override
  public void addTo(Router.Builder table) {
    table.route("GET", PATH, Router.Body.REFUSED, this::show);
    table.route("POST", PATH, Router.Body.REFUSED, this::run);
  }

  private Response show(Call call) throws Exception {
    images.requireService(call.caller(), Action.CONTEXT_IS_ADMIN);
    return answer(200, OptionalLong.empty());
  }

  private Response run(Call call) throws Exception {
    images.requireService(call.caller(), Action.CONTEXT_IS_ADMIN);
    return answer(202, OptionalLong.of(schedule.request()));
  }

  private Response answer(int status, OptionalLong asked) {
    CollectionSchedule.Status now = schedule.status();
    JsonOutput out = new JsonOutput(512);
    time(named(out.raw('{'), "running_since"), now.runningSince());
    asked.ifPresent(run -> number(out, "run", run));
    named(out.raw(','), "last");
    now.last().ifPresentOrElse(last -> write(out, last), out::nothing);
    return Response.of(status, "application/json", out.raw('}').toBytes());
  }

  private static void write(JsonOutput out, CollectionSchedule.Ended last) {
    time(named(out.raw('{'), "began_at"), last.beganAt());
    time(named(out.raw(','), "ended_at"), last.endedAt());
    number(out, "run", last.number());
    failure(out, last.failure());
    out.raw(JsonOutput.encoded(",\"stores\":["));
    boolean first = true;
    for (var each : last.outcomes().entrySet()) {
      out.raw(JsonOutput.encoded(first ? "{\"store\":" : ",{\"store\":")).text(each.getKey());
      first = false;
      switch (each.getValue()) {
        case Outcome.Collected(Collector.Result result) -> {
          failure(out, null);
          write(out, result);
        }
        case Outcome.Failed(BlobException e) -> failure(out, String.valueOf(e.getMessage()));
        case Outcome.Elsewhere _ -> failure(out, "another collection is under way");
      }
      Repacking.Outcome repacked = last.repacked().get(each.getKey());
      if (repacked != null) {
        write(out, repacked);
      }
      out.raw('}');
    }
    out.raw(JsonOutput.encoded("]}"));
  }

  private static void failure(JsonOutput out, @Nullable String failure) {
    named(out.raw(','), "failure").text(failure);
  }

  private static void write(JsonOutput out, Collector.Result result) {
    number(out, "live_recipes", result.plan().liveRecipes());
    number(out, "kept_chunks", result.plan().keptChunks());
    number(out, "kept_bytes", result.plan().keptBytes());
    number(out, "garbage_recipes", result.plan().garbageRecipes());
    number(out, "garbage_chunks", result.plan().garbageChunks());
    number(out, "garbage_bytes", result.plan().freedBytes());
    number(out, "deleted_objects", result.deletedObjects());
    number(out, "spared_objects", result.sparedObjects());
    texts(named(out.raw(','), "waiting_for"), result.waitingFor().stream().sorted().toList());
  }

  private static void write(JsonOutput out, Repacking.Outcome repacked) {
    named(out.raw(','), "packing").raw('{');
    switch (repacked) {
      case Repacking.Outcome.Repacked(Repacker.Result result) -> {
        named(out, "failure").nothing();
        number(out, "packed_chunks", result.packedChunks());
        number(out, "saved_bytes", result.savedBytes());
        number(out, "unpacked_chunks", result.unpackedChunks());
        number(out, "spent_bytes", result.spentBytes());
        number(out, "damaged_chunks", result.damagedChunks());
      }
      case Repacking.Outcome.Failed(BlobException e) ->
          named(out, "failure").text(String.valueOf(e.getMessage()));
      case Repacking.Outcome.Elsewhere _ ->
          named(out, "failure").text("another collection is under way");
    }
    out.raw('}');
  }

  private static void number(JsonOutput out, String name, long value) {
    named(out.raw(','), name).number(value);
  }
}
