package dev.vitrine.backend.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSyncTest {
  @TempDir Path directory;

  @Test
  void trustsKernelsThatReportErrors() {
    assertThat(KernelSync.kernelReportsErrors("Linux", "5.8.0-63-generic")).isTrue();
    assertThat(KernelSync.kernelReportsErrors("Linux", "6.18.44")).isTrue();
    assertThat(KernelSync.kernelReportsErrors("Linux", "5.7.19")).isFalse();
    assertThat(KernelSync.kernelReportsErrors("Linux", "4.18.0-553.el8")).isFalse();
    assertThat(KernelSync.kernelReportsErrors("Mac OS X", "15.1")).isFalse();
    assertThat(KernelSync.kernelReportsErrors("Linux", "unknown")).isFalse();
  }

  @Test
  void callsTheKernelWhereItMay() throws Exception {
    Optional<KernelSync> kernel = KernelSync.of(directory);
    assertThat(kernel.isPresent())
        .isEqualTo(KernelSync.isTrusted(Files.getFileStore(directory).type()));
    if (kernel.isPresent()) {
      try (KernelSync sync = kernel.get()) {
        Path file = Files.write(directory.resolve("file"), new byte[100_000]);
        sync.beginWriteOut(file);
        sync.beginWriteOut(directory.resolve("missing")); // nothing happens
        sync.sync();
      }
    }
  }
}
