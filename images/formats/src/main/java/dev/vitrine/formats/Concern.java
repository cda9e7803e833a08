package dev.vitrine.formats;

/// Why data must not be opened as what it is.
///
/// @param check the name of the check that failed, such as `backing_file`
/// @param reason for a person; never quotes the data
public record Concern(String check, String reason) {
  @Override
  public String toString() {
    return check + ": " + reason;
  }
}
