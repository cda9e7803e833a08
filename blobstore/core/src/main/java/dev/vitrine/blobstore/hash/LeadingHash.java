package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream's hash that takes passengers along: while it is computed, block by block, so are they.
///
/// Each block of MD5 waits for the one before, and each step in it for the last one, so that most
/// of what the processor could do at the same time stays undone. The blocks of a SHA-256 in between
/// depend on none of it.
final class LeadingHash implements StreamHash {
  private final BlockHasher hasher;
  private final Passengers passengers;
  private boolean leading;

  LeadingHash(BlockHasher hasher, Passengers passengers) {
    this.hasher = hasher;
    this.passengers = passengers;
  }

  @Override
  public void update(List<ByteBuffer> run) {
    if (!leading) {
      leading = true;
      passengers.leaderCame();
    }
    BlockFeed lead = new BlockFeed(hasher, run);
    @Nullable Ride beside = null;
    try {
      while (lead.blocks() > 0) {
        if (beside == null) {
          beside = passengers.next();
        }
        if (beside == null) {
          lead.absorb();
        } else if (beside.goOn(lead)) {
          passengers.arrived(beside);
          beside = null;
        }
      }
    } finally {
      if (beside != null) {
        passengers.putBack(beside);
      }
    }
  }

  @Override
  public void pause() {
    if (leading) {
      leading = false;
      passengers.leaderWent();
    }
  }

  @Override
  public byte[] finish() {
    return hasher.finish();
  }
}
