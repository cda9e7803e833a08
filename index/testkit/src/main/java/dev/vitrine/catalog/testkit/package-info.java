/// What every registry and every index is held to, and a registry in memory.
///
/// A contract is an abstract test class; an implementation's tests inherit it. The memory registry
/// serves the tests of everything above.
@NullMarked
package dev.vitrine.catalog.testkit;

import org.jspecify.annotations.NullMarked;
