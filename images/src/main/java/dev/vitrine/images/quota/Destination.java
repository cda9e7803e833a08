package dev.vitrine.images.quota;

import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Resource;
import dev.vitrine.images.access.Policy;

/// What data that a caller sends is for, and what follows from that.
public enum Destination {
  /// The image itself: with the last byte it becomes active.
  IMAGE(
      ImageStatus.SAVING,
      Policy.Action.UPLOAD_IMAGE,
      Resource.BYTES,
      UnifiedLimits.Name.IMAGE_SIZE_TOTAL),

  /// An import that is ordered later. What the data is has to be known then, not yet.
  STAGING(
      ImageStatus.UPLOADING,
      Policy.Action.MODIFY_IMAGE,
      Resource.STAGED_BYTES,
      UnifiedLimits.Name.IMAGE_STAGE_TOTAL);

  private final ImageStatus status;
  private final Policy.Action action;
  private final Resource resource;
  private final UnifiedLimits.Name limit;

  Destination(
      ImageStatus status, Policy.Action action, Resource resource, UnifiedLimits.Name limit) {
    this.status = status;
    this.action = action;
    this.resource = resource;
    this.limit = limit;
  }

  /// What the image is while the data is on its way.
  public ImageStatus status() {
    return status;
  }

  /// What the sender must be allowed to do.
  public Policy.Action action() {
    return action;
  }

  /// What the data takes, on its way and there.
  public Resource resource() {
    return resource;
  }

  /// What bounds it where projects have limits of their own.
  UnifiedLimits.Name limit() {
    return limit;
  }
}
