package dev.vitrine.images;

import dev.vitrine.images.access.Attributes;
import dev.vitrine.images.access.Refusal;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller may write into an image's record, however it gets there.
final class RecordRules {
  /// The width of a name in the database that other services share images through.
  private static final int NAME_MAX_CODE_POINTS = 255;

  private final ImageServiceOptions options;

  RecordRules(ImageServiceOptions options) {
    this.options = options;
  }

  /// @param given as the caller wrote them, duplicates included
  void checkTagCount(List<String> given) throws Refusal {
    int most = options.tagQuota();
    if (most >= 0 && given.size() > most) {
      throw new Refusal.TooLarge(
          "Too many tags: " + given.size() + " were given, at most " + most + " are allowed");
    }
  }

  /// @param names of all custom properties that the image would have
  void checkPropertyCount(Collection<String> names) throws Refusal {
    long count =
        names.stream().filter(name -> !name.startsWith(Attributes.INTERNAL_PREFIX)).count();
    int most = options.propertyQuota();
    if (most >= 0 && count > most) {
      throw new Refusal.TooLarge(
          "Too many properties: the image would have "
              + count
              + ", at most "
              + most
              + " are allowed");
    }
  }

  void checkCustomName(String name) throws Refusal {
    if (Attributes.kindOf(name) != Attributes.Kind.CUSTOM) {
      throw reserved(name);
    }
    if (isLong(name)) {
      throw new Refusal.Invalid(
          "The property name '"
              + name
              + "' is longer than "
              + NAME_MAX_CODE_POINTS
              + " characters");
    }
  }

  /// Projects are not looked up anywhere; what could be the id of none is refused.
  void checkMember(String project) throws Refusal {
    if (project.isEmpty() || isLong(project)) {
      throw new Refusal.Invalid(
          "A member is the id of a project: 1 to " + NAME_MAX_CODE_POINTS + " characters");
    }
    checkText("member", project);
  }

  private static boolean isLong(String name) {
    return name.codePointCount(0, name.length()) > NAME_MAX_CODE_POINTS;
  }

  static Refusal.Forbidden reserved(String name) {
    return new Refusal.Forbidden("Attribute '" + name + "' is reserved.");
  }

  void checkSize(String attribute, int value) throws Refusal {
    if (value < 0) {
      throw new Refusal.Invalid(attribute + " must not be negative: " + value);
    }
  }

  /// Refuses what the databases of other deployments cannot hold: characters of four UTF-8 bytes.
  void checkText(String attribute, @Nullable String text) throws Refusal {
    if (text != null && text.chars().anyMatch(unit -> Character.isSurrogate((char) unit))) {
      throw new Refusal.Invalid(
          "Invalid " + attribute + ": characters beyond U+FFFF are not supported");
    }
  }

  void checkTexts(String attribute, Collection<String> texts) throws Refusal {
    for (String text : texts) {
      checkText(attribute, text);
    }
  }
}
