package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Keeps bytes whose own name is doomed: under the names of their halves, or halves of those, until
/// all of them can be relied on. A recipe may name chunks of any length, so nobody who reads need
/// know.
///
/// That is rare: a name is doomed for as long as a collector takes to delete a window of garbage,
/// or, where several nodes collect, until a collector that died on the way is known to be dead.
///
/// Thread-safe.
final class OtherNames {
  /// A recipe has other forms without number; that so many are doomed, too, means that somebody
  /// uploads and deletes the same blob in a circle.
  private static final int MOST_FORMS = 8;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Tiers tiers;

  OtherNames(Tiers tiers) {
    this.tiers = tiers;
  }

  /// Stores the content in at least two parts.
  List<ChunkJob.Stored> store(List<ByteBuffer> content, int lengthBytes, Condemnations.View view)
      throws BlobException, InterruptedException {
    List<ChunkJob.Stored> parts = new ArrayList<>();
    storeHalves(content, lengthBytes, view, parts);
    return parts;
  }

  private void storeHalves(
      List<ByteBuffer> content,
      int lengthBytes,
      Condemnations.View view,
      List<ChunkJob.Stored> parts)
      throws BlobException, InterruptedException {
    if (lengthBytes < 2) {
      throw unsplittable();
    }
    int middle = lengthBytes / 2;
    storePart(range(content, 0, middle), middle, view, parts);
    storePart(range(content, middle, lengthBytes), lengthBytes - middle, view, parts);
  }

  private void storePart(
      List<ByteBuffer> content,
      int lengthBytes,
      Condemnations.View view,
      List<ChunkJob.Stored> parts)
      throws BlobException, InterruptedException {
    Digest digest = Digest.sha256(content);
    StoredName name = StoredName.chunk(digest);
    if (view.spare(name)) {
      boolean stored = tiers.put(name, content, lengthBytes);
      parts.add(new ChunkJob.Stored(digest, lengthBytes, stored));
    } else {
      storeHalves(content, lengthBytes, view, parts);
    }
  }

  private static List<ByteBuffer> range(List<ByteBuffer> content, int from, int to) {
    List<ByteBuffer> range = new ArrayList<>();
    int at = 0;
    for (ByteBuffer bytes : content) {
      int begin = Math.max(from, at);
      int end = Math.min(to, at + bytes.remaining());
      if (begin < end) {
        range.add(bytes.slice(bytes.position() + begin - at, end - begin));
      }
      at += bytes.remaining();
    }
    return range;
  }

  /// The recipe itself, or another one of the same blob whose name can be relied on. Chunks that
  /// this needs are durable.
  Recipe nameable(Recipe recipe, Condemnations.View view)
      throws BlobException, InterruptedException {
    Recipe form = recipe;
    for (int forms = 0; forms < MOST_FORMS; forms++) {
      if (view.spare(StoredName.recipe(Digest.sha256(List.of(form.encode()))))) {
        return form;
      }
      form = otherForm(form, view);
    }
    throw unsplittable();
  }

  /// The same blob with one piece cut in two: zeros if there are any, since they are not stored.
  private Recipe otherForm(Recipe recipe, Condemnations.View view)
      throws BlobException, InterruptedException {
    int cut = pieceToCut(recipe);
    Recipe.Builder form = new Recipe.Builder();
    for (int i = 0; i < recipe.pieceCount(); i++) {
      boolean isCut = i == cut;
      switch (recipe.piece(i)) {
        case Piece.ZeroRun(long lengthBytes) -> {
          if (isCut) {
            form.addZeroRun(1);
          }
          form.addZeroRun(isCut ? lengthBytes - 1 : lengthBytes);
        }
        case Piece.ChunkRef(Digest digest, int lengthBytes) -> {
          if (isCut) {
            parts(digest, lengthBytes, view)
                .forEach(part -> form.addChunk(part.digest(), part.lengthBytes()));
          } else {
            form.addChunk(digest, lengthBytes);
          }
        }
      }
    }
    return form.build();
  }

  private static int pieceToCut(Recipe recipe) throws BlobException {
    int chunk = -1;
    for (int i = 0; i < recipe.pieceCount(); i++) {
      if (recipe.piece(i).lengthBytes() > 1) {
        if (recipe.piece(i) instanceof Piece.ZeroRun) {
          return i;
        }
        chunk = i;
      }
    }
    if (chunk < 0) {
      throw unsplittable();
    }
    return chunk;
  }

  private List<ChunkJob.Stored> parts(Digest digest, int lengthBytes, Condemnations.View view)
      throws BlobException, InterruptedException {
    List<ByteBuffer> content;
    try (Content chunk = tiers.openChunk(digest, lengthBytes, 0, lengthBytes)) {
      content = List.of(ContentBytes.read(chunk));
    }
    if (!Digest.sha256(content).equals(digest)) {
      throw new BlobException.Corrupt(
          StoredName.chunk(digest) + " has other bytes than its name says");
    }
    List<ChunkJob.Stored> parts = store(content, lengthBytes, view);
    tiers.makeDurable(parts.stream().map(part -> StoredName.chunk(part.digest())).toList());
    return parts;
  }

  private static BlobException.Transient unsplittable() {
    return new BlobException.Transient(
        "the same content is just being deleted and is too short for another name",
        RETRY_AFTER,
        new java.io.IOException("a doomed name"));
  }
}
