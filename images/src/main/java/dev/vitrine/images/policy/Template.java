package dev.vitrine.images.policy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text with `%(name)s` where attributes of the target go; `%%` is a percent sign. Immutable.
record Template(List<Part> parts) {
  private static final Pattern URL = Pattern.compile("https?://[^/?#@\\s]+");
  private static final Pattern URL_BEFORE_ATTRIBUTE = Pattern.compile(URL + "[/?]");

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

  /// The same for an absolute URL, whose attributes stand after its authority, so that no value of
  /// a caller's decides which server is asked.
  static Template parseUrl(String text) {
    Template template = parse(text);
    if (!(template.parts.getFirst() instanceof Part.Text(String start))
        || !(template.parts.size() == 1 ? URL : URL_BEFORE_ATTRIBUTE).matcher(start).lookingAt()) {
      throw new IllegalArgumentException("names no server to ask: " + text);
    }
    return template;
  }

  private static void addText(List<Part> parts, StringBuilder plain) {
    if (!plain.isEmpty()) {
      parts.add(new Part.Text(plain.toString()));
      plain.setLength(0);
    }
  }

  /// The text with the target's attributes filled in; null when the target lacks one.
  @Nullable String fill(Facts target) {
    return parts.size() == 1
        ? text(parts.getFirst(), target)
        : fill(target, UnaryOperator.identity());
  }

  /// The same for a URL: a value cannot be more than a part of a path or of a query.
  @Nullable String fillAsUrl(Facts target) {
    return fill(
        target, value -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private @Nullable String fill(Facts target, UnaryOperator<String> encoding) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      String text = text(part, target);
      if (text == null) {
        return null;
      }
      filled.append(part instanceof Part.Attribute ? encoding.apply(text) : text);
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
