package dev.vitrine.images.access;

/// The check strings that several default rules share, as an operator would write them.
final class DefaultChecks {
  static final String ADMIN = "rule:context_is_admin";

  static final String SERVICE = "rule:service_api";

  static final String DEFINITIONS_ADMIN = "rule:metadef_admin";

  private static final String OF_PROJECT = "project_id:%(project_id)s";

  static final String MEMBER_OF_PROJECT = "role:member and " + OF_PROJECT;

  static final String ADMIN_OR_MEMBER = ADMIN + " or (" + MEMBER_OF_PROJECT + ")";

  static final String ADMIN_OR_READER = ADMIN + " or (role:reader and " + OF_PROJECT + ")";

  private static final String SHOWN =
      "("
          + OF_PROJECT
          + " or project_id:%(member_id)s or 'community':%(visibility)s"
          + " or 'public':%(visibility)s or 'shared':%(visibility)s)";

  static final String ADMIN_OR_SHOWN_TO_READER = ADMIN + " or (role:reader and " + SHOWN + ")";

  static final String ADMIN_OR_SHOWN_TO_MEMBER = ADMIN + " or (role:member and " + SHOWN + ")";

  static final String ADMIN_OR_SHARING =
      ADMIN + " or role:reader and (" + OF_PROJECT + " or project_id:%(member_id)s)";

  static final String ADMIN_OR_DEFINITION_SHOWN =
      ADMIN + " or (role:reader and (" + OF_PROJECT + " or 'public':%(visibility)s))";

  // What rules said before they knew roles; see Action#formerCheck.

  static final String FORMERLY_ANYBODY = "rule:default";

  static final String FORMERLY_METADEF = "rule:metadef_default";

  static final String FORMERLY_CACHE = "rule:manage_image_cache";

  private DefaultChecks() {}
}
