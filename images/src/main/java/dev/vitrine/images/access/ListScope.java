package dev.vitrine.images.access;

import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller sees in a list, as a filter. Lists are narrower than looking an image up by its
/// id: a community image of others is listed only when asked for, and an image without an owner
/// only when it is public or community.
public final class ListScope {
  private static final Filter EVERYTHING = new Filter.And(List.of());
  private static final Filter NOTHING = new Filter.Or(List.of());

  private ListScope() {}

  public static Filter of(Caller caller, ListRequest.Scope scope, Set<String> memberStatuses) {
    return caller.admin()
        ? ofAdministrator(caller.project(), scope)
        : ofProject(caller.project(), scope, memberStatuses);
  }

  private static Filter ofAdministrator(@Nullable String project, ListRequest.Scope scope) {
    return switch (scope) {
      case ListRequest.Scope.Default() ->
          new Filter.Or(List.of(new Filter.Not(is(Visibility.COMMUNITY)), ownedBy(project)));
      case ListRequest.Scope.All() -> EVERYTHING;
      case ListRequest.Scope.Only(Visibility visibility) -> is(visibility);
    };
  }

  private static Filter ofProject(
      @Nullable String project, ListRequest.Scope scope, Set<String> memberStatuses) {
    Filter own = ownedBy(project);
    Filter sharedByOthers =
        project == null ? NOTHING : new Filter.SharedWith(project, memberStatuses);
    return switch (scope) {
      case ListRequest.Scope.Default() ->
          new Filter.Or(List.of(is(Visibility.PUBLIC), own, sharedByOthers));
      case ListRequest.Scope.All() ->
          new Filter.Or(
              List.of(is(Visibility.PUBLIC), is(Visibility.COMMUNITY), own, sharedByOthers));
      case ListRequest.Scope.Only only ->
          switch (only.visibility()) {
            case PUBLIC, COMMUNITY -> is(only.visibility());
            case PRIVATE -> new Filter.And(List.of(is(only.visibility()), own));
            case SHARED ->
                new Filter.Or(
                    List.of(new Filter.And(List.of(is(only.visibility()), own)), sharedByOthers));
          };
    };
  }

  private static Filter is(Visibility visibility) {
    return new Filter.TextIn(Filter.TextField.VISIBILITY, Set.of(visibility.text()));
  }

  private static Filter ownedBy(@Nullable String project) {
    return project == null ? NOTHING : new Filter.TextIn(Filter.TextField.OWNER, Set.of(project));
  }
}
