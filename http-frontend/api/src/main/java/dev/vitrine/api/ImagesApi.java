package dev.vitrine.api;

import static dev.vitrine.api.Router.Body.REFUSED;
import static dev.vitrine.api.Router.Body.TAKEN;

import dev.vitrine.api.CallerSource.NotIdentified;
import dev.vitrine.api.Router.Match;
import dev.vitrine.api.Versions.Destination;
import dev.vitrine.api.schema.ImageSchema;
import dev.vitrine.api.schema.MemberSchema;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.SchemaWriter;
import dev.vitrine.api.schema.TaskSchema;
import dev.vitrine.http.Handler;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.ImageServiceOptions;
import dev.vitrine.images.ImportService;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.quota.ProjectThrottle;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole API as one handler: the table of routes, and what every request passes on its way to
/// one. Thread-safe; blocks where the service does.
///
/// ```text
/// request ─ CORS ─ version ─┬─ versions, health: no caller, no request id
///                           └─ caller ─ request id ─ throttle ─ route ─ action ─ service
///                                           whatever is thrown ─ error table ─ answer
/// ```
public final class ImagesApi implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ImagesApi.class);

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final CallerSource callers;
  private final Versions versions;
  private final HealthCheck health;
  private final RequestIds requestIds;
  private final ProjectThrottle throttle;
  private final Router router;
  private final TrustedProxies proxies;
  private final Audit audit = new Audit();

  private ImagesApi(
      CallerSource callers,
      Versions versions,
      HealthCheck health,
      RequestIds requestIds,
      ProjectThrottle throttle,
      Router router,
      TrustedProxies proxies) {
    this.callers = callers;
    this.versions = versions;
    this.health = health;
    this.requestIds = requestIds;
    this.throttle = throttle;
    this.router = router;
    this.proxies = proxies;
  }

  /// The API in front of a service that has nothing to tell its operator.
  public static Handler handler(
      ImageService images,
      ImportService imports,
      CallerSource callers,
      ApiOptions options,
      PropertyChecks checks,
      RouteGroup... more) {
    return handler(images, imports, callers, options, checks, () -> null, more);
  }

  /// The API in front of a service.
  ///
  /// @param checks of the properties that requests give images
  /// @param trouble what the health check is to mention; null from it when there is nothing
  /// @param more the routes of other parts
  public static Handler handler(
      ImageService images,
      ImportService imports,
      CallerSource callers,
      ApiOptions options,
      PropertyChecks checks,
      Supplier<@Nullable String> trouble,
      RouteGroup... more) {
    PublicUrl url = new PublicUrl(options.publicEndpoint(), options.proxies());
    ProjectThrottle throttle = new ProjectThrottle(options.perProject(), System::nanoTime);
    ImagesApi api =
        new ImagesApi(
            callers,
            new Versions(url, images.stores().selectable()),
            new HealthCheck(options.healthcheckDisableFile(), trouble),
            new RequestIds(options.maxRequestIdLength()),
            throttle,
            routes(images, imports, throttle, options, url, checks, more),
            options.proxies());
    return new Cors(new HtmlGuard(api), options.cors());
  }

  /// Every route there is.
  static Router routes(
      ImageService service,
      ImportService imports,
      ProjectThrottle throttle,
      ApiOptions options,
      PublicUrl url,
      PropertyChecks checks,
      RouteGroup... more) {
    ImageServiceOptions limits = service.options();
    ImageSchema schema =
        new ImageSchema(
            limits.containerFormats(), limits.diskFormats(), options.customProperties());
    ImageActions images =
        new ImageActions(
            service,
            options,
            url,
            new ImageJson(
                schema,
                new LocationFields(
                    service.stores(), options.showDirectUrl(), options.showLocations())),
            new ImageRules(schema),
            checks);
    StoreActions stores = new StoreActions(service);
    FileActions files = new FileActions(service, throttle);
    QuotaActions quotas = new QuotaActions(service.quotas());
    TaskActions tasks =
        new TaskActions(service.tasks(), imports, new ImageRules(schema), options, url);
    CacheActions cache = new CacheActions(service);
    MemberActions members = new MemberActions(service.members());
    Router.Builder table = Router.builder();
    table
        .route("GET", "/v2/openapi.json", REFUSED, json(OpenApi.document()))
        .route("GET", "/v2/schemas/image", REFUSED, document(schema.image()))
        .route("GET", "/v2/schemas/images", REFUSED, document(schema.images()))
        .route("GET", "/v2/schemas/member", REFUSED, document(MemberSchema.member()))
        .route("GET", "/v2/schemas/members", REFUSED, document(MemberSchema.members()))
        .route("GET", "/v2/schemas/task", TAKEN, document(TaskSchema.task()))
        .route("GET", "/v2/schemas/tasks", TAKEN, document(TaskSchema.tasks()))
        .route("GET", "/v2/images", TAKEN, images::list)
        .route("POST", "/v2/images", TAKEN, images::create)
        .route("GET", "/v2/images/{id}", REFUSED, images::show)
        .route("PATCH", "/v2/images/{id}", TAKEN, images::change)
        .route("DELETE", "/v2/images/{id}", REFUSED, images::delete)
        .route("POST", "/v2/images/{id}/actions/deactivate", REFUSED, images::deactivate)
        .route("POST", "/v2/images/{id}/actions/reactivate", REFUSED, images::reactivate)
        .route("GET", "/v2/images/{id}/file", REFUSED, files::download)
        .route("PUT", "/v2/images/{id}/file", TAKEN, files::upload)
        .route("PUT", "/v2/images/{id}/tags/{tag}", REFUSED, images::addTag)
        .route("DELETE", "/v2/images/{id}/tags/{tag}", REFUSED, images::removeTag)
        .route("GET", "/v2/images/{id}/members", REFUSED, members::list)
        .route("POST", "/v2/images/{id}/members", TAKEN, members::add)
        .route("GET", "/v2/images/{id}/members/{member}", REFUSED, members::show)
        .route("PUT", "/v2/images/{id}/members/{member}", TAKEN, members::answer)
        .route("DELETE", "/v2/images/{id}/members/{member}", REFUSED, members::remove)
        .route("GET", "/v2/images/{id}/tasks", REFUSED, tasks::ofImage)
        .route("GET", "/v2/tasks", TAKEN, tasks::list)
        .route("POST", "/v2/tasks", TAKEN, tasks::create)
        .route("GET", "/v2/tasks/{task}", TAKEN, tasks::show)
        .route("DELETE", "/v2/tasks/{task}", TAKEN, tasks::delete)
        .route("GET", "/v2/cache", REFUSED, cache::list)
        .route("DELETE", "/v2/cache", TAKEN, cache::clear)
        .route("DELETE", "/v2/cache/{id}", TAKEN, cache::remove)
        .route("PUT", "/v2/cache/{id}", TAKEN, cache::fill)
        .route("GET", "/v2/cache/nodes/{id}", REFUSED, cache::nodes)
        .route("POST", "/v2/cache/clean", TAKEN, cache::clean)
        .route("POST", "/v2/cache/prune", TAKEN, cache::prune)
        .route("GET", "/v2/info/usage", TAKEN, quotas::usage)
        .route("GET", "/v2/info/stores", REFUSED, stores::list)
        .route("GET", "/v2/info/stores/detail", REFUSED, stores::detail)
        .route("GET", "/v2/info/stores/health", REFUSED, stores::health)
        .route("DELETE", "/v2/stores/{store}/{id}", REFUSED, stores::delete);
    new LocationActions(service, imports).addTo(table);
    new ImportActions(service, imports, throttle).addTo(table);
    for (RouteGroup group : more) {
      group.addTo(table);
    }
    return table.build();
  }

  private static Action document(Structure schema) {
    return json(SchemaWriter.document(schema));
  }

  private static Action json(byte[] document) {
    Response response = Response.of(200, "application/json", document);
    return _ -> response;
  }

  @Override
  public Response handle(Request request) {
    request.facts().id(RequestIds.fresh());
    request.facts().client(proxies.clientOf(request));
    Response response = answer(request);
    // Browsers ask before they cross origins; whatever else OPTIONS may mean, clients of this API
    // know it as "200 and nothing more" on every path.
    boolean success = response.status() < 300;
    return request.method().equals("OPTIONS") && !success ? Response.empty(200) : response;
  }

  @Override
  public Response failed(Request request, Exception cause) {
    return failure(request, cause).with(RequestIds.HEADER, request.facts().id());
  }

  private Response answer(Request request) {
    try {
      return switch (versions.destination(request)) {
        case Destination.Health _ -> {
          request.facts().route("/healthcheck");
          yield health.answer(request);
        }
        case Destination.Listing(int status) -> {
          request.facts().route("/versions");
          yield versions.listing(request, status);
        }
        case Destination.Redirect _ -> {
          request.facts().route("/v2");
          yield versions.redirect(request);
        }
        case Destination.Api(String path) -> identified(request, path);
      };
    } catch (NotIdentified | InterruptedException | RuntimeException e) {
      return failure(request, e);
    }
  }

  private Response identified(Request request, String path)
      throws NotIdentified, InterruptedException {
    Caller caller;
    try {
      caller = callers.identify(request);
    } catch (NotIdentified e) {
      audit.record(request, null, failure(request, e), e);
      throw e;
    }
    if (caller.project() != null) {
      request.facts().project(caller.project());
    }
    Response response;
    Exception error = null;
    try {
      request.facts().id(requestIds.of(request));
      throttle.admit(caller);
      response = routed(request, path, caller);
    } catch (Exception e) {
      error = e;
      response = failure(request, e);
    }
    audit.record(request, caller, response, error);
    return response.with(RequestIds.HEADER, request.facts().id());
  }

  private Response routed(Request request, String path, Caller caller) throws Exception {
    return switch (router.match(request.method(), Router.segments("/v2" + path))) {
      case Match.Found(Router.Route route, var parameters) -> {
        request.facts().route(route.template());
        if (route.body() == REFUSED && hasBody(request)) {
          throw Problem.badRequest(
              "%s %s takes no body".formatted(route.method(), route.template()));
        }
        if (caller.readOnly() && !READING.contains(route.method())) {
          throw Problem.forbidden("Read-only access");
        }
        yield route.action().answer(new Call(request, caller, parameters));
      }
      case Match.WrongMethod(String template, var allowed) -> {
        request.facts().route(template);
        throw new Problem(
            405,
            "Method %s is not allowed here".formatted(request.method()),
            Headers.of("Allow", String.join(", ", allowed)));
      }
      case Match.NoPath(boolean knownMethod) ->
          throw knownMethod
              ? new Problem(404, "There is nothing at this path")
              : new Problem(501, "Method %s means nothing here".formatted(request.method()));
    };
  }

  /// Whether the client sent more than an empty body. A chunked one counts where a body is usual.
  private static boolean hasBody(Request request) {
    OptionalLong length = request.body().lengthBytes();
    if (length.isPresent()) {
      return length.getAsLong() > 0;
    }
    return switch (request.method()) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  private static Response failure(Request request, Exception error) {
    Problem problem = ErrorTable.problemOf(error);
    if (ErrorTable.isFault(error)) {
      LOG.error(
          "{} {} {} failed with {}",
          request.facts().id(),
          request.method(),
          request.facts().route(),
          problem.status(),
          error);
    }
    if (error instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return ErrorPage.of(problem, request);
  }
}
