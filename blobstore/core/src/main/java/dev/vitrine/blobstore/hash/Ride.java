package dev.vitrine.blobstore.hash;

import dev.vitrine.blobstore.hash.BlockHasher.Function;

/// A passenger under way, who may change leaders. Used by one thread at a time.
final class Ride {
  private final Passenger passenger;
  private final BlockHasher hasher = new BlockHasher(Function.SHA_256);
  private final BlockFeed feed;

  Ride(Passenger passenger) {
    this.passenger = passenger;
    this.feed = new BlockFeed(hasher, passenger.content());
  }

  Passenger passenger() {
    return passenger;
  }

  /// Goes along with the leader as far as blocks of both lie in a row. Returns whether the
  /// passenger is there.
  boolean goOn(BlockFeed lead) {
    int both = Math.min(lead.blocks(), feed.blocks());
    if (both > 0) {
      lead.absorbBeside(feed, both);
    }
    return feed.blocks() == 0;
  }

  /// Goes the rest of the way without a leader.
  void goAlone() {
    while (feed.blocks() > 0) {
      feed.absorb();
    }
  }

  byte[] sha256() {
    return hasher.finish();
  }
}
