package dev.vitrine.api.metadefs;

import dev.vitrine.api.ApiOptions;
import dev.vitrine.api.Call;
import dev.vitrine.api.JsonBody;
import dev.vitrine.api.Problem;
import dev.vitrine.api.PublicUrl;
import dev.vitrine.api.QueryParameters;
import dev.vitrine.api.json.JsonStructure;
import dev.vitrine.http.Response;
import dev.vitrine.images.metadefs.Definitions;
import dev.vitrine.images.metadefs.LoadMode;
import dev.vitrine.images.metadefs.NamespaceLoader.Outcome;
import dev.vitrine.images.metadefs.NamespacePage;
import dev.vitrine.images.metadefs.Namespaces;
import dev.vitrine.images.metadefs.ResourceTypes;
import dev.vitrine.images.metadefs.WholeNamespace;
import org.jspecify.annotations.Nullable;

/// Namespaces, what they apply to, and the types of what that is.
final class NamespaceActions {
  private final Namespaces namespaces;
  private final ResourceTypes resourceTypes;
  private final ApiOptions options;
  private final PublicUrl url;

  NamespaceActions(Definitions definitions, ApiOptions options) {
    this.namespaces = definitions.namespaces();
    this.resourceTypes = definitions.resourceTypes();
    this.options = options;
    this.url = new PublicUrl(options.publicEndpoint(), options.proxies());
  }

  Response list(Call call) throws Exception {
    QueryParameters parameters = QueryParameters.parse(call.request().query());
    NamespacePage page =
        namespaces.list(call.caller(), MetadefQueries.namespaces(parameters, options));
    QueryParameters first = parameters.without("marker");
    String marker = page.nextMarker();
    String next =
        marker == null ? null : first.with("marker", marker).link(DefinitionWriter.NAMESPACES);
    return json(200, DefinitionWriter.page(page, first.link(DefinitionWriter.NAMESPACES), next));
  }

  Response create(Call call) throws Exception {
    WholeNamespace whole =
        namespaces.create(
            call.caller(), DefinitionReader.namespace(JsonBody.object(call.request().body())));
    return json(201, DefinitionWriter.created(whole))
        .with("Location", url.of(call.request(), DefinitionWriter.path(whole.namespace().name())));
  }

  /// Takes a file of a namespace, and does with it what `vitrine metadefs load` does.
  Response load(Call call) throws Exception {
    String mode = QueryParameters.parse(call.request().query()).last("mode");
    var wanted = DefinitionReader.namespaceInFile(JsonBody.object(call.request().body()));
    Outcome outcome = namespaces.load(call.caller(), wanted, mode(mode));
    JsonStructure answer = new JsonStructure(128);
    answer.open('{');
    answer.key("namespace").text(wanted.attributes().name());
    answer.key("outcome").text(outcome.text());
    answer.close('}');
    return json(200, answer.toBytes());
  }

  private static LoadMode mode(@Nullable String text) throws Problem {
    try {
      return text == null ? LoadMode.SKIP : LoadMode.of(text);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(
          "Invalid value for 'mode': '%s' is not one of skip, merge, prefer-new, overwrite"
              .formatted(text));
    }
  }

  Response show(Call call) throws Exception {
    String resourceType = QueryParameters.parse(call.request().query()).last("resource_type");
    WholeNamespace whole = namespaces.show(call.caller(), call.parameter("namespace"));
    return json(
        200, DefinitionWriter.whole(resourceType == null ? whole : whole.appliedTo(resourceType)));
  }

  Response replace(Call call) throws Exception {
    var wanted = DefinitionReader.namespace(JsonBody.object(call.request().body()));
    return json(
        200,
        DefinitionWriter.replacedNamespace(
            namespaces.replace(call.caller(), call.parameter("namespace"), wanted.attributes())));
  }

  Response delete(Call call) throws Exception {
    namespaces.delete(call.caller(), call.parameter("namespace"));
    return Response.empty(204);
  }

  Response deleteProperties(Call call) throws Exception {
    namespaces.clearProperties(call.caller(), call.parameter("namespace"));
    return Response.empty(204);
  }

  Response deleteObjects(Call call) throws Exception {
    namespaces.clearObjects(call.caller(), call.parameter("namespace"));
    return Response.empty(204);
  }

  Response deleteTags(Call call) throws Exception {
    namespaces.clearTags(call.caller(), call.parameter("namespace"));
    return Response.empty(204);
  }

  Response listTypes(Call call) throws Exception {
    return json(200, DefinitionWriter.resourceTypes(resourceTypes.list(call.caller())));
  }

  Response listAssociations(Call call) throws Exception {
    return json(
        200,
        DefinitionWriter.associations(
            resourceTypes.associations(call.caller(), call.parameter("namespace"))));
  }

  Response associate(Call call) throws Exception {
    var wanted = DefinitionReader.association(JsonBody.object(call.request().body()));
    return json(
        201,
        DefinitionWriter.association(
            resourceTypes.associate(call.caller(), call.parameter("namespace"), wanted)));
  }

  Response dissociate(Call call) throws Exception {
    resourceTypes.dissociate(
        call.caller(), call.parameter("namespace"), call.parameter("resource_type"));
    return Response.empty(204);
  }

  static Response json(int status, byte[] body) {
    return Response.of(status, "application/json", body);
  }
}
