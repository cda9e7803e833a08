package dev.vitrine.api;

import dev.vitrine.api.CallerSource.NotIdentified;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One record for each request that changed something or tried to, and for each that was refused:
/// who, what, on what, with what outcome. Records are lines of `key=value` pairs in a log of their
/// own, `dev.vitrine.audit`; they have no header field and no body, so no token and no password.
///
/// A refusal that the caller is shown as "not found" is told for what it is here. Thread-safe.
final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger("dev.vitrine.audit");

  /// A request is over.
  ///
  /// @param caller null when nobody could be identified
  /// @param error why it has no other answer; null when it was carried out
  void record(
      Request request, @Nullable Caller caller, Response response, @Nullable Exception error) {
    if ((isChange(request) || isRefusal(response, error)) && LOG.isInfoEnabled()) {
      LOG.info(line(request, caller, response, error));
    }
  }

  private static boolean isChange(Request request) {
    return switch (request.method()) {
      case "GET", "HEAD", "OPTIONS" -> false;
      default -> true;
    };
  }

  private static boolean isRefusal(Response response, @Nullable Exception error) {
    return response.status() == 401
        || response.status() == 403
        || (error instanceof Refusal.NotFound hidden && hidden.isWithheld());
  }

  static String line(
      Request request, @Nullable Caller caller, Response response, @Nullable Exception error) {
    Logfmt line =
        new Logfmt()
            .pair("id", request.facts().id())
            .pair("user", caller == null ? "-" : orNobody(caller.user()))
            .pair("project", caller == null ? "-" : orNobody(caller.project()));
    Caller.Service service = caller == null ? null : caller.origin().service();
    if (service != null) {
      line.pair("service", orNobody(service.user()));
    }
    AccessLog.addresses(line, request);
    line.pair("action", request.method() + " " + request.facts().route())
        .pair("target", target(request, response))
        .pair("outcome", outcome(response, error))
        .pair("status", Integer.toString(response.status()));
    if (error != null) {
      line.pair("reason", Objects.requireNonNullElse(error.getMessage(), error.toString()));
    }
    return line.toString();
  }

  private static String orNobody(@Nullable String name) {
    return name == null ? "-" : name;
  }

  /// What was made, when something was; what was asked for otherwise.
  private static String target(Request request, Response response) {
    String made = response.status() == 201 ? response.headers().first("Location") : null;
    return made == null ? request.path() : made;
  }

  private static String outcome(Response response, @Nullable Exception error) {
    if (error == null) {
      return "done";
    }
    boolean refused = error instanceof NotIdentified || isRefusal(response, error);
    return refused ? "refused" : response.status() < 500 ? "rejected" : "failed";
  }
}
