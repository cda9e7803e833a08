package dev.vitrine.fetch;

import dev.vitrine.fetch.FetchRules.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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

  /// As many as browsers follow before they take it for a circle.
  private static final int MOST_REDIRECTS = 20;

  private static final String REFUSED_REDIRECT = "Redirect to disallowed URL: ";

  private final FetchRules rules;
  private final Network network;
  private final Limits limits;

  /// @param idle for a connection, and for the next bytes
  /// @param whole for a fetch, from its first connection to its last byte
  public record Limits(Duration idle, Duration whole) {
    public static Limits defaults() {
      return new Limits(Duration.ofSeconds(60), Duration.ofHours(24));
    }
  }

  public GuardedClient(FetchRules rules, Network network, Limits limits) {
    this.rules = rules;
    this.network = network;
    this.limits = limits;
  }

  /// Throws when the address could not be fetched from as things are now, without asking it:
  /// [FetchException.Refused] when it may not be, [FetchException.Failed] when nobody knows its
  /// name.
  public void check(String address) throws FetchException, InterruptedException {
    addresses(rules.target(address));
  }

  /// Asks for what is at the address. The caller closes what comes.
  public Fetched get(String address) throws FetchException, InterruptedException {
    long deadlineNanos = System.nanoTime() + limits.whole().toNanos();
    Target target = rules.target(address);
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      List<InetAddress> addresses = addresses(target);
      ResponseHead head = ask(target, addresses, deadlineNanos);
      if (!head.isRedirect()) {
        return answered(target, head);
      }
      head.close();
      target = redirected(target, head);
    }
    throw new FetchException.Failed("Too many redirects");
  }

  private List<InetAddress> addresses(Target target) throws FetchException, InterruptedException {
    InetAddress literal = target.literal();
    List<InetAddress> addresses;
    try {
      addresses = literal == null ? network.resolve(target.host()) : List.of(literal);
    } catch (IOException e) {
      throw new FetchException.Failed("The name " + target.host() + " cannot be resolved", e);
    }
    if (addresses.isEmpty()) {
      throw new FetchException.Failed("The name " + target.host() + " is not known");
    }
    rules.check(target, addresses);
    return addresses;
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

  /// Tries the addresses in their order, as any client does.
  private ResponseHead ask(Target target, List<InetAddress> addresses, long deadlineNanos)
      throws FetchException {
    IOException failure = null;
    for (InetAddress address : addresses) {
      try {
        return ask(target, address, deadlineNanos);
      } catch (IOException e) {
        failure = e;
      }
    }
    LOG.info("{} cannot be fetched: {}", target.display(), String.valueOf(failure));
    throw failure instanceof FetchException.Failed failed
        ? failed
        : new FetchException.Failed("Nothing came from " + target.display(), failure);
  }

  private ResponseHead ask(Target target, InetAddress address, long deadlineNanos)
      throws IOException {
    Socket socket =
        network.connect(
            new InetSocketAddress(address, target.port()),
            target.secure() ? target.host() : "",
            Math.toIntExact(limits.idle().toMillis()));
    try {
      return ResponseHead.exchange(socket, target, deadlineNanos);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Fetched answered(Target target, ResponseHead head) throws FetchException {
    if (head.status() != 200) {
      head.close();
      throw new FetchException.Failed(target.display() + " answered " + head.status());
    }
    try {
      OptionalLong length = head.lengthBytes();
      return new Fetched(head, length, head.body());
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
