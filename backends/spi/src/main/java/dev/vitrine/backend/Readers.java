package dev.vitrine.backend;

import java.util.List;

/// Who may read an image that lies in its owner's account, besides those whose account that is.
/// Immutable.
public sealed interface Readers {

  /// Everybody whom the cloud knows.
  record Everybody() implements Readers {}

  /// @param ids of the projects; the owner's own may be among them and needs no right
  record Projects(List<String> ids) implements Readers {
    public Projects {
      ids = List.copyOf(ids);
    }
  }
}
