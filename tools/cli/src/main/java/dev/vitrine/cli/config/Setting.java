package dev.vitrine.cli.config;

/// One value that somebody set, as text.
public record Setting(OptionName name, String text, Origin origin) {}
