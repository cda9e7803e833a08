/// What an operator asks a running service to do for its store: `/v2/collector`, `/v2/scrubber`,
/// `/v2/damages`.
@NullMarked
package dev.vitrine.api.upkeep;

import org.jspecify.annotations.NullMarked;
