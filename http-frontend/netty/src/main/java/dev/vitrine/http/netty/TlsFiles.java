package dev.vitrine.http.netty;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS by PEM files that may be replaced while the service runs: connections that come later use
/// what the files hold then; those that are open go on with what they have.
///
/// New files are used once they have stood still from one look to the next, and only if they make
/// sense: the key belongs to the certificate, everything can be read. Otherwise what was read
/// before stays, and the log says why. Thread-safe; [#close] ends the looking.
public final class TlsFiles implements Supplier<SslContext>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

  /// A few system calls a look; whoever replaces a certificate can wait this long twice.
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /// Forward secrecy and authenticated encryption throughout; what the two versions have of these.
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final Options options;
  private final Thread watcher;
  private volatile SslContext context;

  /// @param certificate the chain, the server's own first
  /// @param key of the first certificate
  /// @param clientAuthorities who may have signed the certificates of clients; null when clients
  ///   are not asked for one
  /// @param clientsMayShowNone whether a client without a certificate is let in all the same
  /// @param oldest TLS version that is spoken: `TLSv1.2` or `TLSv1.3`
  public record Options(
      Path certificate,
      Path key,
      @Nullable Path clientAuthorities,
      boolean clientsMayShowNone,
      String oldest) {
    List<Path> files() {
      return Stream.of(certificate, key, clientAuthorities).filter(file -> file != null).toList();
    }
  }

  private TlsFiles(Options options, SslContext context, List<Trace> traces) {
    this.options = options;
    this.context = context;
    this.watcher = Thread.ofVirtual().name("tls-files").unstarted(() -> watch(traces));
  }

  /// Reads the files and begins to look after them. Fails, in words for an operator, when they
  /// cannot be used.
  public static TlsFiles open(Options options) throws IOException {
    List<Trace> traces = traces(options);
    TlsFiles files = new TlsFiles(options, load(options), traces);
    files.watcher.start();
    return files;
  }

  @Override
  public SslContext get() {
    return context;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }

  private void watch(List<Trace> used) {
    List<Trace> tried = used;
    List<Trace> seen = used;
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        List<Trace> now = traces(options);
        if (!now.equals(tried) && now.equals(seen)) {
          tried = now;
          reload();
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void reload() {
    try {
      context = load(options);
      LOG.info("New connections use the certificate that {} holds now", options.certificate());
    } catch (IOException | RuntimeException e) {
      LOG.error("The certificate stays the one before: {}", e.getMessage());
    }
  }

  /// What shows that a file is another; nothing of it where it cannot be looked at.
  private record Trace(
      Path file, long lengthBytes, long modifiedMillis, @Nullable Object identity) {}

  private static List<Trace> traces(Options options) {
    List<Trace> traces = new ArrayList<>();
    for (Path file : options.files()) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        traces.add(
            new Trace(file, found.size(), found.lastModifiedTime().toMillis(), found.fileKey()));
      } catch (IOException e) {
        traces.add(new Trace(file, -1, 0, null));
      }
    }
    return traces;
  }

  private static SslContext load(Options options) throws IOException {
    List<X509Certificate> chain = PemFile.read(options.certificate()).certificates();
    PrivateKey key = PemFile.read(options.key()).privateKey();
    requireSameKey(options, chain.getFirst(), key);
    SslContextBuilder builder =
        SslContextBuilder.forServer(key, chain)
            .sslProvider(SslProvider.JDK)
            .protocols(
                options.oldest().equals("TLSv1.3")
                    ? List.of("TLSv1.3")
                    : List.of("TLSv1.3", "TLSv1.2"))
            .ciphers(CIPHERS);
    Path authorities = options.clientAuthorities();
    if (authorities != null) {
      builder
          .trustManager(PemFile.read(authorities).certificates())
          .clientAuth(options.clientsMayShowNone() ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE);
    }
    return builder.build();
  }

  /// A certificate and a key are two files, and between the two renames they do not fit.
  private static void requireSameKey(Options options, X509Certificate certificate, PrivateKey key)
      throws IOException {
    boolean same;
    try {
      Signature signature = Signature.getInstance(signatureOf(key));
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      same = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the key in " + options.key() + " cannot sign for " + options.certificate(), e);
    }
    if (!same) {
      throw new IOException(
          "the key in "
              + options.key()
              + " is not that of the certificate in "
              + options.certificate());
    }
  }

  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
