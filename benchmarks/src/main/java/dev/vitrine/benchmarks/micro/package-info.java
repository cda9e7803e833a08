/// Micro-benchmarks of the parts that all bytes and all requests go through.
///
/// The one idea: a part is measured alone so that a change of it shows, never to tell how fast the
/// service is; the end-to-end harness tells that.
///
/// The nouns: a [dev.vitrine.benchmarks.micro.MicroBenchmark] is what all have in common;
/// [dev.vitrine.benchmarks.micro.MicroBenchmarks] runs them and prints the table. Rates of bytes
/// are in MiB a second, all others in calls a second.
@NullMarked
package dev.vitrine.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
