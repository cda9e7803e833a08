package dev.vitrine.http;

import java.time.Duration;

/// Hears of every exchange when it is over, on the request's thread: for the access log and the
/// metrics.
@FunctionalInterface
public interface ExchangeListener {

  void finished(Request request, Result result);

  /// How an exchange ended.
  ///
  /// @param status the status that was sent
  /// @param bytesIn body bytes received
  /// @param bytesOut body bytes sent
  /// @param elapsed from the end of the request's head to the end of the answer
  /// @param complete false when the answer was cut: client gone, producer failed, time limit
  record Result(int status, long bytesIn, long bytesOut, Duration elapsed, boolean complete) {}
}
