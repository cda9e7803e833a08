package dev.vitrine.images.access;

import dev.vitrine.images.policy.Facts;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What check strings may ask about a caller. Whether the caller is an administrator is not among
/// it, for that is an answer of the policy.
record Credentials(Caller caller) implements Facts {
  private static final Set<String> NAMES =
      Set.of(
          "user_id",
          "user_domain_id",
          "project_id",
          "project_domain_id",
          "domain_id",
          "system_scope",
          "roles",
          "is_admin_project",
          "service_user_id",
          "service_user_domain_id",
          "service_project_id",
          "service_project_domain_id",
          "service_roles");

  @Override
  public Set<String> names() {
    return NAMES;
  }

  @Override
  public @Nullable Object get(String name) {
    Caller.Origin origin = caller.origin();
    return switch (name) {
      case "user_id", "user" -> caller.user();
      case "project_id", "tenant" -> caller.project();
      case "roles" -> List.copyOf(caller.roles());
      case "user_domain_id" -> origin.userDomain();
      case "project_domain_id" -> origin.projectDomain();
      case "domain_id" -> origin.domain();
      case "system_scope" -> origin.scope() == Caller.Scope.SYSTEM ? "all" : null;
      case "is_admin_project" -> origin.adminProject();
      default -> origin.service() == null ? null : ofService(name, origin.service());
    };
  }

  private static @Nullable Object ofService(String name, Caller.Service service) {
    return switch (name) {
      case "service_user_id" -> service.user();
      case "service_user_domain_id" -> service.userDomain();
      case "service_project_id" -> service.project();
      case "service_project_domain_id" -> service.projectDomain();
      case "service_roles" -> List.copyOf(service.roles());
      default -> null;
    };
  }
}
