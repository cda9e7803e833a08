package dev.vitrine.images.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who asks. Built by the identity in front; never by the use cases.
///
/// @param user user id; null when nobody in particular
/// @param project project id, the owner of what the caller makes; null when none
/// @param roles in lower case
/// @param admin whether the caller may see and change everything
/// @param readOnly whether the caller may change nothing, whatever the policy says
/// @param origin what else is known of where the caller comes from
/// @param proof what is shown to other services on the caller's behalf
public record Caller(
    @Nullable String user,
    @Nullable String project,
    Set<String> roles,
    boolean admin,
    boolean readOnly,
    Origin origin,
    Proof proof) {

  public Caller {
    roles = Set.copyOf(roles);
  }

  /// Somebody who can be shown to nobody else.
  public Caller(
      @Nullable String user,
      @Nullable String project,
      Set<String> roles,
      boolean admin,
      boolean readOnly,
      Origin origin) {
    this(user, project, roles, admin, readOnly, origin, Proof.NONE);
  }

  public Caller(@Nullable String user, @Nullable String project, Set<String> roles, boolean admin) {
    this(user, project, roles, admin, false, Origin.PLAIN);
  }

  /// What a caller's proof is good for.
  public enum Scope {
    PROJECT,
    DOMAIN,
    SYSTEM
  }

  /// The domains that names belong to, what the proof is good for, and the service in between.
  ///
  /// @param userDomain id
  /// @param projectDomain id
  /// @param domain id of the domain that the proof is good for, if it is for a domain
  /// @param adminProject whether the project is one of administrators, as far as is known
  /// @param service the service that asks on the caller's behalf
  public record Origin(
      @Nullable String userDomain,
      @Nullable String projectDomain,
      @Nullable String domain,
      Scope scope,
      boolean adminProject,
      @Nullable Service service) {
    public static final Origin PLAIN = new Origin(null, null, null, Scope.PROJECT, true, null);
  }

  /// A service that proved who it is.
  ///
  /// @param roles as they were issued
  public record Service(
      @Nullable String user,
      @Nullable String userDomain,
      @Nullable String project,
      @Nullable String projectDomain,
      Set<String> roles) {
    public Service {
      roles = Set.copyOf(roles);
    }
  }

  /// The caller of a service that runs without identity: may do everything, owns nothing.
  public static Caller unidentified() {
    return new Caller(null, null, Set.of("admin", "member", "reader"), true);
  }

  /// Somebody who showed nothing where that is tolerated: may look, if the policy lets nobody in
  /// particular look.
  public static Caller anonymous() {
    return new Caller(null, null, Set.of(), false, true, Origin.PLAIN);
  }

  /// The same caller, who may see and change everything or may not.
  public Caller withAdmin(boolean wanted) {
    return new Caller(user, project, roles, wanted, readOnly, origin, proof);
  }
}
