package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a commit wrote, as the feed holds it: for each key, in key order, one byte (0 written, 1
/// deleted), the length of the key (2 bytes, big-endian), the key.
final class FeedEntry {
  private static final byte WRITTEN = 0;
  private static final byte DELETED = 1;

  private FeedEntry() {}

  static byte[] encode(Map<Key, Optional<byte[]>> writes) {
    int bytes = 0;
    var keys = new ArrayList<byte[]>(writes.size());
    for (Key key : writes.keySet()) {
      byte[] text = key.toBytes();
      keys.add(text);
      bytes += 3 + text.length;
    }
    ByteBuffer entry = ByteBuffer.allocate(bytes);
    int i = 0;
    for (Optional<byte[]> value : writes.values()) {
      byte[] key = keys.get(i++);
      entry.put(value.isEmpty() ? DELETED : WRITTEN).putShort((short) key.length).put(key);
    }
    return entry.array();
  }

  static List<Change> decode(long revision, byte[] bytes) {
    var changes = new ArrayList<Change>();
    ByteBuffer entry = ByteBuffer.wrap(bytes);
    try {
      while (entry.hasRemaining()) {
        byte kind = entry.get();
        if (kind != WRITTEN && kind != DELETED) {
          throw damaged(revision);
        }
        byte[] key = new byte[Short.toUnsignedInt(entry.getShort())];
        entry.get(key);
        changes.add(new Change(revision, Key.of(key), kind == DELETED));
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new RegistryException("the feed's entry " + revision + " is damaged", e);
    }
    return changes;
  }

  private static RegistryException damaged(long revision) {
    return new RegistryException("the feed's entry " + revision + " is damaged");
  }
}
