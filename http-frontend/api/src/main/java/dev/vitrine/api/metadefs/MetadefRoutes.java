package dev.vitrine.api.metadefs;

import static dev.vitrine.api.Router.Body.REFUSED;
import static dev.vitrine.api.Router.Body.TAKEN;

import dev.vitrine.api.ApiOptions;
import dev.vitrine.api.RouteGroup;
import dev.vitrine.api.Router;
import dev.vitrine.api.schema.MetadefSchemas;
import dev.vitrine.http.Response;
import dev.vitrine.images.metadefs.Definitions;

/// The routes of the Metadata Definitions API: 28 operations, 10 schemas, and one of our own, which
/// loads a namespace. Names in paths may have slashes, escaped.
public final class MetadefRoutes implements RouteGroup {
  private static final String NAMESPACE = DefinitionWriter.NAMESPACES + "/{+namespace}";
  private static final String TYPES = NAMESPACE + "/resource_types";
  private static final String PROPERTIES = NAMESPACE + "/properties";
  private static final String PROPERTY = PROPERTIES + "/{+property}";
  private static final String OBJECTS = NAMESPACE + "/objects";
  private static final String OBJECT = OBJECTS + "/{+object}";
  private static final String TAGS = NAMESPACE + "/tags";
  private static final String TAG = TAGS + "/{+tag}";

  private final NamespaceActions namespaces;
  private final ContentActions content;

  public MetadefRoutes(Definitions definitions, ApiOptions options) {
    this.namespaces = new NamespaceActions(definitions, options);
    this.content = new ContentActions(definitions);
  }

  @Override
  public void addTo(Router.Builder table) {
    MetadefSchemas.documents()
        .forEach((name, document) -> {
          Response answer = NamespaceActions.json(200, document);
          table.route("GET", "/v2/schemas/metadefs/" + name, REFUSED, _ -> answer);
        });
    table
        .route("POST", "/v2/metadefs/load", TAKEN, namespaces::load)
        .route("GET", "/v2/metadefs/resource_types", REFUSED, namespaces::listTypes)
        .route("GET", DefinitionWriter.NAMESPACES, TAKEN, namespaces::list)
        .route("POST", DefinitionWriter.NAMESPACES, TAKEN, namespaces::create)
        .route("GET", NAMESPACE, REFUSED, namespaces::show)
        .route("PUT", NAMESPACE, TAKEN, namespaces::replace)
        .route("DELETE", NAMESPACE, REFUSED, namespaces::delete)
        .route("GET", TYPES, REFUSED, namespaces::listAssociations)
        .route("POST", TYPES, TAKEN, namespaces::associate)
        .route("DELETE", TYPES + "/{+resource_type}", REFUSED, namespaces::dissociate)
        .route("GET", PROPERTIES, REFUSED, content::listProperties)
        .route("POST", PROPERTIES, TAKEN, content::addProperty)
        .route("DELETE", PROPERTIES, TAKEN, namespaces::deleteProperties)
        .route("GET", PROPERTY, TAKEN, content::showProperty)
        .route("PUT", PROPERTY, TAKEN, content::replaceProperty)
        .route("DELETE", PROPERTY, TAKEN, content::removeProperty)
        .route("GET", OBJECTS, TAKEN, content::listObjects)
        .route("POST", OBJECTS, TAKEN, content::addObject)
        .route("DELETE", OBJECTS, TAKEN, namespaces::deleteObjects)
        .route("GET", OBJECT, REFUSED, content::showObject)
        .route("PUT", OBJECT, TAKEN, content::replaceObject)
        .route("DELETE", OBJECT, REFUSED, content::removeObject)
        .route("GET", TAGS, TAKEN, content::listTags)
        .route("POST", TAGS, TAKEN, content::addTags)
        .route("DELETE", TAGS, TAKEN, namespaces::deleteTags)
        .route("GET", TAG, REFUSED, content::showTag)
        .route("POST", TAG, REFUSED, content::addTag)
        .route("PUT", TAG, TAKEN, content::renameTag)
        .route("DELETE", TAG, REFUSED, content::removeTag);
  }
}
