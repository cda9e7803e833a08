package dev.vitrine.benchmarks.collect;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Piece;
import dev.vitrine.blobstore.Recipe;
import dev.vitrine.blobstore.StoredName;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A store of numbered chunks that have names and no bytes, and of recipes that name some of them.
/// Made anew at each question; what it keeps is a bit a chunk, and the recipes outside the heap.
/// Not thread-safe.
///
/// Image `i` names [#PIECES] chunks in a row; half of them are the next image's, too.
final class MadeUpStore implements ChunkBackend {
  /// Chunks of an image: 10 GiB.
  static final int PIECES = 20_480;

  static final int CHUNK_BYTES = 512 << 10;

  private final int chunks;
  private final BitSet gone = new BitSet();
  private final Map<StoredName, ByteBuffer> recipes = new LinkedHashMap<>();

  /// @param chunks a multiple of 256
  MadeUpStore(int chunks) {
    this.chunks = chunks;
    for (int first = 0; first + PIECES <= chunks; first += PIECES / 2) {
      ByteBuffer encoded = encode(first);
      recipes.put(StoredName.recipe(Digest.sha256(List.of(encoded))), encoded);
    }
  }

  /// In the order of the images.
  List<Digest> recipes() {
    return recipes.keySet().stream().map(StoredName::digest).toList();
  }

  int chunksLeft() {
    return chunks - gone.cardinality();
  }

  /// The name of a chunk: its first byte tells the shard, its last word the chunk.
  private static Digest digest(int chunk) {
    SplittableRandom random = new SplittableRandom(chunk);
    long w0 = ((long) (chunk & 0xFF) << 56) | (random.nextLong() >>> 8);
    return new Digest(w0, random.nextLong(), random.nextLong(), chunk);
  }

  private static ByteBuffer encode(int first) {
    List<Piece> pieces =
        IntStream.range(first, first + PIECES)
            .<Piece>mapToObj(chunk -> new Piece.ChunkRef(digest(chunk), CHUNK_BYTES))
            .toList();
    ByteBuffer encoded = Recipe.of(pieces).encode();
    return ByteBuffer.allocateDirect(encoded.remaining()).put(encoded).flip();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, false);
  }

  @Override
  public OptionalLong length(StoredName name) {
    ByteBuffer recipe = recipes.get(name);
    if (recipe != null) {
      return OptionalLong.of(recipe.remaining());
    }
    return name.kind() == StoredName.Kind.CHUNK && !gone.get((int) name.digest().w3())
        ? OptionalLong.of(CHUNK_BYTES)
        : OptionalLong.empty();
  }

  @Override
  public Content open(StoredName name, long offset, long lengthBytes) throws BlobException {
    ByteBuffer recipe = recipes.get(name);
    if (recipe == null) {
      throw new BlobException.NotFound(name + " has no bytes");
    }
    return new Content.Buffer(
        recipe.slice((int) offset, (int) lengthBytes).asReadOnlyBuffer(), () -> {});
  }

  @Override
  public Stream<Listed> list(StoredName.Kind kind, int prefix) {
    return switch (kind) {
      case RECIPE ->
          recipes.entrySet().stream()
              .filter(each -> each.getKey().digest().firstByte() == prefix)
              .map(each -> new Listed(each.getKey(), each.getValue().remaining()));
      case CHUNK ->
          IntStream.iterate(prefix, chunk -> chunk < chunks, chunk -> chunk + 256)
              .filter(chunk -> !gone.get(chunk))
              .mapToObj(chunk -> new Listed(StoredName.chunk(digest(chunk)), CHUNK_BYTES));
      case PACKED -> Stream.empty();
    };
  }

  @Override
  public void delete(StoredName name) {
    if (name.kind() == StoredName.Kind.CHUNK) {
      gone.set((int) name.digest().w3());
    } else {
      recipes.remove(name);
    }
  }

  @Override
  public void put(StoredName name, List<ByteBuffer> content) {
    throw new UnsupportedOperationException("nothing is stored here");
  }

  @Override
  public void replace(StoredName name, List<ByteBuffer> content) {
    put(name, content);
  }

  @Override
  public Quarantine quarantine(StoredName name, Check check) {
    return Quarantine.NOT_NEEDED;
  }

  @Override
  public Stream<Listed> quarantined() {
    return Stream.empty();
  }

  @Override
  public void makeDurable(Collection<StoredName> names) {
    Set<StoredName> absent = new HashSet<>(names);
    absent.removeIf(name -> length(name).isPresent());
    if (!absent.isEmpty()) {
      throw new UnsupportedOperationException("nothing is stored here: " + absent);
    }
  }

  @Override
  public Stream<String> strays() {
    return Stream.empty();
  }

  @Override
  public void close() {}
}
