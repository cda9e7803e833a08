package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Visibility;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who may do what. Asked once for each action of a use case, after the image has shown itself to
/// the caller at all. Thread-safe and quick: asked for every image of a list.
@FunctionalInterface
public interface Policy {

  boolean allows(Caller caller, Action action, Target target);

  /// What a policy decides about, by the names that operators know from `policy.yaml`.
  enum Action {
    ADD_IMAGE,
    GET_IMAGE,
    GET_IMAGES,
    MODIFY_IMAGE,
    PUBLICIZE_IMAGE,
    COMMUNITIZE_IMAGE,
    DELETE_IMAGE,
    UPLOAD_IMAGE,
    DOWNLOAD_IMAGE,
    DOWNLOAD_FROM_STORE,
    DEACTIVATE,
    REACTIVATE,
    ADD_MEMBER,
    GET_MEMBER,
    GET_MEMBERS,
    MODIFY_MEMBER,
    DELETE_MEMBER,
    TASKS_API_ACCESS,
    GET_TASK,
    GET_TASKS,
    ADD_TASK,
    CACHE_LIST,
    CACHE_IMAGE,
    CACHE_DELETE,
    CACHE_CLEAN,
    CACHE_PRUNE,
    LIST_CACHED_NODES;

    /// The rule's name in a policy file.
    public String ruleName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What the action would touch.
  sealed interface Target {

    /// An image that is there.
    ///
    /// @param sharedWithCaller whether the caller's project is a member of it
    record Existing(Image image, boolean sharedWithCaller) implements Target {}

    /// An image that is to be made.
    record Proposed(@Nullable String owner, Visibility visibility) implements Target {}

    /// The caller's view of all images.
    record Listing() implements Target {}

    /// The service itself rather than an image: its tasks, its cache.
    record Service() implements Target {}
  }

  /// The rules that hold when the operator writes none.
  static Policy defaults() {
    return new DefaultPolicy();
  }
}
