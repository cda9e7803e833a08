package dev.vitrine.api;

import dev.vitrine.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a client takes: the media ranges of its `Accept` fields with their weights (RFC 9110,
/// 12.5.1). Immutable.
///
/// Of several ranges that a type falls in, the most specific one gives it its weight. Parameters
/// other than the weight are not looked at: no answer of this API comes in variants that they could
/// tell apart. A range that is none is passed over, and so is one whose weight is none.
final class AcceptedTypes {
  /// @param subtype empty for any
  /// @param type empty for any
  private record Range(String type, String subtype, int thousandths) {
    int specificity(String offeredType, String offeredSubtype) {
      if (type.isEmpty()) {
        return 1;
      }
      if (!type.equals(offeredType)) {
        return 0;
      }
      if (subtype.isEmpty()) {
        return 2;
      }
      return subtype.equals(offeredSubtype) ? 3 : 0;
    }
  }

  private static final String ANY = "*";
  private static final int WHOLE = 1000;

  private final List<Range> ranges;

  private AcceptedTypes(List<Range> ranges) {
    this.ranges = ranges;
  }

  static AcceptedTypes of(Headers headers) {
    List<Range> ranges = new ArrayList<>();
    for (String field : headers.all("Accept")) {
      for (String part : field.split(",", -1)) {
        Range range = range(part);
        if (range != null) {
          ranges.add(range);
        }
      }
    }
    return new AcceptedTypes(List.copyOf(ranges));
  }

  /// The offer of the highest weight, of equal ones the first; null when the client takes none.
  @Nullable String preferred(List<String> offers) {
    String preferred = null;
    int most = 0;
    for (String offer : offers) {
      int thousandths = weightOf(offer);
      if (thousandths > most) {
        preferred = offer;
        most = thousandths;
      }
    }
    return preferred;
  }

  private int weightOf(String offer) {
    int slash = offer.indexOf('/');
    String type = offer.substring(0, slash);
    String subtype = offer.substring(slash + 1);
    int thousandths = 0;
    int specificity = 0;
    for (Range range : ranges) {
      int fit = range.specificity(type, subtype);
      if (fit > specificity) {
        specificity = fit;
        thousandths = range.thousandths();
      }
    }
    return thousandths;
  }

  private static @Nullable Range range(String text) {
    String[] parts = text.split(";", -1);
    String name = parts[0].strip().toLowerCase(Locale.ROOT);
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1) {
      return null;
    }
    String type = name.substring(0, slash);
    String subtype = name.substring(slash + 1);
    if (type.equals(ANY) && !subtype.equals(ANY)) {
      return null;
    }
    int thousandths = WHOLE;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        thousandths = thousandths(parameter.substring(2));
      }
    }
    return thousandths < 0
        ? null
        : new Range(type.equals(ANY) ? "" : type, subtype.equals(ANY) ? "" : subtype, thousandths);
  }

  /// A weight of at most three decimal places; negative when it is none.
  private static int thousandths(String weight) {
    if (!weight.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
      return -1;
    }
    return (int) Math.round(Double.parseDouble(weight) * WHOLE);
  }
}
