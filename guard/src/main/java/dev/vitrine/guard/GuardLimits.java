package dev.vitrine.guard;

import java.time.Duration;

/// The limits of a [CallGuard].
///
/// @param atATime calls under way at once; one that was given up counts until it really ends
/// @param longestQueue how long a call waits for a place
/// @param timeLimit how long one attempt may take
/// @param retries attempts beyond the first
/// @param firstPause before the first of them; it doubles each time, and half of it is left to
///   chance, so that those who failed together do not come back together
/// @param longestPause what it grows to
/// @param failuresInARow calls that fail one after the other before the service counts as gone
/// @param outage how long nobody asks a service that counts as gone
public record GuardLimits(
    int atATime,
    Duration longestQueue,
    Duration timeLimit,
    int retries,
    Duration firstPause,
    Duration longestPause,
    int failuresInARow,
    Duration outage) {

  public GuardLimits withTimeLimit(Duration timeLimit) {
    return new GuardLimits(
        atATime,
        longestQueue,
        timeLimit,
        retries,
        firstPause,
        longestPause,
        failuresInARow,
        outage);
  }

  public GuardLimits withRetries(int retries) {
    return new GuardLimits(
        atATime,
        longestQueue,
        timeLimit,
        retries,
        firstPause,
        longestPause,
        failuresInARow,
        outage);
  }

  public GuardLimits withOutage(Duration outage) {
    return new GuardLimits(
        atATime,
        longestQueue,
        timeLimit,
        retries,
        firstPause,
        longestPause,
        failuresInARow,
        outage);
  }
}
