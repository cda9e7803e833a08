package dev.vitrine.api;

import dev.vitrine.api.CallerSource.NotIdentified;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.http.Headers;
import dev.vitrine.http.RequestBody;
import dev.vitrine.images.access.Refusal;

/// The one place where what went wrong becomes a status. Whatever is not in the table is a bug:
/// 500, and nothing of it in the answer.
final class ErrorTable {
  private ErrorTable() {}

  static Problem problemOf(Exception error) {
    return switch (error) {
      case Problem problem -> problem;
      case Refusal.TooMany haste ->
          new Problem(
              429,
              messageOf(haste),
              Headers.of("Retry-After", Integer.toString(haste.retryAfterSeconds())));
      case Refusal refusal -> new Problem(statusOf(refusal), messageOf(refusal));
      case NotIdentified unknown -> {
        String challenge = unknown.challenge();
        yield new Problem(
            401,
            messageOf(unknown),
            challenge == null ? Headers.NONE : Headers.of("WWW-Authenticate", challenge));
      }
      case RequestBody.Aborted _ ->
          new Problem(400, "The body of the request broke off before its end");
      case RegistryException _ -> unavailable();
      case BlobException _ -> unavailable();
      case InterruptedException _ -> unavailable();
      default -> new Problem(500, "The service failed on this request; its log says why");
    };
  }

  /// Whether the error says something about the service rather than about the request, so that its
  /// operator needs the stack.
  static boolean isFault(Exception error) {
    return switch (error) {
      case Problem _, Refusal _, NotIdentified _ -> false;
      case RequestBody.Aborted _, InterruptedException _ -> false;
      default -> true;
    };
  }

  private static int statusOf(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Invalid _ -> 400;
      case Refusal.Forbidden _ -> 403;
      case Refusal.NotFound _ -> 404;
      case Refusal.Conflict _ -> 409;
      case Refusal.Gone _ -> 410;
      case Refusal.Stale _ -> 412;
      case Refusal.TooLarge _ -> 413;
      case Refusal.WrongFormat _ -> 415;
      case Refusal.TooMany _ -> 429;
      case Refusal.Unavailable _ -> 503;
    };
  }

  private static Problem unavailable() {
    return new Problem(503, "The service cannot do this at the moment; try again later");
  }

  private static String messageOf(Exception error) {
    String message = error.getMessage();
    return message == null ? "" : message;
  }
}
