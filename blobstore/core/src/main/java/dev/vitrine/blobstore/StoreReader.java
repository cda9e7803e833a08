package dev.vitrine.blobstore;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The reader of a [BlobStore]: a recipe and a position in it.
final class StoreReader implements BlobReader {
  private final Tiers tiers;
  private final Recipe recipe;
  private final Consumer<StoreReader> onRelease;
  private long position;
  private long end;

  /// @param onRelease told when nobody reads any more
  StoreReader(Tiers tiers, Recipe recipe, Consumer<StoreReader> onRelease) {
    this.tiers = tiers;
    this.recipe = recipe;
    this.onRelease = onRelease;
    this.end = recipe.lengthBytes();
  }

  @Override
  public long lengthBytes() {
    return recipe.lengthBytes();
  }

  @Override
  public void seek(long offset, long lengthBytes) {
    InvariantViolated.unless(
        offset >= 0 && lengthBytes >= 0 && offset <= recipe.lengthBytes() - lengthBytes,
        "a range lies within the blob");
    position = offset;
    end = offset + lengthBytes;
  }

  @Override
  public @Nullable Content next() throws BlobException {
    if (position == end) {
      return null;
    }
    int index = recipe.indexAt(position);
    Piece piece = recipe.piece(index);
    long skipped = position - recipe.offset(index);
    long lengthBytes = Math.min(piece.lengthBytes() - skipped, end - position);
    Content content =
        switch (piece) {
          case Piece.ZeroRun _ -> new Content.Zeros(lengthBytes);
          case Piece.ChunkRef(Digest digest, int chunkBytes) ->
              tiers.openChunk(digest, chunkBytes, (int) skipped, (int) lengthBytes);
        };
    position += lengthBytes;
    return content;
  }

  @Override
  public void release() {
    onRelease.accept(this);
  }
}
