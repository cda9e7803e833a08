package dev.vitrine.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far the comparison of a chunk store's objects with their names has come. Immutable.
///
/// @param store the chunk store's name
/// @param beganAt when the pass began
/// @param endedAt when it ended; null while it goes on
/// @param after the path of the last object that was looked at; null before the first
/// @param objects objects that were looked at so far
/// @param bytes bytes that were read for that
/// @param mended objects that were damaged and are not any more
/// @param lost objects that were found damaged, and no other copy
public record ScrubProgress(
    String store,
    Instant beganAt,
    @Nullable Instant endedAt,
    @Nullable String after,
    long objects,
    long bytes,
    long mended,
    long lost) {}
