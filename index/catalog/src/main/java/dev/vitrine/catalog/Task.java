package dev.vitrine.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Work that a caller ordered and that goes on after the answer. Immutable.
///
/// @param type such as `import`
/// @param input what was ordered: a JSON object, written down
/// @param result what came of it: a JSON object, written down; null as long as there is none
/// @param owner project that ordered it
/// @param message for a person, usually why it failed; empty when there is nothing to say
/// @param createdAt to the microsecond
/// @param expiresAt when the task is to be forgotten; null while it may still run
/// @param imageId image that it is about, if any
/// @param requestId request that ordered it
/// @param userId user who ordered it
public record Task(
    String id,
    String type,
    TaskStatus status,
    String input,
    @Nullable String result,
    @Nullable String owner,
    String message,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant expiresAt,
    @Nullable String imageId,
    @Nullable String requestId,
    @Nullable String userId) {

  public Task {
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
    expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
  }

  /// The same task after somebody took it up.
  public Task processing(Instant at) {
    return with(TaskStatus.PROCESSING, result, message, at, null);
  }

  /// The same task with something to say for itself.
  public Task saying(String what, Instant at) {
    return with(status, result, what, at, expiresAt);
  }

  /// The same task after it ended with success.
  ///
  /// @param what came of it: a JSON object, written down
  public Task succeeded(String what, Instant at, Instant forgetAt) {
    return with(TaskStatus.SUCCESS, what, message, at, forgetAt);
  }

  /// The same task after it ended without success.
  public Task failed(String why, Instant at, Instant forgetAt) {
    return with(TaskStatus.FAILURE, result, why, at, forgetAt);
  }

  private Task with(
      TaskStatus newStatus,
      @Nullable String newResult,
      String newMessage,
      Instant at,
      @Nullable Instant forgetAt) {
    return new Task(
        id,
        type,
        newStatus,
        input,
        newResult,
        owner,
        newMessage,
        createdAt,
        at,
        forgetAt,
        imageId,
        requestId,
        userId);
  }

  /// Whether the task is to be forgotten by now.
  public boolean expired(Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
  }
}
