package dev.vitrine.backend.swift;

import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.backend.swift.SwiftClient.Target;
import dev.vitrine.backend.wire.WireException;
import dev.vitrine.blobstore.BlobException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A container of small objects. Thread-safe. See [ObjectContainer] for what it promises.
public final class SwiftContainer implements ObjectContainer {
  private static final int MOST_ERROR_BYTES = 64 << 10;

  private final SwiftClient client;
  private final String name;
  private final boolean createContainer;

  /// Takes the client over, and asks the service nothing yet.
  ///
  /// @param createContainer whether the container is made, if it is missing, when something is put
  public SwiftContainer(SwiftClient client, String name, boolean createContainer) {
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("no name for a container: '" + name + "'");
    }
    this.client = client;
    this.name = name;
    this.createContainer = createContainer;
  }

  @Override
  public OptionalLong length(String key) throws BlobException {
    HttpResponse<byte[]> answer = ask("looking for", key, HttpRequest.Builder::HEAD);
    return switch (answer.statusCode()) {
      case 200, 204 ->
          OptionalLong.of(answer.headers().firstValueAsLong("Content-Length").orElse(0));
      case 404 -> OptionalLong.empty();
      default -> throw failure("looking for", key, answer);
    };
  }

  @Override
  public void put(String key, ByteBuffer content) throws BlobException {
    UnaryOperator<HttpRequest.Builder> put =
        request ->
            request.PUT(
                BodyPublishers.ofByteArray(
                    content.array(),
                    content.arrayOffset() + content.position(),
                    content.remaining()));
    HttpResponse<byte[]> answer = ask("writing", key, put);
    if (answer.statusCode() == 404 && createContainer) {
      HttpResponse<byte[]> made =
          ask("making", "", request -> request.PUT(BodyPublishers.noBody()));
      if (made.statusCode() / 100 != 2) {
        throw failure("making", "", made);
      }
      answer = ask("writing", key, put);
    }
    if (answer.statusCode() == 404) {
      throw new BlobException.Denied("writing " + key + ": there is no " + this);
    }
    if (answer.statusCode() / 100 != 2) {
      throw failure("writing", key, answer);
    }
  }

  /// What is not there is asked for once more: while an object is replaced by an equal one, a
  /// storage server may have removed the old file and not yet listed the new one.
  @Override
  public ByteBuffer read(String key, long offset, int lengthBytes) throws BlobException {
    if (lengthBytes == 0) {
      if (length(key).isEmpty()) {
        throw new BlobException.NotFound(key + " is not in " + this);
      }
      return ByteBuffer.allocate(0);
    }
    String range = "bytes=" + offset + "-" + (offset + lengthBytes - 1);
    int mostBytes = Math.max(lengthBytes, MOST_ERROR_BYTES);
    UnaryOperator<HttpRequest.Builder> get = request -> request.header("Range", range).GET();
    HttpResponse<byte[]> answer = ask("reading", key, "", mostBytes, get);
    if (answer.statusCode() == 404) {
      answer = ask("reading", key, "", mostBytes, get);
    }
    return switch (answer.statusCode()) {
      case 206 -> {
        if (answer.body().length > lengthBytes) {
          throw anotherRange(key);
        }
        yield ByteBuffer.wrap(answer.body());
      }
      case 416 -> ByteBuffer.allocate(0);
      case 200, 204 -> throw anotherRange(key);
      default -> throw failure("reading", key, answer);
    };
  }

  private BlobException anotherRange(String key) {
    return new BlobException.Transient(
        "reading " + key + " in " + this + ": the service sends another range than asked for",
        Duration.ZERO,
        new WireException("another range", null));
  }

  @Override
  public void delete(String key) throws BlobException {
    HttpResponse<byte[]> answer = ask("deleting", key, HttpRequest.Builder::DELETE);
    if (answer.statusCode() / 100 != 2 && answer.statusCode() != 404) {
      throw failure("deleting", key, answer);
    }
  }

  @Override
  public Page list(String prefix, @Nullable String from) throws BlobException {
    HttpResponse<byte[]> answer =
        ask(
            "listing",
            "",
            SwiftListing.query(prefix, from == null ? "" : from),
            SwiftListing.MOST_BYTES,
            HttpRequest.Builder::GET);
    if (answer.statusCode() == 404) {
      if (createContainer) {
        return new Page(List.of(), null); // it is made when something is put
      }
      throw new BlobException.Denied("listing " + prefix + ": there is no " + this);
    }
    if (answer.statusCode() / 100 != 2) {
      throw failure("listing", prefix, answer);
    }
    try {
      List<Entry> entries =
          SwiftListing.read(answer.body()).stream()
              .map(entry -> new Entry(entry.name(), entry.lengthBytes()))
              .toList();
      return new Page(
          entries, entries.size() < SwiftListing.PAGE_ENTRIES ? null : entries.getLast().key());
    } catch (IOException e) {
      throw SwiftFailures.ofBlob("listing " + this, e);
    }
  }

  private HttpResponse<byte[]> ask(
      String doing, String key, UnaryOperator<HttpRequest.Builder> method) throws BlobException {
    return ask(doing, key, "", MOST_ERROR_BYTES, method);
  }

  private HttpResponse<byte[]> ask(
      String doing,
      String key,
      String query,
      int mostBytes,
      UnaryOperator<HttpRequest.Builder> method)
      throws BlobException {
    try {
      return client.ask(new Target(name, key), query, mostBytes, method);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlobException.Transient(context(doing, key) + ": interrupted", Duration.ZERO, e);
    } catch (IOException e) {
      throw SwiftFailures.ofBlob(context(doing, key), e);
    }
  }

  private BlobException failure(String doing, String key, HttpResponse<byte[]> answer) {
    return SwiftFailures.ofBlob(context(doing, key), answer.statusCode());
  }

  private String context(String doing, String key) {
    return doing + " " + (key.isEmpty() ? "" : key + " in ") + this;
  }

  @Override
  public String toString() {
    return "container " + name + " of " + client.whose();
  }

  @Override
  public void close() {
    client.close();
  }
}
