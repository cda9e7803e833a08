package dev.vitrine.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an image's record said before an import brought other facts along, for the image to get it
/// back when the import fails. Immutable.
///
/// @param properties those that have another value now
/// @param added names of those that were not there
public record Overwritten(
    @Nullable String diskFormat,
    @Nullable String containerFormat,
    SequencedMap<String, @Nullable String> properties,
    Set<String> added) {
  public Overwritten {
    properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
    added = Collections.unmodifiableSet(new LinkedHashSet<>(added));
  }
}
