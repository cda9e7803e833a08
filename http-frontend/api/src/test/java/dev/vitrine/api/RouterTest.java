package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.Router.Body;
import dev.vitrine.api.Router.Match;
import dev.vitrine.http.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Action NOTHING = _ -> Response.empty(204);

  private final Router router =
      Router.builder()
          .route("GET", "/a", Body.TAKEN, NOTHING)
          .route("DELETE", "/a/{x}", Body.TAKEN, NOTHING)
          .route("PUT", "/a/{x}", Body.TAKEN, NOTHING)
          .route("POST", "/a/clean", Body.TAKEN, NOTHING)
          .route("GET", "/a/{x}/b/{y}", Body.TAKEN, NOTHING)
          .build();

  @Test
  void bindsParametersByName() {
    assertThat(router.match("GET", List.of("a", "1", "b", "2")))
        .isInstanceOfSatisfying(
            Match.Found.class,
            found -> {
              assertThat(found.route().template()).isEqualTo("/a/{x}/b/{y}");
              assertThat(found.parameters()).isEqualTo(Map.of("x", "1", "y", "2"));
            });
  }

  @Test
  void namesTheMethodsInTheOrderOfTheTable() {
    assertThat(router.match("GET", List.of("a", "1")))
        .isEqualTo(new Match.WrongMethod("/a/{x}", List.of("DELETE", "PUT")));
  }

  @Test
  void aLiteralWinsOverAParameter() {
    assertThat(router.match("DELETE", List.of("a", "clean")))
        .isEqualTo(new Match.WrongMethod("/a/clean", List.of("POST")));
  }

  @Test
  void aParameterIsNeitherEmptyNorHasSlashes() {
    assertThat(router.match("PUT", List.of("a", ""))).isEqualTo(new Match.NoPath(true));
    assertThat(router.match("PUT", List.of("a", "x/y"))).isEqualTo(new Match.NoPath(true));
  }

  @Test
  void halfATemplateIsNoPath() {
    assertThat(router.match("GET", List.of("a", "1", "b"))).isEqualTo(new Match.NoPath(true));
    assertThat(router.match("BREW", List.of("a", "1", "b"))).isEqualTo(new Match.NoPath(false));
  }

  @Test
  void oneRouteHasOneAction() {
    assertThatThrownBy(() ->
            Router.builder()
                .route("GET", "/a", Body.TAKEN, NOTHING)
                .route("GET", "/a", Body.TAKEN, NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            Router.builder()
                .route("GET", "/{a}", Body.TAKEN, NOTHING)
                .route("PUT", "/{b}", Body.TAKEN, NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void decodesAPathSegmentBySegment() throws Problem {
    assertThat(Router.segments("/v2/a%2Fb/%C3%A4//")).containsExactly("v2", "a/b", "ä", "", "");
  }
}
