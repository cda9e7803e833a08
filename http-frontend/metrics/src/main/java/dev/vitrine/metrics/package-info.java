/// Numbers for those who watch a service.
///
/// The one idea: whoever knows a number keeps it in its own form and knows nothing of metrics. Here
/// a number gets a name, and is asked for when somebody looks
/// ([dev.vitrine.metrics.Metrics#counter]); only requests are counted as they end
/// ([dev.vitrine.metrics.RequestMetrics]). No label takes its value from what a caller chose, so
/// the number of lines is bounded.
@NullMarked
package dev.vitrine.metrics;

import org.jspecify.annotations.NullMarked;
