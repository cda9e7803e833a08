package dev.vitrine.api.metadefs;

import dev.vitrine.api.PropertyValidator;
import dev.vitrine.api.schema.SchemaViolation;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.metadefs.DefinedProperty;
import dev.vitrine.images.metadefs.ImageVocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds properties of images against the metadata definitions that the caller may see.
///
/// Vocabularies overlap, and none rules over another: a value that one definition of its property
/// allows is right. A property that nobody defined may be anything, and one that is null says
/// nothing.
public final class DefinitionValidator implements PropertyValidator {
  private final ImageVocabulary vocabulary;

  public DefinitionValidator(ImageVocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public List<String> faults(Caller caller, Map<String, @Nullable String> properties) {
    Map<String, String> said = new LinkedHashMap<>();
    properties.forEach((name, text) -> {
      if (text != null) {
        said.put(name, text);
      }
    });
    List<String> faults = new ArrayList<>();
    vocabulary
        .of(caller, said.keySet())
        .forEach((name, definitions) ->
            faults.addAll(faults(name, definitions, said.getOrDefault(name, ""))));
    return faults;
  }

  private static List<String> faults(String name, List<DefinedProperty> definitions, String text) {
    List<String> faults = new ArrayList<>();
    for (DefinedProperty defined : definitions) {
      try {
        PropertyText.check(name, defined.definition(), text);
        return List.of();
      } catch (SchemaViolation e) {
        faults.add(
            "%s (%s: %s)"
                .formatted(e.getMessage(), defined.namespace(), defined.definition().title()));
      }
    }
    return faults;
  }
}
