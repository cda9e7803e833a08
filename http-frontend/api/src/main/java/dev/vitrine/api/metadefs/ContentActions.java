package dev.vitrine.api.metadefs;

import static dev.vitrine.api.metadefs.NamespaceActions.json;

import dev.vitrine.api.Call;
import dev.vitrine.api.JsonBody;
import dev.vitrine.api.QueryParameters;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.catalog.metadefs.Tag;
import dev.vitrine.http.Response;
import dev.vitrine.images.metadefs.Definitions;
import dev.vitrine.images.metadefs.Objects;
import dev.vitrine.images.metadefs.Properties;
import dev.vitrine.images.metadefs.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What is in namespaces: properties, objects, tags.
final class ContentActions {
  private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");

  private final Properties properties;
  private final Objects objects;
  private final Tags tags;

  ContentActions(Definitions definitions) {
    this.properties = definitions.properties();
    this.objects = definitions.objects();
    this.tags = definitions.tags();
  }

  Response listProperties(Call call) throws Exception {
    return json(200, DefinitionWriter.properties(properties.list(call.caller(), namespace(call))));
  }

  Response showProperty(Call call) throws Exception {
    String resourceType = QueryParameters.parse(call.request().query()).last("resource_type");
    boolean asked = resourceType != null && !resourceType.isEmpty();
    Properties.Named property =
        properties.show(
            call.caller(),
            namespace(call),
            call.parameter("property"),
            asked ? resourceType : null);
    return json(200, DefinitionWriter.property(property.name(), property.definition()));
  }

  Response addProperty(Call call) throws Exception {
    Properties.Named wanted = DefinitionReader.property(body(call));
    properties.add(call.caller(), namespace(call), wanted);
    return json(201, DefinitionWriter.property(wanted.name(), wanted.definition()));
  }

  Response replaceProperty(Call call) throws Exception {
    Properties.Named wanted = DefinitionReader.property(body(call));
    properties.replace(call.caller(), namespace(call), call.parameter("property"), wanted);
    return json(200, DefinitionWriter.property(wanted.name(), wanted.definition()));
  }

  Response removeProperty(Call call) throws Exception {
    properties.remove(call.caller(), namespace(call), call.parameter("property"));
    return Response.empty(204);
  }

  Response listObjects(Call call) throws Exception {
    MetadefQueries.checkObjects(QueryParameters.parse(call.request().query()));
    return json(
        200,
        DefinitionWriter.objects(namespace(call), objects.list(call.caller(), namespace(call))));
  }

  Response showObject(Call call) throws Exception {
    var object = objects.show(call.caller(), namespace(call), call.parameter("object"));
    return json(200, DefinitionWriter.object(namespace(call), object));
  }

  Response addObject(Call call) throws Exception {
    JsonObject body = body(call);
    var object = objects.add(call.caller(), namespace(call), DefinitionReader.object(body));
    return json(
        201, DefinitionWriter.writtenObject(namespace(call), object, body.members().keySet()));
  }

  Response replaceObject(Call call) throws Exception {
    JsonObject body = body(call);
    var object =
        objects.replace(
            call.caller(),
            namespace(call),
            call.parameter("object"),
            DefinitionReader.object(body));
    return json(
        200, DefinitionWriter.writtenObject(namespace(call), object, body.members().keySet()));
  }

  Response removeObject(Call call) throws Exception {
    objects.remove(call.caller(), namespace(call), call.parameter("object"));
    return Response.empty(204);
  }

  Response listTags(Call call) throws Exception {
    var query = MetadefQueries.tags(QueryParameters.parse(call.request().query()));
    List<Tag> found = tags.list(call.caller(), namespace(call), query);
    return json(200, DefinitionWriter.tags(found.stream().map(Tag::name).toList()));
  }

  Response showTag(Call call) throws Exception {
    return json(
        200,
        DefinitionWriter.tag(tags.show(call.caller(), namespace(call), call.parameter("tag"))));
  }

  Response addTag(Call call) throws Exception {
    return json(
        201, DefinitionWriter.tag(tags.add(call.caller(), namespace(call), call.parameter("tag"))));
  }

  Response addTags(Call call) throws Exception {
    List<String> names = DefinitionReader.tags(body(call));
    String append = call.request().headers().first("X-Openstack-Append");
    boolean appending = append != null && TRUE.contains(append.strip().toLowerCase(Locale.ROOT));
    tags.addAll(call.caller(), namespace(call), names, appending);
    return json(201, DefinitionWriter.tags(names));
  }

  Response renameTag(Call call) throws Exception {
    String newName = DefinitionReader.tag(body(call));
    return json(
        200,
        DefinitionWriter.tag(
            tags.rename(call.caller(), namespace(call), call.parameter("tag"), newName)));
  }

  Response removeTag(Call call) throws Exception {
    tags.remove(call.caller(), namespace(call), call.parameter("tag"));
    return Response.empty(204);
  }

  private static String namespace(Call call) {
    return call.parameter("namespace");
  }

  private static JsonObject body(Call call) throws Exception {
    return JsonBody.object(call.request().body());
  }
}
