package dev.vitrine.backend.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a bucket is reached. Never prints its key.
///
/// @param endpoint of the service, scheme included
/// @param region that requests are signed for; empty to take it from the endpoint
/// @param bucket its name
/// @param accessKey whose requests they are
/// @param secretKey what they are signed with
/// @param addressing how the bucket's name gets into an address
/// @param createBucket whether a bucket that is missing is made when something is put
/// @param authorities certificates (PEM) that the service's own must lead to; empty for the
///   machine's
/// @param checksums which checksums go along beyond the signature
/// @param silenceTimeout longest time without a byte from the service
public record S3Options(
    URI endpoint,
    Optional<String> region,
    String bucket,
    String accessKey,
    String secretKey,
    Addressing addressing,
    boolean createBucket,
    Optional<Path> authorities,
    Checksums checksums,
    Duration silenceTimeout) {

  /// How the bucket's name gets into an address.
  public enum Addressing {
    /// As Amazon wants it there, and in the path elsewhere.
    AUTO,
    /// `host/bucket/key`: needs nothing from the name service.
    PATH,
    /// `bucket.host/key`
    VIRTUAL
  }

  /// Whether checksums of the newer kind are sent and looked at where nobody asks for them. Several
  /// services refuse requests that have them.
  ///
  /// @param sent with requests
  /// @param checked in answers
  public record Checksums(boolean sent, boolean checked) {
    public static final Checksums WHEN_REQUIRED = new Checksums(false, false);
  }

  /// The region that services without regions expect.
  private static final String NO_REGION = "us-east-1";

  private static final Duration SILENCE = Duration.ofSeconds(20);

  private static final Pattern AMAZON =
      Pattern.compile(
          "(?:.*\\.)?s3(?:[.-]dualstack)?(?:[.-]([a-z0-9-]+))?\\.amazonaws\\.com(?:\\.cn)?");

  /// What can be a label of a host name; names with dots fit no wildcard certificate.
  private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

  public S3Options {
    if (bucket.isEmpty() || accessKey.isEmpty() || secretKey.isEmpty()) {
      throw new IllegalArgumentException("bucket, access key and secret key are all needed");
    }
    if (addressing == Addressing.VIRTUAL && !LABEL.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "the name of bucket " + bucket + " cannot be a part of a host's name");
    }
  }

  /// With what suits most services.
  public static S3Options of(URI endpoint, String bucket, String accessKey, String secretKey) {
    return new S3Options(
        endpoint,
        Optional.empty(),
        bucket,
        accessKey,
        secretKey,
        Addressing.AUTO,
        false,
        Optional.empty(),
        Checksums.WHEN_REQUIRED,
        SILENCE);
  }

  /// The endpoint that an operator wrote: a host, with a port and a scheme if wanted.
  public static URI endpoint(String host) {
    String text = host.contains("://") ? host : "http://" + host;
    URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    if (uri.getHost() == null
        || uri.getUserInfo() != null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException("an S3 host is http://host or https://host");
    }
    return uri;
  }

  public S3Options withAddressing(Addressing addressing) {
    return new S3Options(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        addressing,
        createBucket,
        authorities,
        checksums,
        silenceTimeout);
  }

  public S3Options withRegion(Optional<String> region) {
    return new S3Options(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        addressing,
        createBucket,
        authorities,
        checksums,
        silenceTimeout);
  }

  public S3Options withCreateBucket(boolean createBucket) {
    return new S3Options(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        addressing,
        createBucket,
        authorities,
        checksums,
        silenceTimeout);
  }

  public S3Options withAuthorities(Optional<Path> authorities) {
    return new S3Options(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        addressing,
        createBucket,
        authorities,
        checksums,
        silenceTimeout);
  }

  public S3Options withChecksums(Checksums checksums) {
    return new S3Options(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        addressing,
        createBucket,
        authorities,
        checksums,
        silenceTimeout);
  }

  public S3Options withSilenceTimeout(Duration silenceTimeout) {
    return new S3Options(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        addressing,
        createBucket,
        authorities,
        checksums,
        silenceTimeout);
  }

  /// What requests are signed for.
  String signingRegion() {
    return region.or(this::regionOfAmazon).orElse(NO_REGION);
  }

  /// The region in a host name of Amazon's; those without one are of the first.
  private Optional<String> regionOfAmazon() {
    Matcher host = AMAZON.matcher(endpoint.getHost().toLowerCase(Locale.ROOT));
    return host.matches() ? Optional.ofNullable(host.group(1)) : Optional.empty();
  }

  boolean bucketInPath() {
    return switch (addressing) {
      case PATH -> true;
      case VIRTUAL -> false;
      case AUTO ->
          !AMAZON.matcher(endpoint.getHost().toLowerCase(Locale.ROOT)).matches()
              || !LABEL.matcher(bucket).matches();
    };
  }

  @Override
  public String toString() {
    return "bucket " + bucket + " of " + endpoint;
  }
}
