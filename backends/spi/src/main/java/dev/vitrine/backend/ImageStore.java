package dev.vitrine.backend;

import java.util.OptionalLong;
import java.util.Set;

/// Keeps whole images, each as one object under a URI of its own. The contract that every
/// implementation passes is `ImageStoreContract` in the testkit.
///
/// **Thread-safe.** Calls block and are made from virtual threads. Each has a limit of time of its
/// own. An implementation never retries a whole call: that is the work of who calls.
///
/// **Failures** are [ImageStoreException]s. An interrupted caller gets an
/// [ImageStoreException.Unavailable] with the interrupt flag set again, where it does not get an
/// [InterruptedException].
///
/// **A store that is away** can be constructed, and everything but reading its options fails until
/// it is back; nothing has to be restarted.
public interface ImageStore extends AutoCloseable {

  /// What the caller may count on beyond reading.
  ///
  /// @param writes [#newWriter] works
  /// @param deletes [#delete] works
  /// @param remote calls cross a network
  /// @param inAccounts each image lies in its owner's account: [#actingFor] and [#share] count
  record Capabilities(boolean writes, boolean deletes, boolean remote, boolean inAccounts) {
    /// Of a store whose images all lie in one place of the service's own.
    public Capabilities(boolean writes, boolean deletes, boolean remote) {
      this(writes, deletes, remote, false);
    }
  }

  Capabilities capabilities();

  /// The kind as an operator writes it: `file`, `http`, `rbd`, `s3`, …
  String kind();

  /// The schemes of the URIs that this kind of store understands, in lower case.
  Set<String> schemes();

  /// Whether the URI lies where this store writes, so that an image whose store is not known (any
  /// more) may be taken for one of this store's. Never asks the store itself.
  boolean covers(ImageUri uri);

  /// The same store, asked in that name; cheap, and never to be closed. A store that has one place
  /// for all images is the same in everybody's name. Where each image lies in its owner's account,
  /// the store acts by the actor's right, and without this in the service's name.
  default ImageStore actingFor(Actor actor) {
    return this;
  }

  /// Begins an image. Whoever gets the writer ends it. Nothing is in the store before the writer's
  /// first call.
  ///
  /// Throws [ImageStoreException.Exists] when an image of that name is there already,
  /// [ImageStoreException.Full] when the announced length cannot fit,
  /// [ImageStoreException.Unsupported] when the store takes no images. Each of them may come as
  /// late as [ImageWriter#commit]. [ImageStoreException.Unidentified] may come from every call of a
  /// store whose images lie in accounts.
  ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException;

  /// The length of the image in bytes; empty when the store has the image and does not say.
  ///
  /// Throws [ImageStoreException.NotFound] when there is no such image, and
  /// [ImageStoreException.Malformed] when this cannot be one of this kind's URIs.
  OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException;

  /// Opens `lengthBytes` bytes from `offset`. The caller closes the reader.
  ///
  /// Throws [ImageStoreException.NotFound] and [ImageStoreException.Malformed] as [#length] does,
  /// and [ImageStoreException.Damaged] when the image is shorter than asked for; that one may come
  /// as late as [ImageReader#next].
  ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException;

  /// Removes the image, and what a writer that nobody ended left of it.
  ///
  /// Throws [ImageStoreException.NotFound] when it is not there (any more),
  /// [ImageStoreException.InUse] when something depends on it: then it is untouched, and
  /// [ImageStoreException.Unsupported] when nothing can be removed from this store.
  void delete(ImageUri uri) throws ImageStoreException, InterruptedException;

  /// Says who else may read an image that lies in its owner's account, in place of who might
  /// before. That is the store's own right to read: other services read there without asking us.
  ///
  /// Throws [ImageStoreException.NotFound] when the image is not there, and
  /// [ImageStoreException.Unsupported] where images lie in no accounts.
  default void share(ImageUri uri, Readers readers)
      throws ImageStoreException, InterruptedException {
    throw new ImageStoreException.Unsupported("images lie in no accounts here");
  }

  /// Looks whether the store can be used, at the cost of a small call. Never throws.
  Health health();

  @Override
  void close();
}
