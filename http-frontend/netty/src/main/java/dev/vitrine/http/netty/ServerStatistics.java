package dev.vitrine.http.netty;

/// What an [HttpServer] counts, at one moment.
///
/// @param connectionsOpen now
/// @param connectionsAccepted since the start, the refused ones too
/// @param connectionsRefused because there were too many
/// @param connectionsCut by the server: time limits, failed producers, the end of a shutdown
/// @param requests whose head arrived well-formed
/// @param requestsMalformed answered by the transport alone
/// @param exchangesRunning now
/// @param uploadBudgetBytes the budget of all windows
/// @param uploadReservedBytes of it, taken now
/// @param bodiesRefused answered 503 because the budget stayed exhausted
public record ServerStatistics(
    long connectionsOpen,
    long connectionsAccepted,
    long connectionsRefused,
    long connectionsCut,
    long requests,
    long requestsMalformed,
    long exchangesRunning,
    long uploadBudgetBytes,
    long uploadReservedBytes,
    long bodiesRefused) {}
