package dev.vitrine.formats;

/// Lets a probe see more of a stream than its head.
interface Surroundings {

  /// Keeps a stretch of what is still to come, or of the head, and calls `whenComplete` once it is
  /// there; never, if the stream ends before or the stretch lies behind where the stream is by now.
  Stretch keep(long offset, int lengthBytes, Runnable whenComplete);
}
