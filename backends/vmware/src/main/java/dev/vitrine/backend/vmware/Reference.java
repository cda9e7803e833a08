package dev.vitrine.backend.vmware;

/// An object of a vCenter.
record Reference(String type, String value) {
  static Reference of(SoapElement element) {
    return new Reference(element.type(), element.text());
  }

  /// As an element of that name.
  String as(String name) {
    return "<%s type=\"%s\">%s</%s>"
        .formatted(name, SoapElement.escaped(type), SoapElement.escaped(value), name);
  }
}
