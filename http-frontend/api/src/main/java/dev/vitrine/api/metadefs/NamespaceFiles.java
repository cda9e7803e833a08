package dev.vitrine.api.metadefs;

import dev.vitrine.api.Problem;
import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NamespaceLoader.Outcome;
import dev.vitrine.images.metadefs.NewNamespace;
import dev.vitrine.images.metadefs.WholeNamespace;
import java.util.ArrayList;
import java.util.List;

/// Namespaces in the JSON that the Image service's own files have, which is that of the API without
/// what only a service sets. Thread-safe.
public final class NamespaceFiles implements NamespaceFormat {
  @Override
  public NewNamespace read(byte[] utf8) throws Refusal.Invalid {
    try {
      return DefinitionReader.namespaceInFile(object(utf8));
    } catch (Problem e) {
      throw new Refusal.Invalid(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public byte[] write(WholeNamespace namespace) {
    return DefinitionWriter.file(namespace);
  }

  @Override
  public Page readPage(byte[] utf8) throws Refusal.Invalid {
    JsonObject page = object(utf8);
    if (!(page.members().get("namespaces") instanceof JsonArray(var items))) {
      throw new Refusal.Invalid("It is no list of namespaces");
    }
    List<String> names = new ArrayList<>();
    for (var item : items) {
      if (!(item instanceof JsonObject(var members))
          || !(members.get("namespace") instanceof JsonText(String name))) {
        throw new Refusal.Invalid("It lists something that is no namespace");
      }
      names.add(name);
    }
    return new Page(
        names, page.members().get("next") instanceof JsonText(String next) ? next : null);
  }

  @Override
  public Outcome readOutcome(byte[] utf8) throws Refusal.Invalid {
    if (object(utf8).members().get("outcome") instanceof JsonText(String outcome)) {
      try {
        return Outcome.of(outcome);
      } catch (IllegalArgumentException e) {
        throw new Refusal.Invalid(String.valueOf(e.getMessage()));
      }
    }
    throw new Refusal.Invalid("It has no outcome");
  }

  private static JsonObject object(byte[] utf8) throws Refusal.Invalid {
    try {
      if (JsonReader.parse(utf8) instanceof JsonObject object) {
        return object;
      }
      throw new Refusal.Invalid("It is no JSON object");
    } catch (MalformedJson e) {
      throw new Refusal.Invalid(String.valueOf(e.getMessage()));
    }
  }
}
