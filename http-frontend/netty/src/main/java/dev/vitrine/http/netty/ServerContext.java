package dev.vitrine.http.netty;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Handler;
import java.util.concurrent.atomic.AtomicBoolean;

/// What all connections of a server share.
///
/// @param uploads the budget of the windows of large bodies
/// @param smallBodies the budget of small bodies
/// @param stopping set once, when the server stops: no request after those that run
record ServerContext(
    HttpServerOptions options,
    Handler handler,
    ExchangeListener listener,
    Counters counters,
    ByteBudget uploads,
    ByteBudget smallBodies,
    AtomicBoolean stopping) {}
