package dev.vitrine.http;

/// What is learned about a request while it is answered: for the log line and the metrics, never
/// for a decision. Written by the request's thread, read after it has ended.
public final class RequestFacts {
  private volatile String id = "-";
  private volatile String project = "-";
  private volatile String route = "-";

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

  /// The template that matched, such as `/v2/images/{id}/file`: bounded, unlike the path.
  public String route() {
    return route;
  }

  public void route(String value) {
    route = value;
  }
}
