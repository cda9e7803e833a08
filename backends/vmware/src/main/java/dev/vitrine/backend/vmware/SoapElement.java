package dev.vitrine.backend.vmware;

import dev.vitrine.backend.wire.WireException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// An element of an answer. Documents are read whole, for they are bounded; nothing outside of them
/// is ever read.
///
/// @param name without its namespace
/// @param type what a reference refers to; empty of what is none
record SoapElement(String name, String type, String text, List<SoapElement> children) {
  private static final int MOST_DEPTH = 64;
  private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

  static {
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XML.setProperty(XMLInputFactory.IS_COALESCING, true);
  }

  SoapElement {
    children = List.copyOf(children);
  }

  static SoapElement parse(byte[] document) throws WireException {
    try {
      XMLStreamReader xml = XML.createXMLStreamReader(new ByteArrayInputStream(document));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamReader.START_ELEMENT) {
          return read(xml, 0);
        }
      }
    } catch (XMLStreamException e) {
      throw new WireException("the vCenter's answer makes no sense", e);
    }
    throw new WireException("the vCenter's answer is empty", null);
  }

  private static SoapElement read(XMLStreamReader xml, int depth)
      throws XMLStreamException, WireException {
    if (depth > MOST_DEPTH) {
      throw new WireException("the vCenter's answer makes no sense", null);
    }
    String name = xml.getLocalName();
    String type = Optional.ofNullable(xml.getAttributeValue(null, "type")).orElse("");
    StringBuilder text = new StringBuilder();
    List<SoapElement> children = new ArrayList<>();
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamReader.START_ELEMENT -> children.add(read(xml, depth + 1));
        case XMLStreamReader.CHARACTERS -> text.append(xml.getText());
        case XMLStreamReader.END_ELEMENT -> {
          return new SoapElement(name, type, text.toString(), children);
        }
        default -> {}
      }
    }
    throw new WireException("the vCenter's answer is cut", null);
  }

  /// The children of that name.
  Stream<SoapElement> all(String wanted) {
    return children.stream().filter(child -> child.name.equals(wanted));
  }

  /// The first child of that name; of several names, the child's child, and so on.
  Optional<SoapElement> at(String... path) {
    Optional<SoapElement> found = Optional.of(this);
    for (String step : path) {
      found = found.flatMap(element -> element.all(step).findFirst());
    }
    return found;
  }

  /// The text there; empty where there is nothing.
  String textAt(String... path) {
    return at(path).map(SoapElement::text).orElse("");
  }

  /// The text as XML has it.
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
