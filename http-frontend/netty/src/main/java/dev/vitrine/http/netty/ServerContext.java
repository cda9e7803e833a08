package dev.vitrine.http.netty;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Handler;

/// What all connections of a server share.
///
/// @param uploads the budget of the windows of large bodies
/// @param smallBodies the budget of small bodies
record ServerContext(
    HttpServerOptions options,
    Handler handler,
    ExchangeListener listener,
    Counters counters,
    ByteBudget uploads,
    ByteBudget smallBodies) {}
