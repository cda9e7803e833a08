package dev.vitrine.api;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Texts in a header field, as structured fields write them (RFC 9651): strings where they are
/// ASCII, display strings where they are not.
final class FieldStrings {
  /// Clients and proxies take fields of 8 KiB; what does not fit is counted.
  private static final int MOST_CHARS = 4096;

  private static final HexFormat HEX = HexFormat.of();

  private FieldStrings() {}

  /// A list of as many of the texts as there is room for; the last one says how many more there
  /// were.
  static String list(List<String> texts) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      String item = item(texts.get(i));
      if (list.length() + item.length() > MOST_CHARS) {
        append(list, item("and %d more".formatted(texts.size() - i)));
        break;
      }
      append(list, item);
    }
    return list.toString();
  }

  private static void append(StringBuilder list, String item) {
    list.append(list.isEmpty() ? "" : ", ").append(item);
  }

  private static String item(String text) {
    boolean ascii = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    return ascii
        ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : display(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String display(byte[] utf8) {
    StringBuilder display = new StringBuilder("%\"");
    for (byte octet : utf8) {
      if (octet < 0x20 || octet == 0x7f || octet == '%' || octet == '"') {
        display.append('%').append(HEX.toHexDigits(octet));
      } else {
        display.append((char) octet);
      }
    }
    return display.append('"').toString();
  }
}
