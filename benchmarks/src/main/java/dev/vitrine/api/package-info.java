/// Measures what the API keeps to itself: the router is private to its package, so its benchmark
/// lives in a package of the same name. Never shipped.
@NullMarked
package dev.vitrine.api;

import org.jspecify.annotations.NullMarked;
