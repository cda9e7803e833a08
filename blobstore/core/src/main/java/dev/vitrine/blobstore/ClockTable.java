package dev.vitrine.blobstore;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Names with the bytes that each takes, and which of them were used of late: the *clock*
/// approximation of least recently used, in some 80 bytes a name, for a cache has millions.
///
/// A hand goes round the table. A name that was used since it came by is spared once; the first
/// that was not is the one to go.
///
/// Open addressing with linear probing; digests are uniform, so their own bits are the hash. Not
/// thread-safe.
final class ClockTable {
  private static final int WORDS = 4;

  private long[] words;
  private int[] lengths;
  private BitSet recipes;
  private BitSet used;
  private int size;
  private long bytes;
  private int hand;

  ClockTable() {
    this(16);
  }

  private ClockTable(int slots) {
    words = new long[slots * WORDS];
    lengths = new int[slots];
    recipes = new BitSet(slots);
    used = new BitSet(slots);
  }

  int size() {
    return size;
  }

  /// What all names take.
  long bytes() {
    return bytes;
  }

  /// Adds the name, as one that was used now, or says anew what it takes.
  void put(StoredName name, int lengthBytes) {
    if (2L * (size + 1) > lengths.length) {
      grow();
    }
    int slot = slot(name);
    if (lengths[slot] == 0) {
      set(slot, name.digest(), name.kind() == StoredName.Kind.RECIPE);
      size++;
    } else {
      bytes -= lengths[slot] - 1;
    }
    lengths[slot] = lengthBytes + 1; // 0 is an empty slot
    bytes += lengthBytes;
    used.set(slot);
  }

  boolean contains(StoredName name) {
    return lengths[slot(name)] != 0;
  }

  /// Notes that the name is used, if it is there.
  void touch(StoredName name) {
    int slot = slot(name);
    if (lengths[slot] != 0) {
      used.set(slot);
    }
  }

  void remove(StoredName name) {
    int slot = slot(name);
    if (lengths[slot] != 0) {
      removeAt(slot);
    }
  }

  /// Takes out the name that is to go; null when there is none.
  @Nullable StoredName evict() {
    if (size == 0) {
      return null;
    }
    while (true) {
      hand = hand + 1 & lengths.length - 1;
      if (lengths[hand] == 0) {
        continue;
      }
      if (used.get(hand)) {
        used.clear(hand);
        continue;
      }
      StoredName name = name(hand);
      removeAt(hand);
      return name;
    }
  }

  /// Closes the gap, so that no probe ends at it too early.
  private void removeAt(int slot) {
    bytes -= lengths[slot] - 1;
    size--;
    int mask = lengths.length - 1;
    int gap = slot;
    int at = slot;
    while (true) {
      at = at + 1 & mask;
      if (lengths[at] == 0) {
        lengths[gap] = 0;
        return;
      }
      // What is at home between the gap and its place stays reachable where it is.
      int home = home(words[at * WORDS + 3], recipes.get(at), mask);
      if ((at - home & mask) >= (at - gap & mask)) {
        System.arraycopy(words, at * WORDS, words, gap * WORDS, WORDS);
        lengths[gap] = lengths[at];
        recipes.set(gap, recipes.get(at));
        used.set(gap, used.get(at));
        gap = at;
      }
    }
  }

  private static int home(long word, boolean recipe, int mask) {
    return (int) (recipe ? ~word : word) & mask;
  }

  /// Where the name is, or the empty slot where it would be.
  private int slot(StoredName name) {
    Digest digest = name.digest();
    boolean recipe = name.kind() == StoredName.Kind.RECIPE;
    int mask = lengths.length - 1;
    int slot = home(digest.w3(), recipe, mask);
    while (lengths[slot] != 0) {
      int at = slot * WORDS;
      if (words[at] == digest.w0()
          && words[at + 1] == digest.w1()
          && words[at + 2] == digest.w2()
          && words[at + 3] == digest.w3()
          && recipes.get(slot) == recipe) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void set(int slot, Digest digest, boolean recipe) {
    int at = slot * WORDS;
    words[at] = digest.w0();
    words[at + 1] = digest.w1();
    words[at + 2] = digest.w2();
    words[at + 3] = digest.w3();
    recipes.set(slot, recipe);
  }

  private StoredName name(int slot) {
    int at = slot * WORDS;
    Digest digest = new Digest(words[at], words[at + 1], words[at + 2], words[at + 3]);
    return recipes.get(slot) ? StoredName.recipe(digest) : StoredName.chunk(digest);
  }

  private void grow() {
    ClockTable larger = new ClockTable(lengths.length * 2);
    for (int slot = 0; slot < lengths.length; slot++) {
      if (lengths[slot] != 0) {
        StoredName name = name(slot);
        larger.put(name, lengths[slot] - 1);
        if (!used.get(slot)) {
          larger.used.clear(larger.slot(name));
        }
      }
    }
    words = larger.words;
    lengths = larger.lengths;
    recipes = larger.recipes;
    used = larger.used;
    hand = 0;
  }
}
