/// The store's logic under a hostile world that follows from a seed: uploads, deletes, downloads
/// and collectors of several nodes are the real ones; disk, object store, registry and the order in
/// which anything happens are simulated.
///
/// A [dev.vitrine.images.simulation.World] is one run. Whatever fails names its seed; the same seed
/// does the same again.
@NullMarked
package dev.vitrine.images.simulation;

import org.jspecify.annotations.NullMarked;
