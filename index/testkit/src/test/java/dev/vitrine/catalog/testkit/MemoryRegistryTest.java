package dev.vitrine.catalog.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.catalog.testkit.MemoryRegistry.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MemoryRegistryTest extends RegistryContract {
  private static final Key A = new Key("a");
  private static final Key B = new Key("b");

  @Override
  protected Registry create(int feedCommits) {
    return new MemoryRegistry(feedCommits);
  }

  @Test
  void breaksOnceAndOnlyWhereItWasTold() throws Exception {
    try (var registry = new MemoryRegistry()) {
      registry.injectAt(A, new Fault.Conflict());
      registry.injectAt(A, new Fault.Unavailable());
      registry.commit(put(B));

      assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> registry.commit(put(A)));
      assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> registry.commit(put(A)));
      assertThat(registry.get(A)).isNull();
      assertThat(registry.commit(put(A))).isEqualTo(2);
    }
  }

  @Test
  void leavesItOpenWhetherAnAmbiguousCommitHappened() throws Exception {
    try (var registry = new MemoryRegistry()) {
      registry.injectAt(A, new Fault.Ambiguous(false));
      registry.injectAt(A, new Fault.Ambiguous(true));

      assertThatExceptionOfType(RegistryException.Ambiguous.class)
          .isThrownBy(() -> registry.commit(put(A)));
      assertThat(registry.get(A)).isNull();
      assertThatExceptionOfType(RegistryException.Ambiguous.class)
          .isThrownBy(() -> registry.commit(put(A)));
      assertThat(registry.get(A)).isNotNull();
    }
  }

  @Test
  void delaysACommit() throws Exception {
    try (var registry = new MemoryRegistry()) {
      registry.inject(transaction -> true, new Fault.Delay(Duration.ofMillis(30)));
      long start = System.nanoTime();
      registry.commit(put(A));
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    }
  }

  private static Transaction put(Key key) {
    return Transaction.builder().put(key, new byte[0]).build();
  }
}
