package dev.vitrine.backend.vmware;

import dev.vitrine.backend.wire.Wire;
import dev.vitrine.backend.wire.WireException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The session with a vCenter, and what is said to it by SOAP. Thread-safe: those who need a
/// session while there is none wait for a single login.
final class VmwareSession {
  private static final String BEGIN =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>\
      """;

  private static final String END = "</soapenv:Body></soapenv:Envelope>";

  private static final Reference SERVICE = new Reference("ServiceInstance", "ServiceInstance");
  private static final String COOKIE = "vmware_soap_session=";
  private static final int MOST_ANSWER_BYTES = 4 << 20;

  private final VmwareOptions options;
  private final Wire wire;
  private final ReentrantLock loggingIn = new ReentrantLock();
  private volatile @Nullable Live current;

  VmwareSession(VmwareOptions options, Wire wire) {
    this.options = options;
    this.wire = wire;
  }

  /// A session that was begun. Never prints its cookie.
  ///
  /// @param cookie what proves it
  /// @param content the vCenter's own objects
  record Live(String cookie, SoapElement content) {
    /// One of them, such as `fileManager`.
    Reference service(String name) throws WireException {
      return content
          .at(name)
          .map(Reference::of)
          .orElseThrow(() -> new WireException("the vCenter has no " + name, null));
    }

    @Override
    public String toString() {
      return "Live";
    }
  }

  /// Says something to one of the vCenter's own objects.
  private interface Question {
    String in(Live session) throws IOException;
  }

  Live live() throws IOException, InterruptedException {
    Live session = current;
    if (session != null) {
      return session;
    }
    loggingIn.lockInterruptibly();
    try {
      Live others = current;
      if (others != null) {
        return others;
      }
      Live begun = logIn();
      current = begun;
      return begun;
    } finally {
      loggingIn.unlock();
    }
  }

  /// Says that a session is no longer taken.
  void expire(Live session) {
    loggingIn.lock();
    try {
      if (session.equals(current)) {
        current = null;
      }
    } finally {
      loggingIn.unlock();
    }
  }

  private Live logIn() throws IOException, InterruptedException {
    SoapElement content =
        answered(send(null, element("RetrieveServiceContent", SERVICE.as("_this"))))
            .at("returnval")
            .orElseThrow(() -> new WireException("the vCenter does not say what it has", null));
    Live unnamed = new Live("", content);
    HttpResponse<byte[]> answer =
        send(
            null,
            element(
                "Login",
                unnamed.service("sessionManager").as("_this")
                    + "<userName>"
                    + SoapElement.escaped(options.user())
                    + "</userName>"
                    + "<password>"
                    + SoapElement.escaped(options.password())
                    + "</password>"));
    answered(answer);
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith(COOKIE))
        .map(cookie -> cookie.split(";", 2)[0])
        .findFirst()
        .map(cookie -> new Live(cookie, content))
        .orElseThrow(() -> new WireException("the vCenter's login gives no session", null));
  }

  /// Calls a method of one of the vCenter's own objects, in a session.
  ///
  /// @param service the object, such as `fileManager`
  /// @param parameters as elements
  /// @return the answer's `returnval`s, in an element
  SoapElement call(String method, String service, String parameters)
      throws IOException, InterruptedException {
    Question question =
        session -> element(method, session.service(service).as("_this") + parameters);
    Live session = live();
    try {
      return answered(send(session, question.in(session)));
    } catch (SoapFault e) {
      if (!e.kind().equals("NotAuthenticated")) {
        throw e;
      }
    }
    expire(session);
    Live next = live();
    return answered(send(next, question.in(next)));
  }

  static String element(String name, String content) {
    return "<" + name + " xmlns=\"urn:vim25\">" + content + "</" + name + ">";
  }

  private HttpResponse<byte[]> send(@Nullable Live session, String message)
      throws WireException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(options.endpoint().resolve("/sdk"))
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", "\"urn:vim25/5.5\"")
            .POST(BodyPublishers.ofString(BEGIN + message + END, StandardCharsets.UTF_8));
    if (session != null) {
      request.header("Cookie", session.cookie());
    }
    return wire.ask(request.build(), MOST_ANSWER_BYTES);
  }

  private static SoapElement answered(HttpResponse<byte[]> answer) throws IOException {
    int status = answer.statusCode();
    if (status != 200 && status != 500) { // SOAP has its faults under 500
      throw new WireException("the vCenter answers " + status, null);
    }
    SoapElement body =
        SoapElement.parse(answer.body())
            .at("Body")
            .orElseThrow(() -> new WireException("the vCenter answers " + status, null));
    SoapElement first =
        body.children().stream()
            .findFirst()
            .orElseThrow(() -> new WireException("the vCenter's answer is empty", null));
    if (first.name().equals("Fault")) {
      String kind =
          first
              .at("detail")
              .flatMap(detail -> detail.children().stream().findFirst())
              .map(detail -> detail.name().replaceFirst("Fault$", ""))
              .orElse("");
      throw new SoapFault(kind, first.textAt("faultstring"));
    }
    return first;
  }
}
