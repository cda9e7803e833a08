/// How long the collector takes for a store of many chunks, and how much memory: on names and
/// recipes that are made up, so that no disk is measured but the registry's.
@NullMarked
package dev.vitrine.benchmarks.collect;

import org.jspecify.annotations.NullMarked;
