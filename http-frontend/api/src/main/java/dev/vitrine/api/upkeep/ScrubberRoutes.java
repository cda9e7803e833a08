package dev.vitrine.api.upkeep;

import static dev.vitrine.api.upkeep.UpkeepFields.named;
import static dev.vitrine.api.upkeep.UpkeepFields.texts;
import static dev.vitrine.api.upkeep.UpkeepFields.time;

import dev.vitrine.api.Call;
import dev.vitrine.api.RouteGroup;
import dev.vitrine.api.Router;
import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.ScrubProgress;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.scrub.ScrubSchedule;
import java.util.OptionalLong;

/// `/v2/scrubber`: the comparison of what is stored with what its names promise; `/v2/damages`:
/// what is lost. For administrators.
///
/// `POST /v2/scrubber` asks for a pass over everything and answers 202 with the number of the run;
/// `GET` tells whether one is under way, and how far each store has come.
public final class ScrubberRoutes implements RouteGroup {
  static final String PATH = "/v2/scrubber";
  static final String DAMAGES = "/v2/damages";

  private final ImageService images;
  private final ScrubSchedule schedule;

  public ScrubberRoutes(ImageService images, ScrubSchedule schedule) {
    this.images = images;
    this.schedule = schedule;
  }

  @Override
  public void addTo(Router.Builder table) {
    table.route("GET", PATH, Router.Body.REFUSED, this::show);
    table.route("POST", PATH, Router.Body.REFUSED, this::run);
    table.route("GET", DAMAGES, Router.Body.REFUSED, this::damages);
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
    ScrubSchedule.Status now = schedule.status();
    JsonOutput out = new JsonOutput(512);
    time(named(out.raw('{'), "running_since"), now.runningSince());
    asked.ifPresent(run -> named(out.raw(','), "run").number(run));
    named(out.raw(','), "last_run").number(now.ended());
    named(out.raw(','), "failure").text(now.failure());
    named(out.raw(','), "stores").raw('[');
    boolean first = true;
    for (ScrubProgress progress : now.stores().values()) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      write(out, progress);
    }
    return Response.of(status, "application/json", out.raw(']').raw('}').toBytes());
  }

  private static void write(JsonOutput out, ScrubProgress progress) {
    named(out.raw('{'), "store").text(progress.store());
    time(named(out.raw(','), "began_at"), progress.beganAt());
    time(named(out.raw(','), "ended_at"), progress.endedAt());
    named(out.raw(','), "after").text(progress.after());
    named(out.raw(','), "objects").number(progress.objects());
    named(out.raw(','), "bytes").number(progress.bytes());
    named(out.raw(','), "mended").number(progress.mended());
    named(out.raw(','), "lost").number(progress.lost());
    out.raw('}');
  }

  private Response damages(Call call) throws Exception {
    images.requireService(call.caller(), Action.CONTEXT_IS_ADMIN);
    JsonOutput out = new JsonOutput(512);
    named(out.raw('{'), "damages").raw('[');
    boolean first = true;
    for (DamagedObject damage : schedule.damages()) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      write(out, damage);
    }
    return Response.of(200, "application/json", out.raw(']').raw('}').toBytes());
  }

  private static void write(JsonOutput out, DamagedObject damage) {
    named(out.raw('{'), "store").text(damage.store());
    named(out.raw(','), "object").text(damage.path());
    named(out.raw(','), "reason").text(damage.reason());
    time(named(out.raw(','), "found_at"), damage.foundAt());
    named(out.raw(','), "image_count").number(damage.imageCount());
    texts(named(out.raw(','), "images"), damage.images());
    out.raw('}');
  }
}
