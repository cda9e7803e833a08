package dev.vitrine.http;

import java.net.SocketAddress;

/// A request whose head has arrived whole and well-formed; the body may still be on its way.
///
/// @param method as sent: upper-case token
/// @param path the raw path, percent-encoding untouched; begins with `/`
/// @param query the raw query without `?`; empty when there is none
/// @param scheme `http` or `https`
/// @param facts what the handler learns about the request, for the log
public record Request(
    String method,
    String path,
    String query,
    String scheme,
    Headers headers,
    RequestBody body,
    SocketAddress remoteAddress,
    RequestFacts facts) {}
