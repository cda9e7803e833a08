package dev.vitrine.http;

import java.net.InetAddress;

/// The addresses that begin with the same bits, written as in `10.0.0.0/8`, or one address alone.
public final class AddressRange {
  private final byte[] prefix;
  private final int bits;

  private AddressRange(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /// Throws [IllegalArgumentException] for anything that is no range of numeric addresses.
  public static AddressRange of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    try {
      byte[] prefix = InetAddress.ofLiteral(address).getAddress();
      int bits = slash < 0 ? prefix.length * 8 : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > prefix.length * 8) {
        throw new IllegalArgumentException("no such range: " + text);
      }
      return new AddressRange(prefix, bits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no range of addresses: " + text, e);
    }
  }

  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
