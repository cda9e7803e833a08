package dev.vitrine.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;

/// The addresses of the public Internet: all but those that IANA's registries of special-purpose
/// addresses (RFC 6890 and what updates it) keep for something else. An IPv4 address in the form of
/// an IPv6 address is what it is: the library turns it back.
final class PublicAddresses {

  /// A range of addresses.
  private record Range(byte[] prefix, int bits) {
    static Range of(String literal, int bits) {
      return new Range(InetAddress.ofLiteral(literal).getAddress(), bits);
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if (((address[bit >> 3] ^ prefix[bit >> 3]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static final Range[] SPECIAL = {
    Range.of("0.0.0.0", 8),
    Range.of("10.0.0.0", 8),
    Range.of("100.64.0.0", 10),
    Range.of("127.0.0.0", 8),
    Range.of("169.254.0.0", 16),
    Range.of("172.16.0.0", 12),
    Range.of("192.0.0.0", 24),
    Range.of("192.0.2.0", 24),
    Range.of("192.88.99.0", 24),
    Range.of("192.168.0.0", 16),
    Range.of("198.18.0.0", 15),
    Range.of("198.51.100.0", 24),
    Range.of("203.0.113.0", 24),
    Range.of("224.0.0.0", 3),
    // IETF protocols, Teredo among them, which carries IPv4 addresses.
    Range.of("2001::", 23),
    Range.of("2001:db8::", 32),
    // 6to4, which does, too.
    Range.of("2002::", 16),
    Range.of("3fff::", 20),
  };

  /// Whatever else IPv6 has is not, or not yet, of the Internet; translators' prefixes are outside.
  private static final Range GLOBAL_UNICAST = Range.of("2000::", 3);

  private PublicAddresses() {}

  static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Range range : SPECIAL) {
      if (range.contains(bytes)) {
        return false;
      }
    }
    return address instanceof Inet4Address || GLOBAL_UNICAST.contains(bytes);
  }
}
