package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.formats.FormatRules;
import dev.vitrine.formats.Inspection;
import dev.vitrine.formats.Inspector;
import dev.vitrine.formats.Verdict;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.Lane;
import dev.vitrine.signatures.SignatureCheck;
import dev.vitrine.signatures.SignatureClaim;
import dev.vitrine.signatures.SignatureFailure;
import dev.vitrine.signatures.Trust;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is demanded of data, besides its length, before it becomes an image's. Thread-safe.
///
/// @param formats whether it is what the image says it is, and safe to open
/// @param signatures whether it is what was signed, for images that say that they are
public record DataChecks(FormatRules formats, Signatures signatures) {
  private static final Logger LOG = LoggerFactory.getLogger(DataChecks.class);

  public static final DataChecks STRICT = new DataChecks(FormatRules.STRICT, Signatures.NONE);

  /// Where certificates come from, and which of them may sign.
  public record Signatures(CertificateSource certificates, Trust trust) {
    public static final Signatures NONE = new Signatures(CertificateSource.NONE, new Trust.Kept());

    private Optional<SignatureCheck> begin(Image image, Proof proof)
        throws Refusal.Invalid, InterruptedException {
      try {
        Optional<SignatureClaim> claim = SignatureClaim.of(image.properties());
        return claim.isEmpty()
            ? Optional.empty()
            : Optional.of(SignatureCheck.begin(claim.get(), certificates.shownTo(proof), trust));
      } catch (SignatureFailure e) {
        throw unverified(image, e);
      }
    }
  }

  private static Refusal.Invalid unverified(Image image, SignatureFailure failure) {
    LOG.info("Image {} is not verified: {}", image.id(), failure.getMessage(), failure.getCause());
    return new Refusal.Invalid(
        "Signature verification failed for image " + image.id() + ": " + failure.getMessage());
  }

  /// The check of data that is on its way to an image with formats. Refuses right away where no
  /// data could pass.
  ///
  /// @param proof of whoever brings the data
  Running begin(Image image, Proof proof) throws Refusal.Invalid, InterruptedException {
    return new Running(
        image,
        FormatRules.inspectorFor(String.valueOf(image.containerFormat())).orElse(null),
        signatures.begin(image, proof));
  }

  /// No check: the data was checked before, or will be before the image has it.
  Running none(Image image) {
    return new Running(image, null, Optional.empty());
  }

  /// The check of one stream. Sees every slice in order; one thread at a time.
  final class Running {
    private final Image image;
    private final @Nullable Inspector inspector;
    private final Optional<SignatureCheck> signature;

    private Running(
        Image image, @Nullable Inspector inspector, Optional<SignatureCheck> signature) {
      this.image = image;
      this.inspector = inspector;
      this.signature = signature;
    }

    /// What has to see the data besides, and takes its time.
    List<Lane> lanes() {
      return signature.<Lane>map(check -> check::accept).stream().toList();
    }

    /// Looks at the remaining bytes and leaves the buffer as it was.
    void accept(ByteBuffer bytes) {
      if (inspector != null) {
        inspector.accept(bytes);
      }
    }

    /// The end of the data, after the lanes have seen it. Returns the length of the disk that it
    /// describes, where that is known.
    OptionalLong finish() throws Refusal {
      if (signature.isPresent()) {
        try {
          signature.get().finish();
        } catch (SignatureFailure e) {
          throw unverified(image, e);
        }
      }
      return inspected();
    }

    private OptionalLong inspected() throws Refusal.WrongFormat {
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
