/// What the end-to-end harness needs inside a JVM: the floor that no upload can beat.
@NullMarked
package dev.vitrine.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
