package dev.vitrine.images.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text with `%(name)s` where attributes of the target go; `%%` is a percent sign. Immutable.
record Template(List<Part> parts) {

  sealed interface Part {
    record Text(String text) implements Part {}

    record Attribute(String name) implements Part {}
  }

  Template {
    parts = List.copyOf(parts);
  }

  /// Throws [IllegalArgumentException] when a `%` is neither of the two forms.
  static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        plain.append(c);
      } else if (text.startsWith("%%", i)) {
        plain.append(c);
        i++;
      } else {
        int end = text.indexOf(")s", i);
        if (!text.startsWith("%(", i) || end < 0) {
          throw new IllegalArgumentException("'%' begins neither %(name)s nor %%: " + text);
        }
        addText(parts, plain);
        parts.add(new Part.Attribute(text.substring(i + 2, end)));
        i = end + 1;
      }
    }
    addText(parts, plain);
    return new Template(parts);
  }

  private static void addText(List<Part> parts, StringBuilder plain) {
    if (!plain.isEmpty()) {
      parts.add(new Part.Text(plain.toString()));
      plain.setLength(0);
    }
  }

  /// The text with the target's attributes filled in; null when the target lacks one.
  @Nullable String fill(Facts target) {
    if (parts.size() == 1) {
      return text(parts.getFirst(), target);
    }
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      String text = text(part, target);
      if (text == null) {
        return null;
      }
      filled.append(text);
    }
    return filled.toString();
  }

  private static @Nullable String text(Part part, Facts target) {
    return switch (part) {
      case Part.Text(String text) -> text;
      case Part.Attribute(String name) -> {
        Object value = target.get(name);
        yield value == null ? null : Facts.text(value);
      }
    };
  }
}
