package dev.vitrine.catalog.registry;

/// A record as the registry holds it. The array belongs to whoever received the entry.
///
/// @param revision the commit that last wrote it
public record Entry(Key key, byte[] value, long revision) {}
