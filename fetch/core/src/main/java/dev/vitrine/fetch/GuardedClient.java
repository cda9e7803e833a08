package dev.vitrine.fetch;

import dev.vitrine.fetch.FetchRules.Target;
import dev.vitrine.fetch.Proxies.Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches data over HTTP/1.1 (RFC 9112) from where the [FetchRules] allow. It asks with nothing
/// that could tell who asks, and connects to the address that was checked.
///
/// Thread-safe. Waits no longer than the limits for a connection and for the next bytes, and no
/// longer than the limit of the whole for everything.
public final class GuardedClient {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedClient.class);

  private static final String REFUSED_REDIRECT = "Redirect to disallowed URL: ";

  private final FetchRules rules;
  private final Network network;
  private final Limits limits;
  private final Redirects redirects;
  private final Proxies proxies;

  /// @param idle for a connection, and for the next bytes
  /// @param whole for a fetch, from its first connection to its last byte
  public record Limits(Duration idle, Duration whole) {
    public static Limits defaults() {
      return new Limits(Duration.ofSeconds(60), Duration.ofHours(24));
    }

    private int idleMillis() {
      return Math.toIntExact(idle.toMillis());
    }
  }

  /// Follows redirects as browsers do, and knows no proxy.
  public GuardedClient(FetchRules rules, Network network, Limits limits) {
    this(rules, network, limits, Redirects.usual(), Proxies.none());
  }

  public GuardedClient(
      FetchRules rules, Network network, Limits limits, Redirects redirects, Proxies proxies) {
    this.rules = rules;
    this.network = network;
    this.limits = limits;
    this.redirects = redirects;
    this.proxies = proxies;
  }

  /// Throws when the address could not be fetched from as things are now, without asking it:
  /// [FetchException.Refused] when it may not be, [FetchException.Failed] when nobody knows its
  /// name.
  public void check(String address) throws FetchException, InterruptedException {
    addresses(rules.target(address));
  }

  /// Asks for what is at the address; whatever else comes is a failure. The caller closes what
  /// comes.
  public Fetched get(String address) throws FetchException, InterruptedException {
    Fetched answer = ask(FetchRequest.get(address));
    if (answer.status() != 200) {
      answer.close();
      throw new FetchException.Failed(
          rules.target(address).display() + " answered " + answer.status());
    }
    return answer;
  }

  /// Asks, and returns what is answered where the redirects end, whatever its status. The caller
  /// closes what comes.
  public Fetched ask(FetchRequest request) throws FetchException, InterruptedException {
    long deadlineNanos = System.nanoTime() + limits.whole().toNanos();
    Target first = rules.target(request.address());
    Target target = first;
    for (int followed = 0; followed <= redirects.most(); followed++) {
      ResponseHead head = ask(request, target, target.isSameServer(first), deadlineNanos);
      if (!head.isRedirect(redirects)) {
        return answered(request, head);
      }
      head.close();
      target = redirected(target, head);
    }
    throw new FetchException.Failed("Too many redirects");
  }

  /// Those that the target's name has, each of which may be connected to.
  private List<InetAddress> addresses(Target target) throws FetchException, InterruptedException {
    List<InetAddress> addresses;
    try {
      addresses = known(target);
    } catch (IOException e) {
      throw new FetchException.Failed("The name " + target.host() + " cannot be resolved", e);
    }
    if (addresses.isEmpty()) {
      throw new FetchException.Failed("The name " + target.host() + " is not known");
    }
    rules.check(target, addresses);
    return addresses;
  }

  private List<InetAddress> known(Target target) throws IOException, InterruptedException {
    InetAddress literal = target.literal();
    return literal == null ? network.resolve(target.host()) : List.of(literal);
  }

  private Target redirected(Target from, ResponseHead head) throws FetchException {
    String location = head.field("location");
    String next;
    try {
      next = from.uri().resolve(URI.create(location)).toString();
    } catch (IllegalArgumentException e) {
      throw new FetchException.Failed("A redirect goes nowhere", e);
    }
    try {
      Target target = rules.target(next);
      LOG.debug("{} redirects to {}", from.display(), target.display());
      return target;
    } catch (FetchException.Refused e) {
      throw new FetchException.Refused(REFUSED_REDIRECT + withoutSecrets(next));
    }
  }

  private ResponseHead ask(
      FetchRequest request, Target target, boolean sameServer, long deadlineNanos)
      throws FetchException, InterruptedException {
    Optional<Proxy> proxy = proxies.of(target);
    if (proxy.isPresent()) {
      checkWhatIsKnown(target);
      return first(
          target,
          proxyAddresses(proxy.get()),
          address -> askThrough(request, target, sameServer, address, proxy.get(), deadlineNanos));
    }
    return first(
        target,
        addresses(target),
        address -> ask(request, target, sameServer, address, deadlineNanos));
  }

  /// One way to an answer.
  private interface Attempt {
    ResponseHead at(InetAddress address) throws IOException;
  }

  /// Tries the addresses in their order, as any client does.
  private static ResponseHead first(Target target, List<InetAddress> addresses, Attempt attempt)
      throws FetchException {
    IOException failure = null;
    for (InetAddress address : addresses) {
      try {
        return attempt.at(address);
      } catch (IOException e) {
        failure = e;
      }
    }
    LOG.info("{} cannot be fetched: {}", target.display(), String.valueOf(failure));
    throw failure instanceof FetchException.Failed failed
        ? failed
        : new FetchException.Failed("Nothing came from " + target.display(), failure);
  }

  private ResponseHead ask(
      FetchRequest request,
      Target target,
      boolean sameServer,
      InetAddress address,
      long deadlineNanos)
      throws IOException {
    Socket socket =
        network.connect(new InetSocketAddress(address, target.port()), limits.idleMillis());
    try {
      Socket ready =
          target.secure() ? network.secure(socket, target.host(), target.port()) : socket;
      return ResponseHead.exchange(
          ready, head(request, target, sameServer, target.pathAndQuery()), deadlineNanos);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// RFC 9112, 3.2.2 and 3.2.3: what is in the clear is asked of the proxy itself, for the rest it
  /// makes a tunnel.
  private ResponseHead askThrough(
      FetchRequest request,
      Target target,
      boolean sameServer,
      InetAddress address,
      Proxy proxy,
      long deadlineNanos)
      throws IOException {
    Socket socket =
        network.connect(new InetSocketAddress(address, proxy.port()), limits.idleMillis());
    try {
      if (!target.secure()) {
        String absolute = "http://" + target.authority() + target.pathAndQuery();
        return ResponseHead.exchange(
            socket, head(request, target, sameServer, absolute), deadlineNanos);
      }
      String end = target.uri().getHost() + ":" + target.port();
      ResponseHead tunnel =
          ResponseHead.exchange(
              socket, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(end, end), deadlineNanos);
      if (tunnel.status() / 100 != 2) {
        throw new FetchException.Failed("The proxy answered " + tunnel.status());
      }
      Socket secured = network.secure(socket, target.host(), target.port());
      return ResponseHead.exchange(
          secured, head(request, target, sameServer, target.pathAndQuery()), deadlineNanos);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static String head(
      FetchRequest request, Target target, boolean sameServer, String wanted) {
    return "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: vitrine\r\nAccept: */*\r\n"
            .formatted(request.method(), wanted, target.authority())
        + "Accept-Encoding: identity\r\n"
        + request.fields(sameServer)
        + "Connection: close\r\n\r\n";
  }

  /// A name that only the proxy knows is the proxy's to judge.
  private void checkWhatIsKnown(Target target) throws FetchException, InterruptedException {
    try {
      rules.check(target, known(target));
    } catch (FetchException.Refused e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("{} is left to the proxy", target.display());
    }
  }

  private List<InetAddress> proxyAddresses(Proxy proxy)
      throws FetchException, InterruptedException {
    try {
      return network.resolve(proxy.host());
    } catch (IOException e) {
      throw new FetchException.Failed("The proxy's name cannot be resolved", e);
    }
  }

  private static Fetched answered(FetchRequest request, ResponseHead head) throws FetchException {
    try {
      OptionalLong length = head.lengthBytes();
      InputStream body =
          request.method() == FetchRequest.Method.HEAD
              ? InputStream.nullInputStream()
              : head.body();
      return new Fetched(head, length, body);
    } catch (FetchException e) {
      head.close();
      throw e;
    }
  }

  private static String withoutSecrets(String address) {
    try {
      URI uri = URI.create(address);
      String host = uri.getHost() == null ? "" : uri.getHost();
      return uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    } catch (IllegalArgumentException e) {
      return "an address that is none";
    }
  }
}
