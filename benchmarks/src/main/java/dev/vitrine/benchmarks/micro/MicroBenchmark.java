package dev.vitrine.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How every micro-benchmark is run: rates, in JVMs that are set as the service's is. One operation
/// is a MiB where bytes go through, else a call.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "-XX:+UseCompactObjectHeaders",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public abstract class MicroBenchmark {
  /// Data for one call: more than a second-level cache holds, as what comes from a network is.
  protected static final int DATA_MIB = 16;

  protected static final int DATA_BYTES = DATA_MIB << 20;

  /// What one read of a socket brings, roughly.
  protected static final int SLICE_BYTES = 64 << 10;

  protected static final long SEED = 25;
}
