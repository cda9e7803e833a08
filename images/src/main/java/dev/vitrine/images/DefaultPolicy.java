package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Visibility;

/// The default rules of the Images API v2: an administrator may everything; a *member* of the
/// owning project may change what the project owns; a *reader* may see what is shown to it. The
/// roles do not imply each other here: whoever issues them does that.
final class DefaultPolicy implements Policy {
  private static final String MEMBER = "member";
  private static final String READER = "reader";

  @Override
  public boolean allows(Caller caller, Action action, Target target) {
    if (caller.admin()) {
      return true;
    }
    return switch (action) {
      case ADD_IMAGE,
          MODIFY_IMAGE,
          COMMUNITIZE_IMAGE,
          DELETE_IMAGE,
          UPLOAD_IMAGE,
          DEACTIVATE,
          REACTIVATE,
          ADD_MEMBER,
          DELETE_MEMBER ->
          caller.roles().contains(MEMBER) && owns(caller, target);
      case PUBLICIZE_IMAGE,
          TASKS_API_ACCESS,
          CACHE_LIST,
          CACHE_IMAGE,
          CACHE_DELETE,
          CACHE_CLEAN,
          CACHE_PRUNE,
          LIST_CACHED_NODES,
          ADD_METADEF_NAMESPACE,
          MODIFY_METADEF_NAMESPACE,
          DELETE_METADEF_NAMESPACE,
          ADD_METADEF_OBJECT,
          MODIFY_METADEF_OBJECT,
          DELETE_METADEF_OBJECT,
          ADD_METADEF_RESOURCE_TYPE_ASSOCIATION,
          REMOVE_METADEF_RESOURCE_TYPE_ASSOCIATION,
          ADD_METADEF_PROPERTY,
          MODIFY_METADEF_PROPERTY,
          REMOVE_METADEF_PROPERTY,
          ADD_METADEF_TAG,
          ADD_METADEF_TAGS,
          MODIFY_METADEF_TAG,
          DELETE_METADEF_TAG,
          DELETE_METADEF_TAGS ->
          false;
      // Whoever may use the tasks at all may use all of them.
      case GET_TASK, GET_TASKS, ADD_TASK -> true;
      case GET_IMAGES, GET_METADEF_NAMESPACES ->
          caller.roles().contains(READER) && owns(caller, target);
      case GET_IMAGE,
          GET_METADEF_NAMESPACE,
          GET_METADEF_OBJECT,
          GET_METADEF_OBJECTS,
          LIST_METADEF_RESOURCE_TYPES,
          GET_METADEF_RESOURCE_TYPE,
          GET_METADEF_PROPERTY,
          GET_METADEF_PROPERTIES,
          GET_METADEF_TAG,
          GET_METADEF_TAGS ->
          caller.roles().contains(READER) && sees(caller, target);
      case DOWNLOAD_IMAGE, DOWNLOAD_FROM_STORE ->
          caller.roles().contains(MEMBER) && sees(caller, target);
      case GET_MEMBER, GET_MEMBERS ->
          caller.roles().contains(READER)
              && (owns(caller, target) || isSharedWithCaller(caller, target));
      case MODIFY_MEMBER -> caller.roles().contains(MEMBER) && isSharedWithCaller(caller, target);
      default -> false;
    };
  }

  private static boolean owns(Caller caller, Target target) {
    String project = caller.project();
    return project != null
        && switch (target) {
          case Target.Existing existing -> project.equals(existing.image().owner());
          case Target.Proposed proposed -> project.equals(proposed.owner());
          case Target.Membership membership -> project.equals(membership.image().owner());
          case Target.Definition definition -> project.equals(definition.owner());
          case Target.Task task -> project.equals(task.owner());
          case Target.Listing() -> true;
          case Target.Service() -> false;
        };
  }

  /// Whether the image is shared with the caller's project.
  private static boolean isSharedWithCaller(Caller caller, Target target) {
    return switch (target) {
      case Target.Existing existing -> existing.sharedWithCaller();
      case Target.Membership membership -> membership.member().equals(caller.project());
      default -> false;
    };
  }

  private static boolean sees(Caller caller, Target target) {
    return owns(caller, target)
        || isSharedWithCaller(caller, target)
        || switch (target) {
          case Target.Existing(Image image, boolean _) -> image.visibility() != Visibility.PRIVATE;
          case Target.Definition definition -> definition.visibility().equals("public");
          case Target.Proposed _,
              Target.Membership _,
              Target.Task _,
              Target.Listing _,
              Target.Service _ ->
              false;
        };
  }
}
