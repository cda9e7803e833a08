package dev.vitrine.backend.swift;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.swift.SwiftClient.Target;
import dev.vitrine.backend.wire.Download;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done with objects of one account that images consist of. Thread-safe.
final class SwiftObjects implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SwiftObjects.class);
  private static final String MANIFEST = "X-Object-Manifest";

  private final SwiftClient client;
  private final boolean createContainer;

  /// Takes the client over.
  SwiftObjects(SwiftClient client, boolean createContainer) {
    this.client = client;
    this.createContainer = createContainer;
  }

  static String noContainer(String name) {
    return "the container "
        + name
        + " does not exist in Swift; swift_store_create_container_on_put lets it be made";
  }

  private interface Call<T> {
    T run() throws IOException, InterruptedException;
  }

  private static <T> T translated(String doing, Target target, Call<T> call)
      throws ImageStoreException, InterruptedException {
    try {
      return call.run();
    } catch (IOException e) {
      throw SwiftFailures.ofImage(doing + " " + target, e);
    }
  }

  /// The object's length as announced. Throws [ImageStoreException.NotFound] when it is not there.
  OptionalLong length(Target target) throws ImageStoreException, InterruptedException {
    HttpResponse<byte[]> answer = head(target);
    if (answer.statusCode() / 100 != 2) {
      throw SwiftFailures.ofImage("looking for " + target, answer.statusCode());
    }
    return answer.headers().firstValueAsLong("Content-Length");
  }

  /// Throws [ImageStoreException.Exists] when it is there.
  void requireAbsent(Target target) throws ImageStoreException, InterruptedException {
    if (head(target).statusCode() / 100 == 2) {
      throw new ImageStoreException.Exists(target + " is there already");
    }
  }

  HttpResponse<byte[]> head(Target target) throws ImageStoreException, InterruptedException {
    return translated("looking for", target, () -> client.ask(target, HttpRequest.Builder::HEAD));
  }

  /// How the container answers. Not by `HEAD`: a container's answer to that has a length with a
  /// status that has no body, which the client does not take.
  int statusOf(Target container) throws ImageStoreException, InterruptedException {
    return translated(
            "looking for",
            container,
            () ->
                client.ask(
                    container, "?limit=1", SwiftListing.MOST_BYTES, HttpRequest.Builder::GET))
        .statusCode();
  }

  Download read(Target target, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    UnaryOperator<HttpRequest.Builder> method =
        lengthBytes == 0
            ? HttpRequest.Builder::HEAD
            : request ->
                request.header("Range", "bytes=" + offset + "-" + (offset + lengthBytes - 1)).GET();
    return translated("reading", target, () -> client.download(target, method));
  }

  /// Makes ready to write an object.
  ///
  /// @param onlyNew whether that fails where one is there; otherwise it is replaced
  SwiftUpload upload(Target target, OptionalLong lengthBytes, boolean onlyNew) {
    return new SwiftUpload(this, client, target, lengthBytes, onlyNew);
  }

  /// Writes an empty object, unless one is there.
  ///
  /// @param segments what the names of the segments begin with that it stands for; empty when it is
  ///   just empty
  void putEmpty(Target target, Optional<Target> segments)
      throws ImageStoreException, InterruptedException {
    UnaryOperator<HttpRequest.Builder> put =
        request -> {
          segments.ifPresent(prefix -> request.header(MANIFEST, prefix.path().substring(1)));
          return request.header("If-None-Match", "*").PUT(BodyPublishers.noBody());
        };
    HttpResponse<byte[]> answer = translated("writing", target, () -> client.ask(target, put));
    if (answer.statusCode() == 404) {
      makeContainer(target.container());
      answer = translated("writing", target, () -> client.ask(target, put));
    }
    if (answer.statusCode() / 100 != 2) {
      throw SwiftFailures.ofImage("writing " + target, answer.statusCode());
    }
  }

  /// Makes a container, if that is wanted.
  void makeContainer(String name) throws ImageStoreException, InterruptedException {
    if (!createContainer) {
      throw new ImageStoreException.Denied(noContainer(name), null);
    }
    Target target = Target.of(name);
    HttpResponse<byte[]> answer =
        translated(
            "making",
            target,
            () -> client.ask(target, request -> request.PUT(BodyPublishers.noBody())));
    if (answer.statusCode() / 100 != 2) {
      throw SwiftFailures.ofImage("making " + target, answer.statusCode());
    }
  }

  /// Removes an image: its segments, whole or left by a writer that nobody ended, then the object.
  void remove(Target image) throws ImageStoreException, InterruptedException {
    HttpResponse<byte[]> answer = head(image);
    boolean there = answer.statusCode() / 100 == 2;
    if (!there && answer.statusCode() != 404) {
      throw SwiftFailures.ofImage("looking for " + image, answer.statusCode());
    }
    boolean isStatic =
        answer
            .headers()
            .firstValue("X-Static-Large-Object")
            .filter("True"::equalsIgnoreCase)
            .isPresent();
    if (there && isStatic) {
      removeObject(image, "?multipart-manifest=delete");
      return;
    }
    removeSegments(new Target(image.container(), SwiftImageWriter.segmentsPrefix(image.object())));
    Optional<Target> manifest = answer.headers().firstValue(MANIFEST).flatMap(SwiftObjects::named);
    if (manifest.isPresent()) { // others may keep segments elsewhere
      removeSegments(manifest.get());
    }
    if (there) {
      removeObject(image, "");
    } else {
      throw new ImageStoreException.NotFound(image + " is not there");
    }
  }

  /// Removes an image and the container, which is the image's own.
  void removeWithContainer(Target image) throws ImageStoreException, InterruptedException {
    boolean there = true;
    try {
      remove(image);
    } catch (ImageStoreException.NotFound e) {
      there = false;
    }
    there |= removeContainer(image);
    if (!there) {
      throw new ImageStoreException.NotFound(image + " is not there");
    }
  }

  /// Returns whether it was there. One that others put something into stays, and is theirs alone.
  private boolean removeContainer(Target image) throws ImageStoreException, InterruptedException {
    Target container = Target.of(image.container());
    int status =
        translated("removing", container, () -> client.ask(container, HttpRequest.Builder::DELETE))
            .statusCode();
    if (status == 404) {
      return false;
    }
    if (status == 409) {
      requireOfOthers(image);
      setAccess(container, "", "");
      LOG.warn("{} stays: there is more in it than the image", container);
      return true;
    }
    if (status / 100 != 2) {
      throw SwiftFailures.ofImage("removing " + container, status);
    }
    return true;
  }

  /// Throws when nothing is in the image's container that is not the image's: the container does
  /// not know yet that this is gone.
  private void requireOfOthers(Target image) throws ImageStoreException, InterruptedException {
    Target container = Target.of(image.container());
    String ours = SwiftImageWriter.segmentsPrefix(image.object());
    if (segments(container, "").stream()
        .allMatch(name -> name.equals(image.object()) || name.startsWith(ours))) {
      throw new ImageStoreException.Unavailable(
          "removing " + container + ": it does not know yet that it is empty", Duration.ZERO, null);
    }
  }

  /// Says who may read what is in the container, and who may write there.
  void setAccess(Target container, String mayRead, String mayWrite)
      throws ImageStoreException, InterruptedException {
    HttpResponse<byte[]> answer =
        translated(
            "sharing",
            container,
            () ->
                client.ask(
                    container,
                    request ->
                        request
                            .header("X-Container-Read", mayRead)
                            .header("X-Container-Write", mayWrite)
                            .POST(BodyPublishers.noBody())));
    if (answer.statusCode() / 100 != 2) {
      throw SwiftFailures.ofImage("sharing " + container, answer.statusCode());
    }
  }

  /// What a manifest says: a container, and what the names of segments begin with.
  private static Optional<Target> named(String manifest) {
    int slash = manifest.indexOf('/');
    if (slash <= 0 || slash + 1 == manifest.length()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Target(
              decoded(manifest.substring(0, slash)), decoded(manifest.substring(slash + 1))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// Removes the objects whose names begin so.
  private void removeSegments(Target prefix) throws ImageStoreException, InterruptedException {
    for (List<String> names = segments(prefix, ""); !names.isEmpty(); ) {
      for (String name : names) {
        removeSegment(new Target(prefix.container(), name));
      }
      names = segments(prefix, names.getLast());
    }
  }

  /// A segment that cannot be removed keeps no image from going; it is told of.
  void removeSegment(Target segment) throws InterruptedException {
    try {
      removeObject(segment, "");
    } catch (ImageStoreException.NotFound e) {
      LOG.debug("{} is gone already", segment);
    } catch (ImageStoreException e) {
      LOG.warn("{} is left behind: {}", segment, e.getMessage());
    }
  }

  private List<String> segments(Target prefix, String after)
      throws ImageStoreException, InterruptedException {
    Target container = Target.of(prefix.container());
    HttpResponse<byte[]> answer =
        translated(
            "listing",
            container,
            () ->
                client.ask(
                    container,
                    SwiftListing.query(prefix.object(), after),
                    SwiftListing.MOST_BYTES,
                    HttpRequest.Builder::GET));
    if (answer.statusCode() == 404) {
      return List.of();
    }
    if (answer.statusCode() / 100 != 2) {
      throw SwiftFailures.ofImage("listing " + container, answer.statusCode());
    }
    List<String> names = new ArrayList<>();
    translated("listing", container, () -> SwiftListing.read(answer.body()))
        .forEach(entry -> names.add(entry.name()));
    return names;
  }

  private void removeObject(Target target, String query)
      throws ImageStoreException, InterruptedException {
    HttpResponse<byte[]> answer =
        translated(
            "removing",
            target,
            () -> client.ask(target, query, SwiftListing.MOST_BYTES, HttpRequest.Builder::DELETE));
    if (answer.statusCode() / 100 != 2) {
      throw SwiftFailures.ofImage("removing " + target, answer.statusCode());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
