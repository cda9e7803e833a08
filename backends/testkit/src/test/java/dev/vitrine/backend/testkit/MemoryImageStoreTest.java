package dev.vitrine.backend.testkit;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageUri;

class MemoryImageStoreTest extends ImageStoreContract {
  private final MemoryImageStore memory = new MemoryImageStore("test");

  @Override
  protected ImageStore open() {
    return memory;
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return memory.uriOf(imageId);
  }
}
