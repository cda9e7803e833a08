package dev.vitrine.images.metadefs;

import dev.vitrine.images.access.Refusal;
import org.jspecify.annotations.Nullable;

/// What may be written into definitions, however it gets there: by a request or from a file.
final class DefinitionRules {
  /// The widths of the columns of the Image service, which definitions are exchanged with.
  private static final int NAME_MAX_CODE_POINTS = 80;

  private static final int DESCRIPTION_MAX_CODE_POINTS = 500;
  private static final int OWNER_MAX_CODE_POINTS = 255;

  /// What one commit about a namespace may weigh. Far beyond any vocabulary that people can read,
  /// and half of what a registry takes.
  static final long MAX_NAMESPACE_BYTES = 4L << 20;

  private DefinitionRules() {}

  static void check(NamespaceAttributes attributes) throws Refusal.Invalid {
    checkName("namespace", attributes.name());
    checkLength("display_name", attributes.displayName(), NAME_MAX_CODE_POINTS);
    checkLength("description", attributes.description(), DESCRIPTION_MAX_CODE_POINTS);
    checkLength("owner", attributes.owner(), OWNER_MAX_CODE_POINTS);
  }

  static void check(NewNamespace wanted) throws Refusal.Invalid {
    check(wanted.attributes());
    for (NewAssociation association : wanted.associations()) {
      check(association);
    }
    for (String name : wanted.properties().keySet()) {
      checkName("property", name);
    }
    for (NewObject object : wanted.objects()) {
      check(object);
    }
    for (String tag : wanted.tags()) {
      checkName("tag", tag);
    }
  }

  static void check(NewAssociation association) throws Refusal.Invalid {
    checkName("resource type", association.resourceType());
    checkLength("prefix", association.prefix(), NAME_MAX_CODE_POINTS);
    checkLength("properties_target", association.propertiesTarget(), NAME_MAX_CODE_POINTS);
  }

  static void check(NewObject object) throws Refusal.Invalid {
    checkName("object", object.name());
  }

  /// What has no name could never be asked for again.
  static void checkName(String what, String name) throws Refusal.Invalid {
    if (name.isEmpty()) {
      throw new Refusal.Invalid("The name of a %s must not be empty".formatted(what));
    }
    checkLength("name of a " + what, name, NAME_MAX_CODE_POINTS);
  }

  private static void checkLength(String what, @Nullable String text, int most)
      throws Refusal.Invalid {
    if (text != null && text.codePointCount(0, text.length()) > most) {
      throw new Refusal.Invalid("The %s has at most %d characters".formatted(what, most));
    }
  }

  static void checkWeight(String namespace, long bytes) throws Refusal.TooLarge {
    if (bytes > MAX_NAMESPACE_BYTES) {
      throw new Refusal.TooLarge(
          "Metadata definition namespace %s would take %d bytes; at most %d are allowed"
              .formatted(namespace, bytes, MAX_NAMESPACE_BYTES));
    }
  }
}
