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
      case ADD_IMAGE, MODIFY_IMAGE, COMMUNITIZE_IMAGE, DELETE_IMAGE, UPLOAD_IMAGE ->
          caller.roles().contains(MEMBER) && owns(caller, target);
      case PUBLICIZE_IMAGE -> false;
      case GET_IMAGES -> caller.roles().contains(READER) && owns(caller, target);
      case GET_IMAGE -> caller.roles().contains(READER) && sees(caller, target);
      case DOWNLOAD_IMAGE -> caller.roles().contains(MEMBER) && sees(caller, target);
    };
  }

  private static boolean owns(Caller caller, Target target) {
    String project = caller.project();
    return project != null
        && switch (target) {
          case Target.Existing existing -> project.equals(existing.image().owner());
          case Target.Proposed proposed -> project.equals(proposed.owner());
          case Target.Listing() -> true;
        };
  }

  private static boolean sees(Caller caller, Target target) {
    return owns(caller, target)
        || (target instanceof Target.Existing(Image image, boolean shared)
            && (shared || image.visibility() != Visibility.PRIVATE));
  }
}
