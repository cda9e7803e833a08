package dev.vitrine.catalog.registry;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A record that is a number: eight bytes, signed, big-endian. One that is 0 is not there.
/// Transactions add to it ([Transaction.Addition]); nobody has to read it first, so any number of
/// commits may do so at a time.
public final class Counter {
  private Counter() {}

  /// The number of a record's value; null stands for a record that is not there. Throws
  /// [RegistryException.Unreadable] when the value is no number.
  public static long value(Key key, byte @Nullable [] value) {
    if (value == null) {
      return 0;
    }
    if (value.length != Long.BYTES) {
      throw new RegistryException.Unreadable(key, "a counter has 8 bytes, not " + value.length);
    }
    return ByteBuffer.wrap(value).getLong();
  }

  /// What to write for the number; empty to delete.
  public static Optional<byte[]> write(long value) {
    return value == 0
        ? Optional.empty()
        : Optional.of(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
