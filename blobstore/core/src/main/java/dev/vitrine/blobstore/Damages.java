package dev.vitrine.blobstore;

/// What is known to be lost or damaged in a store, and who looks after it. Thread-safe; nothing
/// here blocks, since downloads and uploads ask.
public interface Damages {
  /// Nothing is known, and nobody looks after anything.
  Damages NONE =
      new Damages() {
        @Override
        public boolean known(StoredName name) {
          return false;
        }

        @Override
        public void suspect(StoredName name) {}

        @Override
        public void broughtBack(StoredName name) {}
      };

  /// Whether the object is known to be lost or damaged. Whoever stores the same bytes then replaces
  /// what is there, and whoever reads compares digests.
  boolean known(StoredName name);

  /// Somebody met an object that is lost or damaged, or seems to be. Nothing happens when that is
  /// known.
  void suspect(StoredName name);

  /// The object was damaged, and right bytes were put in its place, durably.
  void broughtBack(StoredName name);
}
