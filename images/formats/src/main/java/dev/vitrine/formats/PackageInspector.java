package dev.vitrine.formats;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Inspects an OVA: a tar file whose members are a description and disks. Each member is inspected
/// as a disk, one after the other, and none may lie outside the package or be anything but a file.
///
/// Data that is no tar file is no package, and nothing can be said about it. What follows the end
/// marker of a tar file is not looked at, as no reader does.
///
/// Source: POSIX.1-2017, *pax*, "pax Interchange Format" and "ustar Interchange Format".
public final class PackageInspector implements Inspector {
  /// The first few are enough to refuse a package.
  private static final int CONCERNS_MAX = 8;

  private static final int EXTENDED_HEADER_MAX_BYTES = 64 << 10;

  private final byte[] block = new byte[TarHeader.BLOCK_BYTES];
  private final List<Concern> concerns = new ArrayList<>();
  private int blockFilled;
  private long lengthBytes;
  private long bodyLeft;
  private long paddingLeft;
  private State state = State.FIRST_HEADER;
  private @Nullable Inspector member;
  private @Nullable Stretch extended;
  private TarHeader.Extension next = TarHeader.Extension.NONE;

  private enum State {
    FIRST_HEADER,
    HEADER,
    BODY,
    PADDING,
    /// Nothing that follows matters.
    OVER
  }

  @Override
  public void accept(ByteBuffer data) {
    ByteBuffer rest = data.duplicate();
    lengthBytes += rest.remaining();
    while (rest.hasRemaining() && state != State.OVER) {
      switch (state) {
        case FIRST_HEADER, HEADER -> readHeader(rest);
        case BODY -> readBody(rest);
        case PADDING -> skipPadding(rest);
        case OVER -> {}
      }
    }
  }

  @Override
  public Inspection finish() {
    if (state == State.BODY || state == State.PADDING) {
      concern(Concerns.TRUNCATED, "the package ends inside a member");
    }
    return new Inspection(lengthBytes, List.of(), concerns);
  }

  private void readHeader(ByteBuffer rest) {
    int count = Math.min(rest.remaining(), block.length - blockFilled);
    rest.get(block, blockFilled, count);
    blockFilled += count;
    if (blockFilled < block.length) {
      return;
    }
    blockFilled = 0;
    Header header = new Header(block.clone(), block.length);
    if (!TarHeader.isValid(header)) {
      boolean end = header.isZero(0, block.length);
      if (state == State.HEADER && !end) {
        concern(Concerns.HEADER, "the package is damaged");
      }
      state = State.OVER;
      return;
    }
    begin(TarHeader.read(header, next));
  }

  private void begin(TarHeader header) {
    bodyLeft = header.sizeBytes();
    paddingLeft = -bodyLeft & (TarHeader.BLOCK_BYTES - 1);
    state = State.BODY;
    switch (header.kind()) {
      case EXTENDED -> {
        if (bodyLeft > EXTENDED_HEADER_MAX_BYTES) {
          concern(Concerns.HEADER, "a header of the package is too long");
          state = State.OVER;
          return;
        }
        extended = new Stretch(0, (int) bodyLeft);
      }
      case FILE -> {
        next = TarHeader.Extension.NONE;
        member = new DiskInspector();
        checkName(header.name());
      }
      case FOLDER, IGNORED -> {
        next = TarHeader.Extension.NONE;
        checkName(header.name());
      }
      case OTHER -> {
        concern(Concerns.MEMBER, "something in the package is no file");
        state = State.OVER;
        return;
      }
    }
    if (bodyLeft < 0) {
      concern(Concerns.HEADER, "the package is damaged");
      state = State.OVER;
    } else if (bodyLeft == 0) {
      endBody();
    }
  }

  private void checkName(String name) {
    boolean outside = name.startsWith("/") || List.of(name.split("/", -1)).contains("..");
    if (outside) {
      concern(Concerns.MEMBER, "something in the package lies outside of it");
    }
  }

  private void readBody(ByteBuffer rest) {
    int count = (int) Math.min(rest.remaining(), bodyLeft);
    ByteBuffer part = rest.slice(rest.position(), count);
    if (member != null) {
      member.accept(part);
    } else if (extended != null) {
      extended.fill(part, extended.missingFrom());
    }
    rest.position(rest.position() + count);
    bodyLeft -= count;
    if (bodyLeft == 0) {
      endBody();
    }
  }

  private void endBody() {
    if (member != null) {
      judge(member.finish());
      member = null;
    } else if (extended != null) {
      next = next.with(extended.header());
      extended = null;
    }
    state = paddingLeft == 0 ? State.HEADER : State.PADDING;
  }

  /// Whether a member is a disk that must not be opened. A partition table is not held against it:
  /// nothing says that the member is a disk at all.
  private void judge(Inspection inspection) {
    List<Finding> disks =
        inspection.findings().stream()
            .filter(finding -> finding.format() != Format.GPT)
            .filter(finding -> !finding.variant().equals(VhdProbe.FIXED))
            .toList();
    if (disks.size() > 1) {
      concern(Concerns.MEMBER, "a file in the package is of several formats at once");
    }
    for (Finding disk : disks) {
      for (Concern concern : disk.concerns()) {
        concern(disk.format() + " " + concern.check(), concern.reason());
      }
    }
  }

  private void skipPadding(ByteBuffer rest) {
    int count = (int) Math.min(rest.remaining(), paddingLeft);
    rest.position(rest.position() + count);
    paddingLeft -= count;
    if (paddingLeft == 0) {
      state = State.HEADER;
    }
  }

  private void concern(String check, String reason) {
    if (concerns.size() < CONCERNS_MAX) {
      concerns.add(new Concern(check, reason));
    }
  }
}
