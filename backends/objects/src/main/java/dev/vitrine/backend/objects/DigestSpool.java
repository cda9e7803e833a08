package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Digests, sorted by their first byte as they come. What does not fit into 1 MiB of memory goes to
/// a temporary file, which goes with this, and with the process. Not thread-safe.
final class DigestSpool implements AutoCloseable {
  private static final int BLOCK_BYTES = 4096;

  private final List<Shard> shards = new ArrayList<>();
  private @Nullable FileChannel file;
  private long fileBytes;

  private static final class Shard {
    final ByteBuffer last = ByteBuffer.allocate(BLOCK_BYTES);
    final List<Long> blocks = new ArrayList<>();
  }

  DigestSpool() {
    for (int i = 0; i < StoredName.PREFIXES; i++) {
      shards.add(new Shard());
    }
  }

  void add(Digest digest) throws IOException {
    Shard shard = shards.get(digest.firstByte());
    digest.writeTo(shard.last);
    if (!shard.last.hasRemaining()) {
      shard.blocks.add(fileBytes);
      write(shard.last.flip());
      shard.last.clear();
    }
  }

  private void write(ByteBuffer block) throws IOException {
    FileChannel open = file;
    if (open == null) {
      Path path = Files.createTempFile("vitrine-listing", "");
      open =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      file = open;
    }
    while (block.hasRemaining()) {
      fileBytes += open.write(block, fileBytes);
    }
  }

  /// The digests that begin with that byte.
  List<Digest> beginningWith(int firstByte) throws IOException {
    Shard shard = shards.get(firstByte);
    List<Digest> digests = new ArrayList<>();
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    for (long offset : shard.blocks) {
      block.clear();
      while (block.hasRemaining()) {
        FileChannel open = file;
        if (open == null || open.read(block, offset + block.position()) < 0) {
          throw new IOException("the temporary file of a listing is too short");
        }
      }
      read(block.flip(), digests);
    }
    read(shard.last.duplicate().flip(), digests);
    return digests;
  }

  private static void read(ByteBuffer block, List<Digest> digests) {
    while (block.hasRemaining()) {
      digests.add(Digest.readFrom(block));
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = file;
    if (open != null) {
      open.close();
    }
  }
}
