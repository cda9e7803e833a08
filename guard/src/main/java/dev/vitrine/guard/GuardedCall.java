package dev.vitrine.guard;

import org.jspecify.annotations.Nullable;

/// One question to another service. May be asked several times, also while an earlier attempt that
/// was given up still runs: it must be harmless to repeat, and must not use what its caller takes
/// back. [CallGuard#callOnce] asks once.
@FunctionalInterface
public interface GuardedCall<T extends @Nullable Object, E extends Exception> {
  T run() throws E, InterruptedException;
}
