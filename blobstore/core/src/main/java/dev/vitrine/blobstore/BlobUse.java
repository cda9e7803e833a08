package dev.vitrine.blobstore;

import java.util.Set;

/// Who needs what is stored, as those know it who refer to it. Thread-safe.
public interface BlobUse {

  /// The recipes that something refers to, as of one moment after the call began.
  Set<Digest> recipes();

  /// The recipes that somebody is reading, as far as is known here. They are kept if they are still
  /// there; nothing depends on it but downloads of images that were deleted meanwhile.
  Set<Digest> beingRead();

  /// The writers whose lease holds, as of one moment after the call began: whoever may yet make
  /// something refer to a recipe. Each by a name that no other writer ever has.
  Set<String> writers();
}
