package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.ChunkBackend;

class MemoryBackendTest extends ChunkBackendContract {
  @Override
  protected ChunkBackend open() {
    return new MemoryBackend();
  }
}
