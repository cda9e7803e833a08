package dev.vitrine.backend.s3;

import java.time.Duration;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/// Builds clients that speak what every S3 service understands, and do nothing by themselves: no
/// retries, and nothing read from the environment or from files in a home folder.
final class S3Clients {
  /// More than guards let through.
  private static final int MAX_CONNECTIONS = 192;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private S3Clients() {}

  static S3Client open(S3Options options) {
    return S3Client.builder()
        .endpointOverride(options.endpoint())
        .region(Region.of(options.signingRegion()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(options.accessKey(), options.secretKey())))
        .forcePathStyle(options.bucketInPath())
        // Ceph's gateway answers 400 to the trailers that are sent otherwise, Swift 501 to bodies
        // in signed pieces.
        .requestChecksumCalculation(
            options.checksums().sent()
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(
            options.checksums().checked()
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
        .overrideConfiguration(client ->
            client
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .defaultProfileFile(ProfileFile.aggregator().build()))
        .httpClientBuilder(connections(options))
        .build();
  }

  private static Apache5HttpClient.Builder connections(S3Options options) {
    Apache5HttpClient.Builder connections =
        Apache5HttpClient.builder()
            .maxConnections(MAX_CONNECTIONS)
            .connectionTimeout(CONNECT_TIMEOUT)
            .connectionAcquisitionTimeout(options.silenceTimeout())
            .socketTimeout(options.silenceTimeout())
            .expectContinueEnabled(false)
            .tcpKeepAlive(true);
    if (options.authorities().isPresent()) {
      TrustManager[] trusted = TrustedAuthorities.read(options.authorities().get());
      connections.tlsTrustManagersProvider(() -> trusted);
    }
    return connections;
  }
}
