@NullMarked
package dev.vitrine.images.metadefs;

import org.jspecify.annotations.NullMarked;
