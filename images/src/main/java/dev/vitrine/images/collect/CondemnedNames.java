package dev.vitrine.images.collect;

import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.catalog.CondemnedBatch;
import java.util.List;
import java.util.stream.Stream;

/// The names in a record.
final class CondemnedNames {
  private CondemnedNames() {}

  static List<StoredName> of(CondemnedBatch batch) {
    return Stream.concat(
            batch.recipes().stream().map(hex -> StoredName.recipe(Digest.fromHex(hex))),
            batch.chunks().stream().map(hex -> StoredName.chunk(Digest.fromHex(hex))))
        .toList();
  }

  /// The batch with other names.
  static CondemnedBatch with(CondemnedBatch batch, List<StoredName> names) {
    return new CondemnedBatch(
        batch.id(),
        batch.store(),
        batch.doomed(),
        batch.holder(),
        digests(names, StoredName.Kind.CHUNK),
        digests(names, StoredName.Kind.RECIPE));
  }

  private static List<String> digests(List<StoredName> names, StoredName.Kind kind) {
    return names.stream()
        .filter(name -> name.kind() == kind)
        .map(name -> name.digest().toHex())
        .toList();
  }
}
