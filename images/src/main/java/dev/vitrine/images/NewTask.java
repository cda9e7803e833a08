package dev.vitrine.images;

import org.jspecify.annotations.Nullable;

/// Work that a caller orders.
///
/// @param input a JSON object, written down
/// @param imageId image that it is about, if the input names one
/// @param requestId request that orders it
public record NewTask(
    String type, String input, @Nullable String imageId, @Nullable String requestId) {}
