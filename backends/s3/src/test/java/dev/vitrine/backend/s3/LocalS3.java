package dev.vitrine.backend.s3;

import java.net.URI;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/// An S3 service in this process, with its data in memory, that checks signatures.
final class LocalS3 {
  private final S3Proxy proxy;

  private LocalS3(S3Proxy proxy) {
    this.proxy = proxy;
  }

  static LocalS3 start() throws Exception {
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "key", "secret/key+")
            .build();
    proxy.start();
    return new LocalS3(proxy);
  }

  /// A bucket that nobody has used yet.
  S3Options newBucket() {
    return S3Options.of(
            URI.create("http://127.0.0.1:" + proxy.getPort()),
            "test-" + UUID.randomUUID(),
            "key",
            "secret/key+")
        .withCreateBucket(true);
  }

  void stop() throws Exception {
    proxy.stop();
  }
}
