package dev.vitrine.blobstore;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The reader of a [BlobStore]: a recipe, a position in it, and the chunks behind that position
/// that are on their way, where they come from across a network. A slice of a file costs nothing to
/// open: then nothing is to be had from being early.
final class StoreReader implements BlobReader {
  private final Tiers tiers;
  private final Recipe recipe;
  private final Consumer<StoreReader> onRelease;
  private final ReadAhead.Window ahead;
  private long position;
  private long end;

  /// @param onRelease told when nobody reads any more
  StoreReader(Tiers tiers, ReadAhead ahead, Recipe recipe, Consumer<StoreReader> onRelease) {
    this.tiers = tiers;
    this.recipe = recipe;
    this.onRelease = onRelease;
    this.ahead = ahead.window(this);
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
    ahead.clear();
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
              open(index, digest, chunkBytes, (int) skipped, (int) lengthBytes);
        };
    position += lengthBytes;
    return content;
  }

  private Content open(int index, Digest digest, int chunkBytes, int skipped, int lengthBytes)
      throws BlobException {
    Content fetched = ahead.take(index);
    Content content =
        fetched == null
            ? tiers.openChunk(digest, chunkBytes, skipped, lengthBytes)
            : fetched.part(skipped, lengthBytes);
    if (content instanceof Content.Buffer) {
      ahead.goOn(recipe, index, end);
    }
    return content;
  }

  @Override
  public void release() {
    ahead.release();
    onRelease.accept(this);
  }
}
