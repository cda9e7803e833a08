package dev.vitrine.images.access;

import static dev.vitrine.images.access.DefaultChecks.ADMIN;
import static dev.vitrine.images.access.DefaultChecks.ADMIN_OR_DEFINITION_SHOWN;
import static dev.vitrine.images.access.DefaultChecks.ADMIN_OR_MEMBER;
import static dev.vitrine.images.access.DefaultChecks.ADMIN_OR_READER;
import static dev.vitrine.images.access.DefaultChecks.ADMIN_OR_SHARING;
import static dev.vitrine.images.access.DefaultChecks.ADMIN_OR_SHOWN_TO_MEMBER;
import static dev.vitrine.images.access.DefaultChecks.ADMIN_OR_SHOWN_TO_READER;
import static dev.vitrine.images.access.DefaultChecks.DEFINITIONS_ADMIN;
import static dev.vitrine.images.access.DefaultChecks.FORMERLY_ANYBODY;
import static dev.vitrine.images.access.DefaultChecks.FORMERLY_CACHE;
import static dev.vitrine.images.access.DefaultChecks.FORMERLY_METADEF;
import static dev.vitrine.images.access.DefaultChecks.MEMBER_OF_PROJECT;
import static dev.vitrine.images.access.DefaultChecks.SERVICE;

import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.policy.PolicyFileException;
import dev.vitrine.images.policy.PolicyFiles;
import dev.vitrine.images.policy.RemoteCheck;
import dev.vitrine.images.policy.RuleBook;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Who may do what. Asked once for each action of a use case, after the image has shown itself to
/// the caller at all. Thread-safe and quick: asked for every image of a list.
@FunctionalInterface
public interface Policy {

  boolean allows(Caller caller, Action action, Target target);

  /// Whether, besides, only its owner (or an administrator) may change an image, whatever the rules
  /// say. So it was before the rules themselves said it, and so it is for who relies on the rules
  /// of then.
  default boolean ownersOnly() {
    return false;
  }

  /// Whether it may withhold an image from a caller who may list images and to whom the image shows
  /// itself. Whatever counts images without showing them asks this: yes is always safe, and takes
  /// the counts away.
  default boolean mayWithholdImages(Caller caller) {
    return true;
  }

  /// The rules that hold when the operator writes none.
  static Policy defaults() {
    try {
      return RulePolicy.of(PolicyFiles.NONE, RuleBook.Options.DEFAULTS, RemoteCheck.DENYING);
    } catch (PolicyFileException e) {
      throw new InvariantViolated("no files cannot be broken: " + e.getMessage());
    }
  }

  /// Where a token may be good for.
  enum Scopes {
    /// Whatever the token was issued for.
    ANY,
    /// Only tokens of a project, not those of a domain or of the whole system.
    PROJECT
  }

  /// What the action would touch. It gives the names that a check string may ask for.
  sealed interface Target {

    /// An image that is there.
    ///
    /// @param sharedWithCaller whether the caller's project is a member of it; most rules never
    ///   ask, and the answer has to be looked up
    record Existing(Image image, BooleanSupplier sharedWithCaller) implements Target {}

    /// An image that is to be made.
    record Proposed(@Nullable String owner, Visibility visibility) implements Target {}

    /// A project's membership in an image, be it there or wanted.
    ///
    /// @param member project id
    record Membership(Image image, String member) implements Target {}

    /// A namespace of metadata definitions, or anything in it.
    ///
    /// @param visibility `public` or `private`
    record Definition(@Nullable String owner, String visibility) implements Target {}

    /// A task.
    record Task(@Nullable String owner) implements Target {}

    /// The caller's view of all images, of all namespaces, of all tasks.
    record Listing() implements Target {}

    /// The service itself rather than an image: its stores, its cache.
    record Service() implements Target {}
  }

  /// The rules by the names that operators know from `policy.yaml`, with what they say as long as
  /// nobody overrides them. Most guard an operation; those that guard none are there for others to
  /// refer to.
  ///
  /// The table is that of the Image service 33 (2026), whose operators' files must mean the same
  /// here.
  enum Action {
    DEFAULT("", Scopes.ANY, null),
    CONTEXT_IS_ADMIN("role:admin", Scopes.ANY, null),
    SERVICE_API("role:service or role:admin", Scopes.ANY, null),
    ADD_IMAGE(
        ADMIN + " or (" + MEMBER_OF_PROJECT + " and project_id:%(owner)s)",
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "POST /v2/images"),
    DELETE_IMAGE(ADMIN_OR_MEMBER, Scopes.PROJECT, FORMERLY_ANYBODY, "DELETE /v2/images/{id}"),
    GET_IMAGE(ADMIN_OR_SHOWN_TO_READER, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/images/{id}"),
    GET_IMAGES(ADMIN_OR_READER, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/images"),
    MODIFY_IMAGE(
        ADMIN_OR_MEMBER,
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "PATCH /v2/images/{id}",
        "PUT /v2/images/{id}/tags/{tag}",
        "DELETE /v2/images/{id}/tags/{tag}",
        "PUT /v2/images/{id}/stage",
        "POST /v2/images/{id}/import"),
    PUBLICIZE_IMAGE(ADMIN, Scopes.PROJECT, null, "POST /v2/images", "PATCH /v2/images/{id}"),
    COMMUNITIZE_IMAGE(
        ADMIN_OR_MEMBER,
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "POST /v2/images",
        "PATCH /v2/images/{id}"),
    DOWNLOAD_IMAGE(
        ADMIN_OR_SHOWN_TO_MEMBER, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/images/{id}/file"),
    DOWNLOAD_FROM_STORE(
        ADMIN_OR_SHOWN_TO_MEMBER, Scopes.PROJECT, null, "GET /v2/images/{id}/file?prefer=…"),
    UPLOAD_IMAGE(ADMIN_OR_MEMBER, Scopes.PROJECT, FORMERLY_ANYBODY, "PUT /v2/images/{id}/file"),
    DELETE_IMAGE_LOCATION(
        ADMIN,
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "PATCH /v2/images/{id}",
        "DELETE /v2/stores/{store}/{id}"),
    GET_IMAGE_LOCATION(ADMIN_OR_READER, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/images/{id}"),
    SET_IMAGE_LOCATION(ADMIN_OR_MEMBER, Scopes.PROJECT, FORMERLY_ANYBODY, "PATCH /v2/images/{id}"),
    ADD_IMAGE_LOCATION(
        SERVICE + " or (" + MEMBER_OF_PROJECT + " and project_id:%(owner)s)",
        Scopes.PROJECT,
        null,
        "POST /v2/images/{id}/locations"),
    FETCH_IMAGE_LOCATION(SERVICE, Scopes.PROJECT, null, "GET /v2/images/{id}/locations"),
    ADD_MEMBER(ADMIN_OR_MEMBER, Scopes.PROJECT, FORMERLY_ANYBODY, "POST /v2/images/{id}/members"),
    DELETE_MEMBER(
        ADMIN_OR_MEMBER,
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "DELETE /v2/images/{id}/members/{member}"),
    GET_MEMBER(
        ADMIN_OR_SHARING, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/images/{id}/members/{member}"),
    GET_MEMBERS(ADMIN_OR_SHARING, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/images/{id}/members"),
    MODIFY_MEMBER(
        ADMIN + " or (role:member and project_id:%(member_id)s)",
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "PUT /v2/images/{id}/members/{member}"),
    MANAGE_IMAGE_CACHE(ADMIN, Scopes.PROJECT, null),
    DEACTIVATE(
        ADMIN_OR_MEMBER,
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "POST /v2/images/{id}/actions/deactivate"),
    REACTIVATE(
        ADMIN_OR_MEMBER,
        Scopes.PROJECT,
        FORMERLY_ANYBODY,
        "POST /v2/images/{id}/actions/reactivate"),
    COPY_IMAGE(ADMIN, Scopes.PROJECT, null, "POST /v2/images/{id}/import"),
    LIST_CACHED_NODES(ADMIN, Scopes.PROJECT, null, "GET /v2/cache/nodes/{id}"),
    GET_TASK(FORMERLY_ANYBODY, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/tasks/{task}"),
    GET_TASKS(FORMERLY_ANYBODY, Scopes.PROJECT, FORMERLY_ANYBODY, "GET /v2/tasks"),
    ADD_TASK(FORMERLY_ANYBODY, Scopes.PROJECT, FORMERLY_ANYBODY, "POST /v2/tasks"),
    MODIFY_TASK(FORMERLY_ANYBODY, Scopes.PROJECT, null, "DELETE /v2/tasks/{task}"),
    TASKS_API_ACCESS(
        ADMIN,
        Scopes.PROJECT,
        null,
        "GET /v2/tasks",
        "GET /v2/tasks/{task}",
        "POST /v2/tasks",
        "DELETE /v2/tasks/{task}"),
    METADEF_DEFAULT("", Scopes.ANY, null),
    METADEF_ADMIN(ADMIN, Scopes.ANY, null),
    GET_METADEF_NAMESPACE(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}"),
    GET_METADEF_NAMESPACES(
        ADMIN_OR_READER, Scopes.PROJECT, FORMERLY_METADEF, "GET /v2/metadefs/namespaces"),
    GET_METADEF_OBJECT(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}/objects/{object}"),
    GET_METADEF_OBJECTS(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}/objects"),
    LIST_METADEF_RESOURCE_TYPES(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/resource_types"),
    GET_METADEF_RESOURCE_TYPE(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}/resource_types"),
    GET_METADEF_PROPERTY(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}/properties/{property}"),
    GET_METADEF_PROPERTIES(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}/properties"),
    GET_METADEF_TAG(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}/tags/{tag}"),
    GET_METADEF_TAGS(
        ADMIN_OR_DEFINITION_SHOWN,
        Scopes.PROJECT,
        FORMERLY_METADEF,
        "GET /v2/metadefs/namespaces/{namespace}/tags"),
    ADD_METADEF_NAMESPACE(DEFINITIONS_ADMIN, Scopes.PROJECT, null, "POST /v2/metadefs/namespaces"),
    MODIFY_METADEF_NAMESPACE(
        DEFINITIONS_ADMIN, Scopes.PROJECT, null, "PUT /v2/metadefs/namespaces/{namespace}"),
    DELETE_METADEF_NAMESPACE(
        DEFINITIONS_ADMIN, Scopes.PROJECT, null, "DELETE /v2/metadefs/namespaces/{namespace}"),
    ADD_METADEF_OBJECT(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "POST /v2/metadefs/namespaces/{namespace}/objects"),
    MODIFY_METADEF_OBJECT(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "PUT /v2/metadefs/namespaces/{namespace}/objects/{object}"),
    DELETE_METADEF_OBJECT(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "DELETE /v2/metadefs/namespaces/{namespace}/objects/{object}"),
    ADD_METADEF_RESOURCE_TYPE_ASSOCIATION(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "POST /v2/metadefs/namespaces/{namespace}/resource_types"),
    REMOVE_METADEF_RESOURCE_TYPE_ASSOCIATION(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "DELETE /v2/metadefs/namespaces/{namespace}/resource_types/{name}"),
    ADD_METADEF_PROPERTY(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "POST /v2/metadefs/namespaces/{namespace}/properties"),
    MODIFY_METADEF_PROPERTY(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "PUT /v2/metadefs/namespaces/{namespace}/properties/{property}"),
    REMOVE_METADEF_PROPERTY(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "DELETE /v2/metadefs/namespaces/{namespace}/properties/{property}"),
    ADD_METADEF_TAG(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "POST /v2/metadefs/namespaces/{namespace}/tags/{tag}"),
    ADD_METADEF_TAGS(
        DEFINITIONS_ADMIN, Scopes.PROJECT, null, "POST /v2/metadefs/namespaces/{namespace}/tags"),
    MODIFY_METADEF_TAG(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "PUT /v2/metadefs/namespaces/{namespace}/tags/{tag}"),
    DELETE_METADEF_TAG(
        DEFINITIONS_ADMIN,
        Scopes.PROJECT,
        null,
        "DELETE /v2/metadefs/namespaces/{namespace}/tags/{tag}"),
    DELETE_METADEF_TAGS(
        DEFINITIONS_ADMIN, Scopes.PROJECT, null, "DELETE /v2/metadefs/namespaces/{namespace}/tags"),
    CACHE_IMAGE(ADMIN, Scopes.PROJECT, FORMERLY_CACHE, "PUT /v2/cache/{id}"),
    CACHE_LIST(ADMIN, Scopes.PROJECT, FORMERLY_CACHE, "GET /v2/cache"),
    CACHE_DELETE(
        ADMIN, Scopes.PROJECT, FORMERLY_CACHE, "DELETE /v2/cache", "DELETE /v2/cache/{id}"),
    CACHE_CLEAN(ADMIN, Scopes.PROJECT, null, "POST /v2/cache/clean"),
    CACHE_PRUNE(ADMIN, Scopes.PROJECT, null, "POST /v2/cache/prune"),
    STORES_INFO_DETAIL(
        ADMIN + " or " + SERVICE,
        Scopes.PROJECT,
        ADMIN,
        "GET /v2/info/stores/detail",
        "GET /v2/info/stores/health");

    private final String check;
    private final Scopes scopes;
    private final @Nullable String formerCheck;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> operations;

    private final String ruleName;

    Action(String check, Scopes scopes, @Nullable String formerCheck, String... operations) {
      this.ruleName = name().toLowerCase(Locale.ROOT);
      this.check = check;
      this.scopes = scopes;
      this.formerCheck = formerCheck;
      this.operations = List.of(operations);
    }

    /// The rule's name in a policy file.
    public String ruleName() {
      return ruleName;
    }

    /// The check string that holds unless a policy file has another.
    public String check() {
      return check;
    }

    public Scopes scopes() {
      return scopes;
    }

    /// What the rule said before roles were common, if it is still to be honoured where the
    /// operator has not turned to the new defaults.
    public @Nullable String formerCheck() {
      return formerCheck;
    }

    /// Method and path of the requests that it guards.
    public List<String> operations() {
      return operations;
    }
  }
}
