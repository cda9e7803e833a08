package dev.vitrine.api;

import dev.vitrine.http.Response;

/// What a route does. Whatever it throws goes through the [ErrorTable].
@FunctionalInterface
public interface Action {
  Response answer(Call call) throws Exception;
}
