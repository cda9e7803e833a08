package dev.vitrine.backend.remote;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.guard.CallGuard;
import dev.vitrine.guard.CallRefused;
import dev.vitrine.guard.GuardedCall;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls to one store, whose guard's refusals are failures of the store.
///
/// @param timeLimit of what may be repeated
record GuardedCalls(CallGuard guard, Duration timeLimit) {
  /// As long as an outage is waited for, once.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  <T extends @Nullable Object> T repeated(
      String operation, GuardedCall<T, ImageStoreException> call, Consumer<? super T> late)
      throws ImageStoreException, InterruptedException {
    try {
      return guard.call(operation, timeLimit, call, late);
    } catch (CallRefused e) {
      throw unavailable(e);
    }
  }

  <T extends @Nullable Object> T once(
      String operation,
      Duration limit,
      GuardedCall<T, ImageStoreException> call,
      Consumer<? super T> late)
      throws ImageStoreException, InterruptedException {
    try {
      return guard.callOnce(operation, limit, call, late);
    } catch (CallRefused e) {
      throw unavailable(e);
    }
  }

  private static ImageStoreException unavailable(CallRefused refused) {
    return new ImageStoreException.Unavailable(refused.getMessage(), RETRY_AFTER, refused);
  }
}
