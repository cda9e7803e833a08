@NullMarked
package dev.vitrine.images;

import org.jspecify.annotations.NullMarked;
