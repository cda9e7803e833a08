package dev.vitrine.blobstore;

import java.util.BitSet;

/// Digests, each with a length and a mark, in 37 bytes a slot: a store has millions of them. Open
/// addressing with linear probing; digests are uniform, so their own bits are the hash. Not
/// thread-safe; nothing is ever removed.
final class DigestTable {
  private static final int WORDS = 4;

  private long[] words;
  private int[] lengths;
  private BitSet marked;
  private int size;

  DigestTable(int expected) {
    int slots = Math.max(16, Integer.highestOneBit(Math.max(1, expected)) << 2);
    words = new long[slots * WORDS];
    lengths = new int[slots];
    marked = new BitSet(slots);
  }

  int size() {
    return size;
  }

  /// Adds the digest unless it is there. The length is at least 0.
  void add(Digest digest, int lengthBytes) {
    if (2L * (size + 1) > lengths.length) {
      grow();
    }
    int slot = slot(digest);
    if (lengths[slot] == 0) {
      int at = slot * WORDS;
      words[at] = digest.w0();
      words[at + 1] = digest.w1();
      words[at + 2] = digest.w2();
      words[at + 3] = digest.w3();
      lengths[slot] = lengthBytes + 1; // 0 is an empty slot
      size++;
    }
  }

  boolean contains(Digest digest) {
    return lengths[slot(digest)] != 0;
  }

  /// Marks the digest if it is there.
  void mark(Digest digest) {
    int slot = slot(digest);
    if (lengths[slot] != 0) {
      marked.set(slot);
    }
  }

  /// Gets every digest, in no order.
  @FunctionalInterface
  interface Visitor {
    void visit(Digest digest, int lengthBytes, boolean marked);
  }

  void forEach(Visitor visitor) {
    for (int slot = 0; slot < lengths.length; slot++) {
      if (lengths[slot] != 0) {
        visitor.visit(digest(slot), lengths[slot] - 1, marked.get(slot));
      }
    }
  }

  private Digest digest(int slot) {
    int at = slot * WORDS;
    return new Digest(words[at], words[at + 1], words[at + 2], words[at + 3]);
  }

  /// Where the digest is, or the empty slot where it would be.
  private int slot(Digest digest) {
    int mask = lengths.length - 1;
    // Not the first bits: all digests of a shard share them.
    int slot = (int) digest.w3() & mask;
    while (lengths[slot] != 0) {
      int at = slot * WORDS;
      if (words[at] == digest.w0()
          && words[at + 1] == digest.w1()
          && words[at + 2] == digest.w2()
          && words[at + 3] == digest.w3()) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    DigestTable larger = new DigestTable(lengths.length);
    forEach((digest, lengthBytes, isMarked) -> {
      larger.add(digest, lengthBytes);
      if (isMarked) {
        larger.mark(digest);
      }
    });
    words = larger.words;
    lengths = larger.lengths;
    marked = larger.marked;
  }
}
