package dev.vitrine.backend.vmware;

import java.io.IOException;

/// The vCenter understood, and refuses.
final class SoapFault extends IOException {
  private static final long serialVersionUID = 1;

  private final String kind;

  /// @param kind such as `InvalidLogin`
  SoapFault(String kind, String message) {
    super(message.isEmpty() ? kind : message);
    this.kind = kind;
  }

  /// What is wrong, as vSphere calls it.
  String kind() {
    return kind;
  }
}
