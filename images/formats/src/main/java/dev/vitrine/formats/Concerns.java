package dev.vitrine.formats;

import java.util.ArrayList;
import java.util.List;

/// What speaks against opening a stream, as it is found.
final class Concerns {
  static final String BACKING_FILE = "backing_file";
  static final String DATA_FILE = "data_file";
  static final String UNKNOWN_FEATURES = "unknown_features";
  static final String BANNED = "banned";
  static final String DESCRIPTOR = "descriptor";
  static final String FOOTER = "footer";
  static final String MBR = "mbr";
  static final String VERSION = "version";

  /// Figures of the header contradict each other or the format.
  static final String HEADER = "header";

  /// The header needs bytes that did not come.
  static final String TRUNCATED = "truncated";

  /// Something about a file inside a package.
  static final String MEMBER = "member";

  private final List<Concern> found = new ArrayList<>();

  void addIf(boolean condition, String check, String reason) {
    if (condition) {
      found.add(new Concern(check, reason));
    }
  }

  List<Concern> found() {
    return found;
  }
}
