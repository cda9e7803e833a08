package dev.vitrine.backend.vmware;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.backend.testkit.FakeServer;
import dev.vitrine.backend.testkit.FakeServer.Answer;
import dev.vitrine.backend.testkit.FakeServer.Request;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A vCenter in memory: one datacenter, `Berlin & Co`, with two datastores.
final class FakeVcenter implements AutoCloseable {
  static final String DATACENTER = "Berlin & Co";
  static final String PASSWORD = "p<ss";

  private static final Pattern NAME = Pattern.compile("<name>\\[([^]]*)\\] ([^<]*)</name>");
  private static final String CONTENT =
      """
      <propertyCollector type="PropertyCollector">pc</propertyCollector>\
      <sessionManager type="SessionManager">sm</sessionManager>\
      <searchIndex type="SearchIndex">si</searchIndex>\
      <fileManager type="FileManager">fm</fileManager>\
      """;

  /// What there is, by `datastore/path`.
  final Map<String, byte[]> files = new ConcurrentHashMap<>();

  final Map<String, Long> freeBytes =
      new ConcurrentHashMap<>(Map.of("fast", 100L << 20, "big", 1L << 30));
  final AtomicInteger logins = new AtomicInteger();
  final FakeServer server;

  private final Set<String> cookies = ConcurrentHashMap.newKeySet();
  private final Set<String> folders = ConcurrentHashMap.newKeySet();
  private final Map<String, String> tasks = new ConcurrentHashMap<>();

  FakeVcenter() throws IOException {
    server = new FakeServer(this::answer);
  }

  /// No session that was begun is taken any more.
  void endSessions() {
    cookies.clear();
  }

  private Answer answer(Request request) throws IOException {
    if (request.path().equals("/sdk")) {
      return soap(request, new String(request.body().read(), UTF_8));
    }
    if (!cookies.contains(request.header("cookie"))) {
      return Answer.of(401);
    }
    if (!DATACENTER.equals(request.query().get("dcPath"))) {
      return Answer.of(404);
    }
    String file = request.query().get("dsName") + request.path().substring("/folder".length());
    return switch (request.method()) {
      case "PUT" -> Answer.of(files.put(file, request.body().read()) == null ? 201 : 200);
      default -> part(files.get(file), request.header("range"));
    };
  }

  private static Answer part(byte @Nullable [] all, String range) {
    if (all == null) {
      return Answer.of(404);
    }
    if (range.isEmpty()) {
      return new Answer(200, Map.of(), all);
    }
    String[] ends = range.substring("bytes=".length()).split("-", 2);
    int from = Integer.parseInt(ends[0]);
    if (from >= all.length) {
      return Answer.of(416);
    }
    int end = (int) Math.min(all.length, Long.parseLong(ends[1]) + 1);
    return new Answer(206, Map.of(), Arrays.copyOfRange(all, from, end));
  }

  private Answer soap(Request request, String message) {
    String method = message.replaceFirst("(?s).*<soapenv:Body><(\\w+) .*", "$1");
    return switch (method) {
      case "RetrieveServiceContent" -> returned(method, "<returnval>" + CONTENT + "</returnval>");
      case "Login" -> logIn(method, message);
      default ->
          cookies.contains(request.header("cookie"))
              ? inSession(method, message)
              : fault("NotAuthenticated");
    };
  }

  private Answer logIn(String method, String message) {
    if (!message.contains("<password>p&lt;ss</password>")) {
      return fault("InvalidLogin");
    }
    String cookie = "vmware_soap_session=\"" + logins.incrementAndGet() + "\"";
    cookies.add(cookie);
    return returned(method, "<returnval><key>k</key></returnval>")
        .with("Set-Cookie", cookie + "; Path=/; HttpOnly; Secure");
  }

  private Answer inSession(String method, String message) {
    return switch (method) {
      case "FindByInventoryPath" ->
          returned(
              method,
              message.contains("<inventoryPath>Berlin &amp; Co</inventoryPath>")
                  ? "<returnval type=\"Datacenter\">dc-1</returnval>"
                  : "");
      case "RetrieveProperties" ->
          returned(method, message.contains("type=\"Task\"") ? task(message) : datastores());
      case "MakeDirectory" ->
          folders.add(message) ? returned(method, "") : fault("FileAlreadyExists");
      case "DeleteDatastoreFile_Task" -> {
        String task = "task-" + (tasks.size() + 1);
        Matcher name = NAME.matcher(message);
        boolean gone = name.find() && files.remove(name.group(1) + "/" + name.group(2)) != null;
        tasks.put(task, gone ? "running" : "error");
        yield returned(method, "<returnval type=\"Task\">" + task + "</returnval>");
      }
      default -> fault("NotSupported");
    };
  }

  private String datastores() {
    StringBuilder all = new StringBuilder();
    freeBytes.forEach((name, free) ->
        all.append("<returnval><obj type=\"Datastore\">ds</obj>")
            .append(property("summary.name", name))
            .append(property("summary.freeSpace", free.toString()))
            .append(property("summary.accessible", free < 0 ? "false" : "true"))
            .append("</returnval>"));
    return all.toString();
  }

  private static String property(String name, String value) {
    return "<propSet><name>" + name + "</name><val>" + value + "</val></propSet>";
  }

  /// A task runs when it is asked about for the first time, and is done the second time.
  private String task(String message) {
    String task = message.replaceFirst("(?s).*<obj type=\"Task\">([^<]*)</obj>.*", "$1");
    String state = tasks.getOrDefault(task, "error");
    tasks.replace(task, "running", "success");
    String error =
        "<propSet><name>info.error</name><val><fault type=\"FileNotFound\"><file>x</file></fault>"
            + "<localizedMessage>It is not there.</localizedMessage></val></propSet>";
    return "<returnval><obj type=\"Task\">"
        + task
        + "</obj>"
        + property("info.state", state)
        + (state.equals("error") ? error : "")
        + "</returnval>";
  }

  private static Answer returned(String method, String content) {
    return Answer.of(
        200,
        envelope(
            "<"
                + method
                + "Response xmlns=\"urn:vim25\">"
                + content
                + "</"
                + method
                + "Response>"));
  }

  private static Answer fault(String kind) {
    return Answer.of(
        500,
        envelope(
            "<e:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring><detail><"
                + kind
                + "Fault xmlns=\"urn:vim25\"/></detail></e:Fault>"));
  }

  private static String envelope(String body) {
    return "<?xml version=\"1.0\"?><e:Envelope"
        + " xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>"
        + body
        + "</e:Body></e:Envelope>";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
