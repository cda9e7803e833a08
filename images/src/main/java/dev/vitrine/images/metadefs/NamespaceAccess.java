package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.NamespaceDocument;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Refusal;

/// The gates before every use case, in this order:
///
/// 1. **Does the namespace show itself to the caller?** Not configurable. If not, it does not exist
///    for them.
/// 2. **Does the [Policy] allow the action?** If not, the caller is told so, unless the policy
///    would not even let them get the namespace: then again it does not exist.
///
/// What does not exist and what must not be known is refused in the same words. Thread-safe.
final class NamespaceAccess {
  private final Catalog catalog;
  private final Policy policy;

  NamespaceAccess(Catalog catalog, Policy policy) {
    this.catalog = catalog;
    this.policy = policy;
  }

  /// The namespace, if it passes both gates.
  NamespaceDocument find(Caller caller, String name, Action... actions) throws Refusal {
    NamespaceDocument document =
        catalog
            .namespace(name)
            .filter(found -> shows(caller, found.namespace()))
            .orElseThrow(() -> notFound(name));
    for (Action action : actions) {
      require(caller, action, document.namespace());
    }
    return document;
  }

  /// Whether the namespace shows itself to somebody who names it.
  boolean shows(Caller caller, Namespace namespace) {
    return caller.admin()
        || namespace.owner() == null
        || namespace.isPublic()
        || namespace.owner().equals(caller.project());
  }

  /// Whether the namespace is in the caller's lists. One without an owner is in nobody's unless it
  /// is public.
  boolean lists(Caller caller, Namespace namespace) {
    return caller.admin()
        || namespace.isPublic()
        || (caller.project() != null && caller.project().equals(namespace.owner()));
  }

  boolean may(Caller caller, Action action, Namespace namespace) {
    return policy.allows(caller, action, target(namespace));
  }

  private void require(Caller caller, Action action, Namespace namespace) throws Refusal {
    if (may(caller, action, namespace)) {
      return;
    }
    throw may(caller, Action.GET_METADEF_NAMESPACE, namespace)
        ? forbidden(action)
        : notFound(namespace.name());
  }

  /// The second gate for what is about no namespace that is there: lists, and what is to be made.
  void requireInGeneral(Caller caller, Action action) throws Refusal {
    Policy.Target target = new Policy.Target.Listing();
    if (policy.allows(caller, action, target)) {
      return;
    }
    throw policy.allows(caller, Action.GET_METADEF_NAMESPACE, target)
        ? forbidden(action)
        : new Refusal.NotFound("The resource could not be found.");
  }

  private static Policy.Target target(Namespace namespace) {
    NamespaceVisibility visibility =
        namespace.isPublic() ? NamespaceVisibility.PUBLIC : NamespaceVisibility.PRIVATE;
    return new Policy.Target.Definition(namespace.owner(), visibility.text());
  }

  static Refusal.NotFound notFound(String name) {
    return new Refusal.NotFound("Metadata definition namespace=" + name + " was not found.");
  }

  private static Refusal.Forbidden forbidden(Action action) {
    return new Refusal.Forbidden(
        "You are not authorized to complete " + action.ruleName() + " action.");
  }
}
