package dev.vitrine.api;

/// A part of the API that brings its own routes to the one table.
@FunctionalInterface
public interface RouteGroup {
  void addTo(Router.Builder table);
}
