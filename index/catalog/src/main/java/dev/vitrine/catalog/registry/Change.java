package dev.vitrine.catalog.registry;

/// One key that a commit wrote or deleted. A reader fetches the value itself and finds it as new as
/// this change or newer.
///
/// @param deleted whether this commit deleted the key
public record Change(long revision, Key key, boolean deleted) {}
