package dev.vitrine.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class TransactionTest {
  private static final Key A = new Key("a");

  @Test
  void refusesToWeighTooMuch() {
    var builder = Transaction.builder().put(A, new byte[(int) Transaction.MAX_BYTES]);

    assertThatIllegalArgumentException().isThrownBy(builder::build);
  }

  @Test
  void refusesToExpectTwoThingsOfOneKey() {
    var builder = Transaction.builder().expect(A, 3).expect(A, 3);

    assertThatIllegalArgumentException().isThrownBy(() -> builder.expectAbsent(A));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.expect(A, -1));
  }

  @Test
  void keepsTheLastWriteOfAKey() {
    Transaction transaction =
        Transaction.builder().put(A, new byte[1]).delete(A).put(A, new byte[2]).build();

    assertThat(transaction.writes()).hasSize(1);
    assertThat(transaction.writes().get(A)).hasValueSatisfying(v -> assertThat(v).hasSize(2));
  }

  @Test
  void refusesKeysThatCouldBecomeTheBytesOfAnother() {
    for (String text : new String[] {"", "a\uD834", "\uDD1Ea", "x".repeat(Key.MAX_BYTES + 1)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Key(text));
    }
    assertThat(Key.of(new Key("é𝄞").toBytes())).isEqualTo(new Key("é𝄞"));
  }
}
