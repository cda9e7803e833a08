/// How long searches take in a large catalogue, and how large its index is.
@NullMarked
package dev.vitrine.benchmarks.search;

import org.jspecify.annotations.NullMarked;
