package dev.vitrine.guard;

import java.time.Duration;

/// What a guard has counted of one operation since it was made.
///
/// @param calls calls that came to an end, in whatever way
/// @param retries attempts beyond the first
/// @param failures calls that ended in a failure of the service, after all attempts
/// @param refusals of these, calls that the guard ended itself
/// @param busy time that calls took altogether, queueing and pauses included
public record CallCounts(long calls, long retries, long failures, long refusals, Duration busy) {}
