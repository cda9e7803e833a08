package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.BlobException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A container in memory, with short pages.
class MemoryContainer implements ObjectContainer {
  private final int pageEntries;

  final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  volatile @Nullable BlobException failure;
  final AtomicLong lengthCalls = new AtomicLong();
  final AtomicLong listCalls = new AtomicLong();

  MemoryContainer() {
    this(7);
  }

  MemoryContainer(int pageEntries) {
    this.pageEntries = pageEntries;
  }

  private void enter() throws BlobException {
    BlobException planned = failure;
    if (planned != null) {
      throw planned;
    }
  }

  @Override
  public OptionalLong length(String key) throws BlobException {
    enter();
    lengthCalls.incrementAndGet();
    byte[] bytes = objects.get(key);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
  }

  @Override
  public void put(String key, ByteBuffer content) throws BlobException {
    enter();
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    objects.put(key, bytes);
  }

  @Override
  public ByteBuffer read(String key, long offset, int lengthBytes) throws BlobException {
    enter();
    byte[] bytes = objects.get(key);
    if (bytes == null) {
      throw new BlobException.NotFound(key + " is not there");
    }
    int from = (int) Math.min(offset, bytes.length);
    return ByteBuffer.wrap(bytes, from, Math.min(lengthBytes, bytes.length - from)).slice();
  }

  @Override
  public void delete(String key) throws BlobException {
    enter();
    objects.remove(key);
  }

  @Override
  public Page list(String prefix, @Nullable String from) throws BlobException {
    listCalls.incrementAndGet();
    enter();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, byte[]> object :
        objects.tailMap(from == null ? prefix : from, from == null).entrySet()) {
      if (!object.getKey().startsWith(prefix)) {
        break;
      }
      if (entries.size() == pageEntries) {
        return new Page(entries, entries.getLast().key());
      }
      entries.add(new Entry(object.getKey(), object.getValue().length));
    }
    return new Page(entries, null);
  }

  @Override
  public String toString() {
    return "memory";
  }

  @Override
  public void close() {}
}
