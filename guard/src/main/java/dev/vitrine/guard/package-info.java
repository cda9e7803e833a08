/// The guard around every call to a service that is not ours: a Keystone, a store.
///
/// The one idea: another service may be slow, gone, or hang for ever, and must cost its own callers
/// no more than a bounded time and everybody else nothing.
///
/// The nouns: a [dev.vitrine.guard.CallGuard] stands before one service and has
/// [dev.vitrine.guard.GuardLimits]; a [dev.vitrine.guard.GuardedCall] is one question to it; a
/// [dev.vitrine.guard.Verdict] says what a failure tells about the service; a
/// [dev.vitrine.guard.CallRefused] is the guard's own way to say no; [dev.vitrine.guard.CallCounts]
/// are what was counted.
@NullMarked
package dev.vitrine.guard;

import org.jspecify.annotations.NullMarked;
