package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/// The use cases of images. Thread-safe; calls block, so they belong on virtual threads.
///
/// A [dev.vitrine.catalog.registry.RegistryException] may come out of each of them: no use case can
/// go on without the registry.
@SuppressWarnings("DoNotCallSuggester")
public final class ImageService {
  private final ImageServiceOptions options;

  public ImageService(ImageServiceOptions options) {
    this.options = options;
  }

  public ImageServiceOptions options() {
    return options;
  }

  /// Registers an image without data.
  public Image create(Caller caller, NewImage wanted) throws Refusal, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public Image show(Caller caller, String id) throws Refusal {
    throw new UnsupportedOperationException();
  }

  /// A page of what the caller may see, as of a moment after every commit that came before the
  /// call.
  public ImageList list(Caller caller, ListRequest request) throws Refusal, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /// Carries out all steps, or none; returns the image as it is then.
  public Image change(Caller caller, String id, List<ImageChange> steps)
      throws Refusal, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public void delete(Caller caller, String id) throws Refusal, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /// Fills a queued image. Throws the source's [IOException] when that broke off.
  ///
  /// @param declaredBytes the length that the sender announced; zero counts as none
  public void upload(Caller caller, String id, OptionalLong declaredBytes, ByteSource source)
      throws Refusal, IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /// Opens the image's data. Nothing is held open until the reader is read.
  public Download download(Caller caller, String id) throws Refusal {
    throw new UnsupportedOperationException();
  }
}
