@NullMarked
package dev.vitrine.images.quota;

import org.jspecify.annotations.NullMarked;
