package dev.vitrine.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which addresses may be fetched from. Of the two lists of each kind the one that allows is the
/// only one that counts, when both are there. Immutable.
///
/// @param hosts names in lower case, and addresses in their usual form
/// @param ports looked at only where an address names one; without, it is the scheme's own
/// @param privateNetworks addresses that are not of the public Internet and may be fetched from all
///   the same; all others may not
public record FetchRules(
    Choice<String> schemes,
    Choice<String> hosts,
    Choice<Integer> ports,
    Predicate<InetAddress> privateNetworks) {

  /// The plain form, without leading zeros, which other programs read as octal.
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  /// A name whose last part is a number is an address in one of the many odd forms.
  private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");

  /// What is allowed and what is not.
  ///
  /// @param allowed nothing else is, unless it is empty
  public record Choice<T>(Set<T> allowed, Set<T> disallowed) {
    public Choice {
      allowed = Set.copyOf(allowed);
      disallowed = Set.copyOf(disallowed);
    }

    boolean permits(T wanted) {
      return allowed.isEmpty() ? !disallowed.contains(wanted) : allowed.contains(wanted);
    }
  }

  /// Web addresses of the public Internet on the usual ports.
  public static FetchRules defaults() {
    return new FetchRules(
        new Choice<>(Set.of("http", "https"), Set.of()),
        new Choice<>(Set.of(), Set.of()),
        new Choice<>(Set.of(80, 443), Set.of()),
        _ -> false);
  }

  /// An address that is well-formed and allowed, as far as can be said before its name is resolved.
  ///
  /// @param literal the network address that it names, if it names one
  record Target(URI uri, String scheme, String host, int port, @Nullable InetAddress literal) {

    boolean secure() {
      return scheme.equals("https");
    }

    /// What goes into the field `Host`.
    String authority() {
      return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    String pathAndQuery() {
      String path = uri.getRawPath();
      String query = uri.getRawQuery();
      return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    boolean isSameServer(Target other) {
      return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    /// For messages and logs: what follows the path may be a secret.
    String display() {
      return scheme + "://" + authority() + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }
  }

  Target target(String text) throws FetchException.Refused {
    URI uri = parsed(text);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    if (scheme.isEmpty() || host.isEmpty()) {
      throw refused("it has no scheme or no host");
    }
    if (uri.getRawUserInfo() != null) {
      throw refused("it has a user or a password");
    }
    if (!schemes.permits(scheme)) {
      throw refused("its scheme is " + scheme);
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused("nothing can be fetched by " + scheme);
    }
    int given = uri.getPort();
    if (given == 0 || given > 65_535 || (given > 0 && !ports.permits(given))) {
      throw refused("its port is " + given);
    }
    InetAddress literal = literal(host);
    String name = literal == null ? unrooted(host) : literal.getHostAddress();
    if (!hosts.permits(name)) {
      throw refused("its host is " + name);
    }
    int usual = scheme.equals("https") ? 443 : 80;
    return new Target(uri, scheme, name, given < 0 ? usual : given, literal);
  }

  /// Whether a connection may go there.
  boolean permits(InetAddress address) {
    return PublicAddresses.contains(address) || privateNetworks.test(address);
  }

  /// The addresses that a target's name has, each of which must be allowed: one that is not shows
  /// that somebody tries something.
  void check(Target target, List<InetAddress> addresses) throws FetchException.Refused {
    for (InetAddress address : addresses) {
      if (!permits(address)) {
        throw refused("its host " + target.host() + " is not in a network that may be used");
      }
    }
  }

  private static @Nullable InetAddress literal(String host) throws FetchException.Refused {
    if (host.startsWith("[")) {
      String inner = host.substring(1, host.length() - 1);
      if (inner.indexOf('%') >= 0) {
        throw refused("its host is an address of one link");
      }
      return InetAddress.ofLiteral(inner);
    }
    if (IPV4.matcher(host).matches()) {
      return InetAddress.ofLiteral(host);
    }
    if (NUMERIC_END.matcher(host).matches()) {
      throw refused("its host is an address in an unusual form");
    }
    return null;
  }

  private static String unrooted(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static URI parsed(String text) throws FetchException.Refused {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw refused("it is not a URI");
    }
  }

  private static FetchException.Refused refused(String why) {
    return new FetchException.Refused("the address is not allowed: " + why);
  }
}
