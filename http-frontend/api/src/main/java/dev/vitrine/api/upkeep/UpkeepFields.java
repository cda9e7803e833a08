package dev.vitrine.api.upkeep;

import dev.vitrine.api.json.JsonOutput;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Writes the members of the jobs' answers, each after a brace or a comma of the caller's.
final class UpkeepFields {
  private UpkeepFields() {}

  /// Begins a member; what is written next is its value.
  static JsonOutput named(JsonOutput out, String name) {
    return out.raw(JsonOutput.encoded("\"" + name + "\":"));
  }

  /// A moment in the form of ISO 8601, to the fraction of a second that is known; `null` without.
  static void time(JsonOutput out, @Nullable Instant time) {
    out.text(time == null ? null : time.toString());
  }

  /// An array of strings.
  static void texts(JsonOutput out, Collection<String> texts) {
    char before = '[';
    for (String text : texts) {
      out.raw(before).text(text);
      before = ',';
    }
    (before == '[' ? out.raw('[') : out).raw(']');
  }
}
