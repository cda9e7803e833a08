package dev.vitrine.http.netty;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Holds the connections of one event loop to their time limits, a few times in the shortest of
/// them: cheaper than a timer for each connection and phase, which would nearly always be
/// cancelled. Used by its loop alone.
final class Sweeper implements Runnable {
  private final Set<Connection> connections = Collections.newSetFromMap(new IdentityHashMap<>());

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    forEach(connection -> connection.checkTime(now));
  }

  /// Over a copy: a connection that is closed removes itself.
  void forEach(Consumer<Connection> action) {
    List.copyOf(connections).forEach(action);
  }
}
