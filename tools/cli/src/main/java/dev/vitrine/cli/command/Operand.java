package dev.vitrine.cli.command;

/// The word that a command takes without a flag.
///
/// @param label what usage calls it
public record Operand(String label, String description, boolean required) {
  String shown() {
    return required ? label : "[" + label + "]";
  }
}
