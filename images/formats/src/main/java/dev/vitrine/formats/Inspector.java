package dev.vitrine.formats;

import java.nio.ByteBuffer;

/// Looks at a stream, slice by slice in order, and says at the end what it is. Keeps a bounded
/// number of bytes, whatever they claim, and never throws because of what they are.
///
/// Reads buffers during the call and leaves them as they were. Not thread-safe: one thread at a
/// time, as with a lane.
public sealed interface Inspector permits DiskInspector, PackageInspector {

  /// Takes in the remaining bytes.
  void accept(ByteBuffer data);

  /// The end of the stream; nothing may follow.
  Inspection finish();
}
