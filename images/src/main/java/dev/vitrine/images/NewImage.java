package dev.vitrine.images;

import dev.vitrine.catalog.Visibility;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What a caller wants an image to be, with the defaults filled in.
///
/// @param id wanted id, or null for a random one
/// @param ownerGiven whether the caller named an owner (perhaps null); otherwise its own project
/// @param tags as given, duplicates included: the quota counts them
public record NewImage(
    @Nullable String id,
    @Nullable String name,
    Visibility visibility,
    boolean isProtected,
    boolean hidden,
    boolean ownerGiven,
    @Nullable String owner,
    @Nullable String containerFormat,
    @Nullable String diskFormat,
    int minDiskGib,
    int minRamMib,
    List<String> tags,
    SequencedMap<String, @Nullable String> properties) {}
