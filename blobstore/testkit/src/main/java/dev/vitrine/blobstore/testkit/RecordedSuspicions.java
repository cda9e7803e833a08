package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.Damages;
import dev.vitrine.blobstore.StoredName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Knows of no damage, and remembers what was suspected. Thread-safe.
public final class RecordedSuspicions implements Damages {
  private final Set<StoredName> suspects = ConcurrentHashMap.newKeySet();

  /// What was suspected so far.
  public Set<StoredName> suspects() {
    return Set.copyOf(suspects);
  }

  @Override
  public boolean known(StoredName name) {
    return false;
  }

  @Override
  public void suspect(StoredName name) {
    suspects.add(name);
  }

  @Override
  public void broughtBack(StoredName name) {}
}
