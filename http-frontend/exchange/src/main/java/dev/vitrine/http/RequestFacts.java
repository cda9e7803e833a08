package dev.vitrine.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is learned about a request while it is answered: for the log line and the metrics, never
/// for a decision; and what is to be given back when it is over. Written by the request's thread,
/// read after it has ended.
public final class RequestFacts {
  private final List<Runnable> atTheEnd = new ArrayList<>(1);
  private volatile String id = "-";
  private volatile String project = "-";
  private volatile String route = "-";
  private volatile @Nullable InetAddress client;

  /// To be done when the exchange is over, however it ends and whether or not its answer was sent.
  /// On the request's thread alone.
  public void onEnd(Runnable action) {
    atTheEnd.add(action);
  }

  /// The exchange is over; the transport's to say, once.
  public void end() {
    atTheEnd.forEach(Runnable::run);
    atTheEnd.clear();
  }

  /// The `req-…` id that the answer carries.
  public String id() {
    return id;
  }

  public void id(String value) {
    id = value;
  }

  /// The caller's project id.
  public String project() {
    return project;
  }

  public void project(String value) {
    project = value;
  }

  /// Who sent the request to the proxies in front; null when it came by none that is trusted.
  public @Nullable InetAddress client() {
    return client;
  }

  public void client(@Nullable InetAddress value) {
    client = value;
  }

  /// The template that matched, such as `/v2/images/{id}/file`: bounded, unlike the path.
  public String route() {
    return route;
  }

  public void route(String value) {
    route = value;
  }
}
