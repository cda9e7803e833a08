package dev.vitrine.backend.swift;

import dev.vitrine.backend.wire.WireException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads Swift's listings in their XML form.
final class SwiftListing {
  static final int PAGE_ENTRIES = 1000;
  static final int MOST_BYTES = 4 << 20;

  private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

  static {
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
  }

  /// One object.
  record Entry(String name, long lengthBytes) {}

  private SwiftListing() {}

  /// What asks for the objects after `marker` whose names begin with `prefix`.
  static String query(String prefix, String marker) {
    return "?format=xml&limit="
        + PAGE_ENTRIES
        + "&prefix="
        + SwiftClient.encoded(prefix)
        + (marker.isEmpty() ? "" : "&marker=" + SwiftClient.encoded(marker));
  }

  static List<Entry> read(byte[] body) throws WireException {
    List<Entry> entries = new ArrayList<>();
    if (body.length == 0) {
      return entries;
    }
    try {
      XMLStreamReader xml = XML.createXMLStreamReader(new ByteArrayInputStream(body));
      String name = "";
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamReader.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "name" -> name = xml.getElementText();
            case "bytes" -> entries.add(new Entry(name, Long.parseLong(xml.getElementText())));
            default -> {}
          }
        }
      }
      return entries;
    } catch (XMLStreamException | NumberFormatException e) {
      throw new WireException("the listing makes no sense", e);
    }
  }
}
