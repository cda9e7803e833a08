package dev.vitrine.cli.config;

/// An item that Glance takes in a list, and that Vitrine knows and leaves out of it. Reported at
/// start.
///
/// @param reason why, in a sentence
record GlanceItem(OptionName list, String item, String reason) {}
