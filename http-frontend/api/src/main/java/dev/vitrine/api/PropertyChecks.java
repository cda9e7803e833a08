package dev.vitrine.api;

import dev.vitrine.http.Response;
import dev.vitrine.images.ImageChange;
import dev.vitrine.images.access.Attributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether the properties that a request gives an image are held against their definitions, and
/// what becomes of the request when they do not fit. Immutable.
///
/// The operator says what happens to every request; a request may ask for more (`?validate=warn`,
/// `?validate=refuse`), never for less. Only what a request sets is checked: what an image had
/// before keeps nobody from changing the rest.
///
/// @param always what happens to requests that ask for nothing
public record PropertyChecks(Strictness always, PropertyValidator validator) {
  /// Nobody has definitions.
  public static final PropertyChecks NONE =
      new PropertyChecks(Strictness.OFF, PropertyValidator.NONE);

  static final String PARAMETER = "validate";

  /// Says what does not fit in an answer to a request that was carried out even so: a structured
  /// field (RFC 9651), a list of strings.
  static final String HEADER = "X-Image-Property-Faults";

  /// From the mildest to the strictest.
  public enum Strictness {
    /// Nothing is looked at.
    OFF,
    /// The answer says what does not fit.
    WARN,
    /// The request is refused with all that does not fit.
    REFUSE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Throws [IllegalArgumentException] for any other word.
    public static Strictness of(String text) {
      for (Strictness strictness : values()) {
        if (strictness.text().equals(text)) {
          return strictness;
        }
      }
      throw new IllegalArgumentException("no strictness of checks: " + text);
    }
  }

  /// What to warn of; refuses what is to be refused.
  List<String> of(Call call, Map<String, @Nullable String> properties) throws Problem {
    Strictness asked = asked(QueryParameters.parse(call.request().query()).last(PARAMETER));
    Strictness strictness = asked.compareTo(always) > 0 ? asked : always;
    if (strictness == Strictness.OFF) {
      return List.of();
    }
    List<String> faults = validator.faults(call.caller(), properties);
    if (strictness == Strictness.REFUSE && !faults.isEmpty()) {
      throw Problem.badRequest(String.join("; ", faults));
    }
    return faults;
  }

  /// The same for the custom properties that the steps of a change set.
  List<String> of(Call call, List<ImageChange> steps) throws Problem {
    Map<String, @Nullable String> properties = new LinkedHashMap<>();
    for (ImageChange step : steps) {
      if (Attributes.kindOf(step.name()) == Attributes.Kind.CUSTOM) {
        properties.put(step.name(), valueOf(step) instanceof String text ? text : null);
      }
    }
    return of(call, properties);
  }

  private static @Nullable Object valueOf(ImageChange step) {
    return switch (step) {
      case ImageChange.Set(String _, var value) -> value;
      case ImageChange.Add(String _, var value) -> value;
      case ImageChange.Replace(String _, var value) -> value;
      case ImageChange.Remove _,
          ImageChange.AddTag _,
          ImageChange.RemoveTag _,
          ImageChange.OfLocations _ ->
          null;
    };
  }

  /// Who names the parameter alone wants no image that does not fit.
  private static Strictness asked(@Nullable String value) throws Problem {
    return switch (value) {
      case null -> Strictness.OFF;
      case "warn" -> Strictness.WARN;
      case "", "refuse" -> Strictness.REFUSE;
      default ->
          throw Problem.badRequest(
              "Invalid value for '%s': '%s' is not one of warn, refuse"
                  .formatted(PARAMETER, value));
    };
  }

  static Response warning(Response response, List<String> faults) {
    return faults.isEmpty() ? response : response.with(HEADER, FieldStrings.list(faults));
  }
}
