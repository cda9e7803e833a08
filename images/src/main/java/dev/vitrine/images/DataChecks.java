package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.formats.FormatRules;
import dev.vitrine.formats.Inspection;
import dev.vitrine.formats.Inspector;
import dev.vitrine.formats.Verdict;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is demanded of data, besides its length, before it becomes an image's. Thread-safe.
///
/// @param formats whether it is what the image says it is, and safe to open
public record DataChecks(FormatRules formats) {
  private static final Logger LOG = LoggerFactory.getLogger(DataChecks.class);

  public static final DataChecks STRICT = new DataChecks(FormatRules.STRICT);

  /// The check of data that is on its way to an image with formats.
  Running begin(Image image) {
    return new Running(
        image, FormatRules.inspectorFor(String.valueOf(image.containerFormat())).orElse(null));
  }

  /// No check: the data was checked before, or will be before the image has it.
  Running none(Image image) {
    return new Running(image, null);
  }

  /// The check of one stream. Sees every slice in order; one thread at a time.
  final class Running {
    private final Image image;
    private final @Nullable Inspector inspector;

    private Running(Image image, @Nullable Inspector inspector) {
      this.image = image;
      this.inspector = inspector;
    }

    /// Looks at the remaining bytes and leaves the buffer as it was.
    void accept(ByteBuffer bytes) {
      if (inspector != null) {
        inspector.accept(bytes);
      }
    }

    /// The end of the data. Returns the length of the disk that it describes, where that is known.
    OptionalLong finish() throws Refusal.WrongFormat {
      if (inspector == null) {
        return OptionalLong.empty();
      }
      Inspection inspection = inspector.finish();
      Verdict verdict =
          formats.judge(
              String.valueOf(image.containerFormat()),
              String.valueOf(image.diskFormat()),
              inspection);
      return switch (verdict) {
        case Verdict.Refused(String reason) -> throw new Refusal.WrongFormat(reason);
        case Verdict.Accepted accepted -> {
          accepted
              .warnings()
              .forEach(warning -> LOG.warn("Image {} is let pass: {}", image.id(), warning));
          LOG.debug(
              "Image {} is {} of {} bytes",
              image.id(),
              inspection.findings(),
              inspection.lengthBytes());
          yield accepted.virtualSizeBytes();
        }
      };
    }
  }
}
