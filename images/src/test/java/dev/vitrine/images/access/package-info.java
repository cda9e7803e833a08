@NullMarked
package dev.vitrine.images.access;

import org.jspecify.annotations.NullMarked;
