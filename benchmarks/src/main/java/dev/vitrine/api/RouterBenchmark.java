package dev.vitrine.api;

import dev.vitrine.benchmarks.micro.MicroBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// From a raw path to its route, in a table like the API's. In the router's own package, because
/// nobody else needs to see it.
public class RouterBenchmark extends MicroBenchmark {
  private static final Action NOTHING =
      _ -> {
        throw new UnsupportedOperationException("routes are only looked up");
      };

  @Param({"/v2/images", "/v2/images/7a0ad7f5-3c1b-4f2e-9d0a-51ac8f1c5b6e/file", "/v2/nothing"})
  public String path = "";

  private final Router router =
      Router.builder()
          .route("GET", "/v2/schemas/image", Router.Body.REFUSED, NOTHING)
          .route("GET", "/v2/schemas/images", Router.Body.REFUSED, NOTHING)
          .route("GET", "/v2/images", Router.Body.TAKEN, NOTHING)
          .route("POST", "/v2/images", Router.Body.TAKEN, NOTHING)
          .route("GET", "/v2/images/{id}", Router.Body.REFUSED, NOTHING)
          .route("PATCH", "/v2/images/{id}", Router.Body.TAKEN, NOTHING)
          .route("DELETE", "/v2/images/{id}", Router.Body.REFUSED, NOTHING)
          .route("GET", "/v2/images/{id}/file", Router.Body.REFUSED, NOTHING)
          .route("PUT", "/v2/images/{id}/file", Router.Body.TAKEN, NOTHING)
          .route("GET", "/v2/info/import", Router.Body.REFUSED, NOTHING)
          .route("GET", "/v2/info/stores", Router.Body.REFUSED, NOTHING)
          .build();

  @Benchmark
  public Object match() throws Problem {
    return router.match("GET", Router.segments(path));
  }
}
