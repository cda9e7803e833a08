@NullMarked
package dev.vitrine.metrics;

import org.jspecify.annotations.NullMarked;
