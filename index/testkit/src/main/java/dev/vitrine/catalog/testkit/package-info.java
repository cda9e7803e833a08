/// What every registry and every index is held to, and the simplest thing that passes.
///
/// A contract is an abstract test class; an implementation's tests inherit it. The memory
/// implementations serve the tests of everything above.
@NullMarked
package dev.vitrine.catalog.testkit;

import org.jspecify.annotations.NullMarked;
