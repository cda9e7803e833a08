package dev.vitrine.catalog;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An import under way: what is done and what comes next, so that whoever takes over its lease can
/// go on from there. There exactly as long as the lease `import/<image id>` is. Immutable.
///
/// @param taskId the task that tells its caller how far it is
/// @param step how many steps were recorded; grows with each, so that a step whose commit was in
///   doubt is recognised
/// @param transformations what is still to be done to the staged data, in order
/// @param targets the stores that the data is still to be put into, in order
/// @param stored the stores that this import has put the data into
/// @param failed the stores that did not take it
/// @param allMustSucceed whether a store that fails ends the import
/// @param overwritten what a failure gives back to the image; null when nothing was overwritten
/// @param removedOnFailure whether the image was made for this import, and goes with it
/// @param result what the task will say when it is done: a JSON object, written down
public record ImportJob(
    String imageId,
    String taskId,
    long step,
    ImportSource source,
    List<String> transformations,
    List<String> targets,
    List<String> stored,
    List<String> failed,
    boolean allMustSucceed,
    boolean removedOnFailure,
    @Nullable Overwritten overwritten,
    String result) {
  public ImportJob {
    transformations = List.copyOf(transformations);
    targets = List.copyOf(targets);
    stored = List.copyOf(stored);
    failed = List.copyOf(failed);
  }

  /// The same after the next transformation.
  public ImportJob transformed() {
    return new ImportJob(
        imageId,
        taskId,
        step,
        source,
        transformations.subList(1, transformations.size()),
        targets,
        stored,
        failed,
        allMustSucceed,
        removedOnFailure,
        overwritten,
        result);
  }

  /// The same after a store took the data.
  public ImportJob storedIn(String store) {
    return withTargets(without(targets, store), with(stored, store), failed);
  }

  /// The same after a store did not take the data.
  public ImportJob failedIn(String store) {
    return withTargets(without(targets, store), stored, with(failed, store));
  }

  /// The same, one step later.
  public ImportJob next() {
    return new ImportJob(
        imageId,
        taskId,
        step + 1,
        source,
        transformations,
        targets,
        stored,
        failed,
        allMustSucceed,
        removedOnFailure,
        overwritten,
        result);
  }

  /// The same after the image got facts from elsewhere.
  public ImportJob overwriting(Overwritten former) {
    return new ImportJob(
        imageId,
        taskId,
        step,
        source,
        transformations,
        targets,
        stored,
        failed,
        allMustSucceed,
        removedOnFailure,
        former,
        result);
  }

  private ImportJob withTargets(List<String> left, List<String> done, List<String> refused) {
    return new ImportJob(
        imageId,
        taskId,
        step,
        source,
        transformations,
        left,
        done,
        refused,
        allMustSucceed,
        removedOnFailure,
        overwritten,
        result);
  }

  private static List<String> without(List<String> stores, String store) {
    return stores.stream().filter(other -> !other.equals(store)).toList();
  }

  private static List<String> with(List<String> stores, String store) {
    return Stream.concat(stores.stream(), Stream.of(store)).toList();
  }
}
