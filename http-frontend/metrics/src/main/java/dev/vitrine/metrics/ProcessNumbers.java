package dev.vitrine.metrics;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the kernel and the JVM know of this process, under the names that exporters of other
/// languages give it. What Linux alone tells is left out elsewhere.
final class ProcessNumbers {
  private static final Path FILES = Path.of("/proc/self/fd");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT_KIB = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private ProcessNumbers() {}

  static void addTo(Metrics metrics) {
    ProcessHandle.Info self = ProcessHandle.current().info();
    metrics.counter(
        "process_cpu_seconds",
        "User and system time.",
        samples ->
            samples.add(
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos()
                    / NANOS_PER_SECOND));
    self.startInstant()
        .ifPresent(start ->
            metrics.gauge(
                "process_start_time_seconds",
                "When it began, since 1970.",
                samples -> samples.add(start.toEpochMilli() / MILLIS_PER_SECOND)));
    if (Files.isReadable(STATUS)) {
      metrics.gauge(
          "process_resident_memory_bytes",
          "Memory that is resident.",
          samples -> samples.add(residentBytes()));
      metrics.gauge(
          "process_open_fds", "Files and sockets that are open.", samples -> samples.add(open()));
    }
    Runtime runtime = Runtime.getRuntime();
    metrics.gauge(
        "jvm_memory_used_bytes",
        "The heap: what is in use, garbage included.",
        samples -> samples.add(runtime.totalMemory() - runtime.freeMemory()));
    metrics.gauge(
        "jvm_memory_max_bytes",
        "The heap: what it may grow to.",
        samples -> samples.add(runtime.maxMemory()));
    metrics.counter(
        "jvm_gc_collection_seconds",
        "Time of the garbage collectors.",
        samples -> {
          for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            samples.add(each.getCollectionTime() / MILLIS_PER_SECOND, each.getName());
          }
        },
        "gc");
  }

  /// See proc(5).
  private static double residentBytes() {
    try {
      Matcher resident = RESIDENT_KIB.matcher(Files.readString(STATUS));
      return resident.find() ? Double.parseDouble(resident.group(1)) * 1024 : Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static double open() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(FILES)) {
      int count = -1; // the stream's own
      for (Path _ : files) {
        count++;
      }
      return count;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
