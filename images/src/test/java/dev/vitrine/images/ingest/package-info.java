@NullMarked
package dev.vitrine.images.ingest;

import org.jspecify.annotations.NullMarked;
