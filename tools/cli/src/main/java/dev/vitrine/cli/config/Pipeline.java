package dev.vitrine.cli.config;

/// How callers are told: what Glance's pipelines amount to here.
public enum Pipeline {
  /// They are not.
  NONE,
  BASIC,
  KEYSTONE;

  static OptionType<Pipeline> type() {
    return new OptionType<>(
        "keystone, http_basic or nothing",
        text ->
            switch (text) {
              case "", "caching", "cachemanagement" -> NONE;
              case "keystone", "keystone+caching", "keystone+cachemanagement" -> KEYSTONE;
              case "http_basic" -> BASIC;
              default -> throw new IllegalArgumentException(text);
            });
  }
}
