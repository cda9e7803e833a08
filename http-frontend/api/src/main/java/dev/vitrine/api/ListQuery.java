package dev.vitrine.api;

import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Filter.Comparison;
import dev.vitrine.catalog.query.Filter.FlagField;
import dev.vitrine.catalog.query.Filter.NumberField;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.Filter.TimeField;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.access.ListRequest.Scope;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the query of `GET /v2/images`: which parameter asks for what. Every parameter that means
/// nothing else is a condition on the custom property of that name.
public final class ListQuery {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,30}");

  /// Attributes whose conditions may begin with an operator.
  private static final Map<String, TextField> TEXTS_WITH_OPERATORS =
      Map.of(
          "id", TextField.ID,
          "name", TextField.NAME,
          "status", TextField.STATUS,
          "container_format", TextField.CONTAINER_FORMAT,
          "disk_format", TextField.DISK_FORMAT);

  private static final Map<String, TextField> PLAIN_TEXTS =
      Map.of(
          "owner", TextField.OWNER,
          "checksum", TextField.CHECKSUM,
          "os_hash_algo", TextField.HASH_ALGORITHM,
          "os_hash_value", TextField.HASH_VALUE);

  private static final Map<String, Comparison> TIME_OPERATORS =
      Map.of(
          "gt", Comparison.GREATER,
          "gte", Comparison.GREATER_OR_EQUAL,
          "lt", Comparison.LESS,
          "lte", Comparison.LESS_OR_EQUAL,
          "eq", Comparison.EQUAL,
          "neq", Comparison.NOT_EQUAL);

  private static final Map<String, Set<String>> MEMBER_STATUSES =
      Map.of(
          "pending", Set.of("pending"),
          "accepted", Set.of("accepted"),
          "rejected", Set.of("rejected"),
          "all", Set.of("pending", "accepted", "rejected"));

  private static final Filter NOTHING = new Filter.Or(List.of());

  private final QueryParameters parameters;
  private final List<Filter> filters = new ArrayList<>();
  private Scope scope = new Scope.Default();
  private Set<String> memberStatuses = Set.of("accepted");
  private int limit;
  private @Nullable String marker;

  private ListQuery(QueryParameters parameters, int defaultLimit) {
    this.parameters = parameters;
    this.limit = defaultLimit;
  }

  public static ListRequest read(QueryParameters parameters, ApiOptions options) throws Problem {
    ListQuery query =
        new ListQuery(parameters, Math.min(options.defaultPageLimit(), options.maxPageLimit()));
    Map<String, String> values = parameters.lastValues();
    for (Map.Entry<String, String> parameter : values.entrySet()) {
      query.take(parameter.getKey(), parameter.getValue(), options.maxPageLimit());
    }
    if (!values.containsKey("os_hidden")) {
      query.filters.add(new Filter.FlagIs(FlagField.HIDDEN, false));
    }
    return new ListRequest(
        new Filter.And(query.filters),
        ListOrder.read(parameters),
        query.marker,
        query.limit,
        query.scope,
        query.memberStatuses);
  }

  private void take(String name, String value, int maxLimit) throws Problem {
    switch (name) {
      case "limit" -> limit = limit(value, maxLimit);
      case "marker" -> marker = marker(value);
      case "visibility" -> visibility(value);
      case "member_status" -> memberStatuses = memberStatuses(value);
      case "tag" -> parameters.all("tag").forEach(tag -> filters.add(new Filter.HasTag(tag)));
      case "os_hidden" -> filters.add(new Filter.FlagIs(FlagField.HIDDEN, anyCaseFlag(value)));
      case "protected" -> filters.add(new Filter.FlagIs(FlagField.PROTECTED, flag(value)));
      case "changes-since" -> throw Problem.badRequest("'changes-since' is not supported");
      case "sort", "sort_key", "sort_dir", "deleted" -> {
        // The order is read by itself; deleted images are shown to nobody, whatever is asked.
      }
      default -> filters.add(condition(name, value));
    }
  }

  /// A page's length as a client may wish it.
  static int limit(String value, int maxLimit) throws Problem {
    BigInteger limit = integer("limit", value);
    if (limit.signum() < 0) {
      throw Problem.badRequest("Invalid value for 'limit': %s is negative".formatted(value));
    }
    return limit.min(BigInteger.valueOf(maxLimit)).intValueExact();
  }

  private static String marker(String value) throws Problem {
    if (value.isEmpty()) {
      throw Problem.badRequest("Invalid value for 'marker': it is empty");
    }
    return value;
  }

  private void visibility(String value) throws Problem {
    switch (value) {
      case "" -> filters.add(NOTHING);
      case "all" -> scope = new Scope.All();
      case "public", "private", "shared", "community" ->
          scope = new Scope.Only(Visibility.of(value));
      default -> throw invalid("visibility", value, "public, private, shared, community, all");
    }
  }

  private static Set<String> memberStatuses(String value) throws Problem {
    Set<String> statuses = MEMBER_STATUSES.get(value);
    if (statuses == null) {
      throw invalid("member_status", value, "pending, accepted, rejected, all");
    }
    return statuses;
  }

  private static boolean flag(String value) throws Problem {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid("protected", value, "true, false");
    };
  }

  private static boolean anyCaseFlag(String value) throws Problem {
    if (value.equalsIgnoreCase("true")) {
      return true;
    }
    if (value.equalsIgnoreCase("false")) {
      return false;
    }
    throw invalid("os_hidden", value, "true, false");
  }

  private static Filter condition(String name, String value) throws Problem {
    TextField operated = TEXTS_WITH_OPERATORS.get(name);
    if (operated != null) {
      return new Filter.TextIn(operated, texts(name, value));
    }
    TextField plain = PLAIN_TEXTS.get(name);
    if (plain != null) {
      return new Filter.TextIn(plain, Set.of(value));
    }
    NumberField number = AttributeFields.NUMBERS.get(name);
    if (number != null) {
      return equalTo(number, value);
    }
    TimeField time = AttributeFields.TIMES.get(name);
    if (time != null) {
      return time(time, name, value);
    }
    if (name.endsWith("_min") || name.endsWith("_max")) {
      return bound(name, value);
    }
    return new Filter.Property(name, value);
  }

  /// The values that one of the attributes with operators may have.
  private static Set<String> texts(String name, String value) throws Problem {
    int colon = value.indexOf(':');
    if (colon < 0 || IsoTime.parse(value) != null) {
      return Set.of(value);
    }
    String operand = value.substring(colon + 1);
    return switch (value.substring(0, colon)) {
      case "eq" -> Set.of(operand);
      case "in" -> new HashSet<>(QuotedList.parse(name, operand));
      default ->
          throw Problem.badRequest(
              "Invalid filter '%s' for '%s': the operators are eq and in".formatted(value, name));
    };
  }

  /// Equal to a number, if the text is one: no operators here, and no complaint either.
  private static Filter equalTo(NumberField field, String value) {
    if (!INTEGER.matcher(value).matches()) {
      return NOTHING;
    }
    BigInteger number = new BigInteger(value);
    if (number.bitLength() >= Long.SIZE) {
      return NOTHING;
    }
    return new Filter.NumberIn(field, number.longValueExact(), number.longValueExact());
  }

  private static Filter bound(String name, String value) throws Problem {
    NumberField field =
        AttributeFields.NUMBERS.get(name.substring(0, name.length() - "_min".length()));
    if (field == null) {
      throw Problem.badRequest(
          "'%s' bounds no numeric attribute: size, virtual_size, min_disk, min_ram"
              .formatted(name));
    }
    long bound = clamped(integer(name, value));
    return name.endsWith("_min")
        ? new Filter.NumberIn(field, bound, null)
        : new Filter.NumberIn(field, null, bound);
  }

  private static Filter time(TimeField field, String name, String value) throws Problem {
    Instant whole = IsoTime.parse(value);
    if (whole != null) {
      return new Filter.Time(field, Comparison.EQUAL, whole);
    }
    int colon = value.indexOf(':');
    Comparison comparison =
        colon < 0 ? Comparison.EQUAL : TIME_OPERATORS.get(value.substring(0, colon));
    Instant time = IsoTime.parse(value.substring(colon + 1));
    if (comparison == null || time == null) {
      throw Problem.badRequest(
          ("Invalid filter '%s' for '%s': expected an ISO 8601 time, perhaps after one of gt:,"
                  + " gte:, lt:, lte:, eq:, neq:")
              .formatted(value, name));
    }
    return new Filter.Time(field, comparison, time);
  }

  private static BigInteger integer(String name, String value) throws Problem {
    if (!INTEGER.matcher(value).matches()) {
      throw Problem.badRequest(
          "Invalid value for '%s': '%s' is not an integer".formatted(name, value));
    }
    return new BigInteger(value);
  }

  private static long clamped(BigInteger number) {
    return number
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .longValueExact();
  }

  private static Problem invalid(String name, String value, String choices) {
    return Problem.badRequest(
        "Invalid value for '%s': '%s' is not one of %s".formatted(name, value, choices));
  }
}
