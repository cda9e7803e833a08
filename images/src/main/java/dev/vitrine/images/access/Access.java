package dev.vitrine.images.access;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import org.jspecify.annotations.Nullable;

/// The gates before every use case, in this order:
///
/// 1. **Does the image show itself to the caller?** Not configurable. If not, it does not exist for
///    them.
/// 2. **Does the [Policy] allow the action?** If not, the caller is told so, unless the policy
///    would not even let them get the image: then again it does not exist.
/// 3. **Does the caller own what they change?** Only where the policy is [Policy#ownersOnly];
///    otherwise its rules say that themselves.
///
/// Thread-safe.
public final class Access {
  private final Catalog catalog;
  private final Policy policy;

  public Access(Catalog catalog, Policy policy) {
    this.catalog = catalog;
    this.policy = policy;
  }

  /// The image as the first gate shows it.
  public Versioned<Image> find(Caller caller, String id) throws Refusal.NotFound {
    Versioned<Image> image = catalog.image(id).orElseThrow(() -> notFound(id));
    if (!shows(caller, image.value())) {
      throw withheld(id);
    }
    return image;
  }

  /// Whether the image shows itself to the caller, listed or not.
  public boolean shows(Caller caller, Image image) {
    if (!image.status().visible()) {
      return false;
    }
    return caller.admin()
        || image.visibility() == Visibility.PUBLIC
        || image.visibility() == Visibility.COMMUNITY
        || image.owner() == null
        || owns(caller, image)
        || (image.visibility() == Visibility.SHARED && isMember(caller, image));
  }

  /// The second gate.
  public void require(Caller caller, Policy.Action action, Image image) throws Refusal {
    if (!policy.allows(caller, action, target(caller, image))) {
      throw denied(caller, action, image);
    }
  }

  /// The second gate for what concerns one member of an image, be it there or wanted.
  public void require(Caller caller, Policy.Action action, Image image, String member)
      throws Refusal {
    if (!policy.allows(caller, action, new Policy.Target.Membership(image, member))) {
      throw denied(caller, action, image);
    }
  }

  private Refusal denied(Caller caller, Policy.Action action, Image image) {
    boolean known = action != Policy.Action.GET_IMAGE && mayGet(caller, image);
    return known ? forbidden(action) : withheld(image.id());
  }

  /// The third gate.
  public void requireOwnership(Caller caller, Image image) throws Refusal.Forbidden {
    if (policy.ownersOnly() && !caller.admin() && !owns(caller, image)) {
      throw new Refusal.Forbidden("You do not own this image.");
    }
  }

  /// The second gate for an image of a list that was found already.
  public boolean mayGet(Caller caller, Image image) {
    return policy.allows(caller, Policy.Action.GET_IMAGE, target(caller, image));
  }

  /// The second gate for a member of a list.
  public boolean mayGetMember(Caller caller, Image image, String member) {
    return policy.allows(
        caller, Policy.Action.GET_MEMBER, new Policy.Target.Membership(image, member));
  }

  /// The second gate for what is about no image.
  public void require(Caller caller, Policy.Action action, Policy.Target target)
      throws Refusal.Forbidden {
    if (!policy.allows(caller, action, target)) {
      throw forbidden(action);
    }
  }

  public void requireListing(Caller caller) throws Refusal.Forbidden {
    if (!policy.allows(caller, Policy.Action.GET_IMAGES, new Policy.Target.Listing())) {
      throw forbidden(Policy.Action.GET_IMAGES);
    }
  }

  /// The second and the third gate for an image that is to be made.
  public void requireCreation(Caller caller, @Nullable String owner, Visibility visibility)
      throws Refusal.Forbidden {
    Policy.Target target = new Policy.Target.Proposed(owner, visibility);
    boolean foreign = !caller.admin() && (owner == null || !owner.equals(caller.project()));
    if (!policy.allows(caller, Policy.Action.ADD_IMAGE, target)
        || (foreign && policy.ownersOnly())) {
      throw foreign && owner != null
          ? new Refusal.Forbidden(
              "You are not permitted to create images owned by '" + owner + "'.")
          : forbidden(Policy.Action.ADD_IMAGE);
    }
    if (visibility == Visibility.PUBLIC
        && !policy.allows(caller, Policy.Action.PUBLICIZE_IMAGE, target)) {
      throw forbidden(Policy.Action.PUBLICIZE_IMAGE);
    }
    if (visibility == Visibility.COMMUNITY
        && !policy.allows(caller, Policy.Action.COMMUNITIZE_IMAGE, target)) {
      throw forbidden(Policy.Action.COMMUNITIZE_IMAGE);
    }
  }

  static Refusal.NotFound notFound(String id) {
    return new Refusal.NotFound("No image found with ID " + id);
  }

  /// What the caller cannot tell from [#notFound].
  private static Refusal.NotFound withheld(String id) {
    return new Refusal.NotFound("No image found with ID " + id, true);
  }

  private static Refusal.Forbidden forbidden(Policy.Action action) {
    return new Refusal.Forbidden(
        "You are not authorized to complete " + action.ruleName() + " action.");
  }

  private Policy.Target target(Caller caller, Image image) {
    return new Policy.Target.Existing(
        image, () -> image.visibility() == Visibility.SHARED && isMember(caller, image));
  }

  /// Whether the image is the caller's project's.
  public boolean owns(Caller caller, Image image) {
    return caller.project() != null && caller.project().equals(image.owner());
  }

  private boolean isMember(Caller caller, Image image) {
    return caller.project() != null && catalog.member(image.id(), caller.project()).isPresent();
  }
}
