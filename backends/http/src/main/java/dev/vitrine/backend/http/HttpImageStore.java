package dev.vitrine.backend.http;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.fetch.ByteSpan;
import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.FetchRequest;
import dev.vitrine.fetch.FetchRequest.Method;
import dev.vitrine.fetch.Fetched;
import dev.vitrine.fetch.GuardedClient;
import java.util.OptionalLong;
import java.util.Set;

/// Reads images from web servers. Thread-safe; each call is a connection of its own.
///
/// A server that sends everything where a range was asked for is put up with: what comes before is
/// read and dropped, up to a bound. A connection that ends early is
/// [ImageStoreException.Unavailable], for the rest may come next time; an image that its server
/// says to be shorter than asked for is [ImageStoreException.Damaged].
public final class HttpImageStore implements ImageStore {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final GuardedClient client;

  public HttpImageStore(GuardedClient client) {
    this.client = client;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, false, true);
  }

  @Override
  public String kind() {
    return "http";
  }

  @Override
  public Set<String> schemes() {
    return SCHEMES;
  }

  @Override
  public boolean covers(ImageUri uri) {
    return SCHEMES.contains(uri.scheme());
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image) throws ImageStoreException {
    throw new ImageStoreException.Unsupported("images on web servers are only read");
  }

  /// By `HEAD`; where that does not say, by what comes with the first byte.
  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    WebAddress address = WebAddress.of(uri);
    OptionalLong length = head(address);
    return length.isPresent() ? length : lengthByReading(address);
  }

  private OptionalLong head(WebAddress address) throws ImageStoreException, InterruptedException {
    try (Fetched answer = ask(address.request(Method.HEAD))) {
      return switch (answer.status()) {
        case 200 -> answer.lengthBytes();
        case 404, 410, 429 -> throw Answers.failure(address, answer.status());
        // Not everything that can be got can be asked about: links signed for GET, small servers.
        default -> OptionalLong.empty();
      };
    }
  }

  private OptionalLong lengthByReading(WebAddress address)
      throws ImageStoreException, InterruptedException {
    try (Fetched answer = ask(address.request(Method.GET).withSpan(new ByteSpan(0, 1)))) {
      return switch (answer.status()) {
        case 200 -> answer.lengthBytes();
        case 206, 416 -> answer.wholeBytes();
        default -> throw Answers.failure(address, answer.status());
      };
    }
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    WebAddress address = WebAddress.of(uri);
    if (lengthBytes == 0) { // no range says so
      length(uri);
      return HttpImageReader.ofNothing();
    }
    ByteSpan span = new ByteSpan(offset, lengthBytes);
    Fetched answer = ask(address.request(Method.GET).withSpan(span));
    try {
      return new HttpImageReader(
          address, answer, Answers.skippedBytes(address, span, answer), lengthBytes);
    } catch (ImageStoreException e) {
      answer.close();
      throw e;
    }
  }

  private Fetched ask(FetchRequest request) throws ImageStoreException, InterruptedException {
    try {
      return client.ask(request);
    } catch (FetchException e) {
      throw Answers.failure(e);
    }
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException {
    throw new ImageStoreException.Unsupported("images on web servers are not ours to remove");
  }

  /// There is no server to ask: each image may lie on another.
  @Override
  public Health health() {
    return new Health.Up();
  }

  @Override
  public void close() {}
}
