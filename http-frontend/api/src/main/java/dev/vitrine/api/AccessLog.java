package dev.vitrine.api;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for each request, as `key=value` pairs (logfmt): who asked for what and what came of
/// it. Thread-safe.
///
/// Queries are left out, for they may carry secrets; paths are in, for an operator looks for an
/// image by its id. Nothing that a client sends can break a line or forge a pair.
public final class AccessLog implements ExchangeListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.vitrine.access");

  @Override
  public void finished(Request request, Result result) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(request, result));
    }
  }

  /// The line without its end.
  static String line(Request request, Result result) {
    Logfmt line = new Logfmt();
    line.pair("id", request.facts().id());
    line.pair("project", request.facts().project());
    addresses(line, request);
    line.pair("method", request.method());
    line.pair("route", request.facts().route());
    line.pair("path", request.path());
    line.pair("status", Integer.toString(result.status()));
    line.pair("bytes_in", Long.toString(result.bytesIn()));
    line.pair("bytes_out", Long.toString(result.bytesOut()));
    line.pair("ms", millis(result));
    line.pair("complete", Boolean.toString(result.complete()));
    return line.toString();
  }

  /// Who sent the request; and, if a proxy that is trusted to say so passed it on, which.
  static void addresses(Logfmt line, Request request) {
    InetAddress client = request.facts().client();
    if (client == null) {
      line.pair("remote", text(request.remoteAddress()));
    } else {
      line.pair("remote", client.getHostAddress());
      line.pair("proxy", text(request.remoteAddress()));
    }
  }

  /// Numbers only: a host name would have to be looked up.
  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
        : String.valueOf(address);
  }

  private static String millis(Result result) {
    long micros = result.elapsed().toNanos() / 1000;
    String fraction = Long.toString(1000 + micros % 1000).substring(1);
    return micros / 1000 + "." + fraction;
  }
}
