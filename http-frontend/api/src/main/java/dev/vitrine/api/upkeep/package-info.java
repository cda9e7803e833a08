/// What an operator asks a running service to do for its store: `/v2/collector`.
@NullMarked
package dev.vitrine.api.upkeep;

import org.jspecify.annotations.NullMarked;
