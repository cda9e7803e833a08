package dev.vitrine.backend.remote;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The flights under way, and the memory that they share. Thread-safe.
///
/// As many flights as there is memory for, each with an equal part of it; a reader that finds no
/// place in one reads alone.
public final class SharedReads {
  private static final int EXTENT_BYTES = 4 << 20;

  /// Longer than a client's network makes it hesitate, shorter than anybody notices.
  private static final Duration PATIENCE = Duration.ofMillis(250);

  /// Extents that a flight needs to be one: those asked for ahead, one that is read, and one more.
  private static final int LEAST_EXTENTS = Flight.AHEAD + 2;

  private record Key(ImageStore store, ImageUri uri) {}

  private final long memoryBytes;
  private final int extentBytes;
  private final Duration patience;
  private final Map<Key, List<Flight>> flights = new HashMap<>();
  private int count;

  /// @param memoryBytes what all flights together may hold
  public SharedReads(long memoryBytes) {
    this(memoryBytes, EXTENT_BYTES, PATIENCE);
  }

  SharedReads(long memoryBytes, int extentBytes, Duration patience) {
    this.memoryBytes = memoryBytes;
    this.extentBytes = extentBytes;
    this.patience = patience;
  }

  /// Whether so short a read is worth sharing.
  boolean worth(long lengthBytes) {
    return lengthBytes > extentBytes;
  }

  /// A flight that has the byte `at`, or is about to; a new one when there is none; null when there
  /// is no room for another. The reader is in it when this returns, until it leaves.
  synchronized @Nullable Flight join(
      SharedReader reader, ImageStore store, ImageUri uri, long at, long end) {
    Key key = new Key(store, uri);
    List<Flight> known = flights.computeIfAbsent(key, _ -> new ArrayList<>());
    for (Flight flight : known) {
      if (flight.take(reader, at)) {
        return flight;
      }
    }
    if ((count + 1L) * LEAST_EXTENTS * extentBytes > memoryBytes) {
      if (known.isEmpty()) {
        flights.remove(key);
      }
      return null;
    }
    count++;
    Flight flight = new Flight(store, uri, at, end, extentBytes, patience);
    flight.take(reader, at);
    known.add(flight);
    shareOut();
    return flight;
  }

  /// The last one to leave ends the flight.
  synchronized void leave(SharedReader reader, ImageStore store, ImageUri uri, Flight flight) {
    if (!flight.leave(reader)) {
      return;
    }
    Key key = new Key(store, uri);
    List<Flight> known = flights.get(key);
    if (known != null && known.remove(flight)) {
      count--;
      if (known.isEmpty()) {
        flights.remove(key);
      }
      shareOut();
    }
  }

  private void shareOut() {
    if (count > 0) {
      long part = memoryBytes / count;
      flights.values().forEach(each -> each.forEach(flight -> flight.allow(part)));
    }
  }

  /// What is held at present.
  synchronized long heldBytes() {
    return flights.values().stream().flatMap(List::stream).mapToLong(Flight::heldBytes).sum();
  }
}
