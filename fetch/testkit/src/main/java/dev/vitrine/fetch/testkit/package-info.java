/// A network that says and does what a test wants.
@NullMarked
package dev.vitrine.fetch.testkit;

import org.jspecify.annotations.NullMarked;
