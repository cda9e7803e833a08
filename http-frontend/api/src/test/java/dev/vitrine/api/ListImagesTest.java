package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /v2/images`.
class ListImagesTest {
  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void anEmptyListIsAPage() {
    assertThat(api.get("/v2/images").expect(200).text())
        .isEqualTo("{\"images\":[],\"first\":\"/v2/images\",\"schema\":\"/v2/schemas/images\"}");
  }

  @Test
  void eachImageIsItsWholeRecord() {
    String id = api.image("a");
    Answer list = api.get("/v2/images").expect(200);
    assertThat(list.images()).containsExactly(api.get("/v2/images/" + id).json());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=-1",
        "limit=abc",
        "limit=",
        "limit=1.0",
        "limit=0x1",
        "marker=",
        "marker=00000000-0000-4000-8000-000000000000",
        "marker=nonsense",
        "sort=name:up",
        "sort=foo",
        "sort=",
        "sort=name,",
        "sort=name:asc:x",
        "sort=a%20b",
        "sort_key=foo",
        "sort_key=",
        "sort_dir=",
        "sort_dir=up",
        "sort_dir=ASC",
        "sort=name&sort_dir=asc",
        "sort=name&sort_key=name",
        "sort_key=name&sort_dir=asc&sort_dir=desc",
        "sort_dir=asc&sort_dir=desc",
        "sort_key=name&sort_key=size&sort_key=id&sort_dir=asc&sort_dir=desc",
        "visibility=foo",
        "visibility=Public",
        "member_status=foo",
        "member_status=",
        "os_hidden=1",
        "os_hidden=",
        "protected=True",
        "protected=",
        "name=neq:a",
        "name=a:b",
        "name=gt:1",
        "name=in:%22a",
        "name=in:a%22b",
        "name=in:%22a%22b",
        "status=neq:active",
        "id=foo:1",
        "container_format=like:b",
        "disk_format=:x",
        "created_at=",
        "created_at=yesterday",
        "created_at=in:2024-01-01",
        "created_at=gt:",
        "created_at=2024-13-01",
        "created_at=2024-02-30",
        "updated_at=foo:2024-01-01",
        "updated_at=gt:gt:2024-01-01",
        "size_min=",
        "size_min=abc",
        "size_max=1.5",
        "foo_min=1",
        "name_max=1",
        "_min=1",
        "changes-since=2024-01-01",
        "name=%FF",
        "%FF=x",
        "tag=%C3"
      })
  void refuses(String query) {
    api.get("/v2/images?" + query).expect(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=gt:1",
        "size=",
        "min_disk=abc",
        "size=99999999999999999999",
        "owner=",
        "visibility=",
        "tags=a",
        "name=in:",
        "status=nonsense",
        "self=x",
        "properties=x",
        "locations=x",
        "members=x",
        "is_public=True",
        "checksum=none",
        "os_hash_value=eq:x",
        "limit=0",
        "kernel_id=1bea47ed-f6a9-463b-b423-14b9cca9ad27",
        "tag=",
        "name=",
        "foo",
        "a=b=c"
      })
  void findsNothingWithoutComplaint(String query) {
    api.image("a");
    Answer answer = api.get("/v2/images?" + query).expect(200);
    assertThat(answer.names()).isEmpty();
    assertThat(answer.json().members()).doesNotContainKey("next");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&&",
        "deleted=true",
        "deleted=x",
        "status=in:queued,active",
        "status=eq:queued",
        "created_at=gt:2024-01-01T00:00:00Z",
        "created_at=gte:20240101T000000Z",
        "updated_at=neq:2024-01-01",
        "updated_at=lt:2999-01-01T00:00:00.5%2B02:00",
        "protected=false",
        "os_hidden=False",
        "os_hidden=FALSE",
        "size_min=-1&foo=&foo=bar2",
        "visibility=all",
        "visibility=shared",
        "member_status=pending",
        "limit=5000",
        "limit=99999999999999999999",
        "name=in:%22a%22",
        "name=x&name=a",
        "min_disk_min=0",
        "min_ram_max=5",
        "min_disk=0",
        "sort=name",
        "sort=name:,%20size:asc",
        "sort_dir=asc",
        "sort_key=name&sort_key=name",
        "sort_key=name&sort_key=size&sort_dir=asc",
        "disk_format=raw&container_format=bare",
        "container_format=in:bare,ova"
      })
  void accepts(String query) {
    api.create(
        "{\"name\":\"a\",\"foo\":\"bar2\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}");
    List<String> expected = query.startsWith("size_min") ? List.of() : List.of("a");
    assertThat(api.get("/v2/images?" + query).expect(200).names()).isEqualTo(expected);
  }

  @Test
  void findsByNameWithColonsAndCommasAndQuotes() {
    for (String name : List.of("a,b", "c", "a:b", "say \\\\\\\"hi")) {
      api.create("{\"name\":\"%s\"}".formatted(name));
    }
    assertThat(names("name=in:%22a,b%22,c")).containsExactlyInAnyOrder("a,b", "c");
    assertThat(names("name=eq:a:b")).containsExactly("a:b");
    assertThat(names("name=in:a:b,c")).containsExactlyInAnyOrder("a:b", "c");
    assertThat(names("name=a%2Cb")).containsExactly("a,b");
    assertThat(names("name=in:%22say%20%5C%22hi%22")).containsExactly("say \\\"hi");
  }

  @Test
  void findsByTagsAllOfThem() {
    api.create("{\"name\":\"1\",\"tags\":[\"a\"]}");
    api.create("{\"name\":\"2\",\"tags\":[\"a\",\"b\"]}");
    assertThat(names("tag=a&sort=name:asc")).containsExactly("1", "2");
    assertThat(names("tag=a&tag=b")).containsExactly("2");
    assertThat(names("tag=a&tag=c")).isEmpty();
  }

  @Test
  void findsByPropertiesExactly() {
    api.create("{\"name\":\"1\",\"os\":\"Debian\",\"empty\":\"\"}");
    api.create("{\"name\":\"2\",\"os\":\"debian\",\"arch\":\"gt:1\"}");
    assertThat(names("os=Debian")).containsExactly("1");
    assertThat(names("os=debian&arch=gt:1")).containsExactly("2");
    assertThat(names("os=debian&arch=arm")).isEmpty();
    assertThat(names("empty=")).containsExactly("1");
  }

  @Test
  void findsBySizeWithinBounds() {
    for (int size : new int[] {0, 5, 10}) {
      String id = api.image("size " + size);
      api.upload(id, new byte[size]).expect(204);
    }
    api.image("no data");
    assertThat(names("size_min=5&size_max=10&sort=name")).containsExactly("size 5", "size 10");
    assertThat(names("size=5")).containsExactly("size 5");
    assertThat(names("size_max=0")).containsExactly("size 0");
    assertThat(names("size_min=-99999999999999999999")).hasSize(3);
    assertThat(names("sort=size:asc")).containsExactly("no data", "size 0", "size 5", "size 10");
    assertThat(names("status=active")).hasSize(3);
  }

  @Test
  void hiddenImagesAreListedOnlyWhenAskedFor() {
    api.create("{\"name\":\"shown\"}");
    api.create("{\"name\":\"hidden\",\"os_hidden\":true}");
    assertThat(names("")).containsExactly("shown");
    assertThat(names("os_hidden=True")).containsExactly("hidden");
    assertThat(names("os_hidden=false")).containsExactly("shown");
  }

  @Test
  void theNewestComesFirstUnlessAskedOtherwise() {
    for (String name : List.of("b", "c", "a")) {
      api.create("{\"name\":\"%s\"}".formatted(name));
    }
    assertThat(names("")).containsExactly("a", "c", "b");
    assertThat(names("sort_dir=asc")).containsExactly("b", "c", "a");
    assertThat(names("sort=name:asc")).containsExactly("a", "b", "c");
    assertThat(names("sort_key=name")).containsExactly("c", "b", "a");
    assertThat(names("sort_key=status&sort_key=name&sort_dir=asc&sort_dir=desc"))
        .containsExactly("c", "b", "a");
  }

  @Test
  void tiesAreBrokenInTheDirectionThatWasGivenAlone() {
    for (String format : List.of("raw", "iso", "raw")) {
      api.create("{\"name\":\"%s\",\"disk_format\":\"%s\"}".formatted(format, format));
    }
    List<String> oldestFirst = ids("sort_dir=asc");
    assertThat(ids("sort_key=status&sort_dir=asc")).isEqualTo(oldestFirst);
    assertThat(ids("sort=status:asc")).isEqualTo(oldestFirst);
    assertThat(ids("sort=status")).isEqualTo(oldestFirst.reversed());
    assertThat(ids("sort_key=status&sort_key=container_format&sort_dir=asc&sort_dir=asc"))
        .isEqualTo(oldestFirst.reversed());
  }

  @Test
  void pagesFollowEachOther() {
    for (int i = 0; i < 5; i++) {
      api.create("{\"name\":\"%d\",\"tags\":[\"x y\"]}".formatted(i));
    }
    String link = "/v2/images?limit=2&tag=x+y&sort=name:asc";
    List<String> seen = new ArrayList<>();
    int pages = 0;
    while (link != null) {
      Answer page = api.get(link).expect(200);
      assertThat(page.string("first")).isEqualTo("/v2/images?limit=2&tag=x%20y&sort=name%3Aasc");
      seen.addAll(page.names());
      link = page.json().members().get("next") instanceof JsonText(String next) ? next : null;
      if (link != null) {
        assertThat(link).startsWith(page.string("first") + "&marker=");
      }
      pages++;
    }
    assertThat(seen).containsExactly("0", "1", "2", "3", "4");
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aFullPageHasANextEvenIfNothingFollows() {
    api.image("a");
    api.image("b");
    Answer full = api.get("/v2/images?limit=2").expect(200);
    Answer empty = api.get(full.string("next")).expect(200);
    assertThat(empty.names()).isEmpty();
    assertThat(empty.json().members()).doesNotContainKey("next");
    assertThat(empty.string("first")).isEqualTo("/v2/images?limit=2");
  }

  @Test
  void linksKeepEveryParameterExceptTheMarker() {
    String id = api.image("a");
    assertThat(api.get("/v2/images?tag=x&tag=y&marker=" + id + "&a=%26%3D%C3%A4").string("first"))
        .isEqualTo("/v2/images?tag=x&tag=y&a=%26%3D%C3%A4");
  }

  @Test
  void aPageHasNoMoreThanTheDefaultAndTheMaximum() {
    for (int i = 0; i < 30; i++) {
      api.create("{}");
    }
    Answer page = api.get("/v2/images").expect(200);
    assertThat(page.images()).hasSize(25);
    assertThat(page.string("first")).isEqualTo("/v2/images");
    assertThat(page.string("next")).startsWith("/v2/images?marker=");
    assertThat(api.get("/v2/images?limit=28").images()).hasSize(28);
  }

  @Test
  void theMarkerMustBeSeen() {
    String hidden = api.create("{\"visibility\":\"private\"}", "X-Caller", "p1");
    api.get("/v2/images?marker=" + hidden, "X-Caller", "p1").expect(200);
    api.get("/v2/images?marker=" + hidden, "X-Caller", "p2").expect(403);
    api.delete("/v2/images/" + hidden).expect(204);
    api.get("/v2/images?marker=" + hidden, "X-Caller", "p1").expect(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                     | public own-community own-private own-shared",
        "visibility=all       | public own-community own-private own-shared foreign-community",
        "visibility=public    | public",
        "visibility=community | own-community foreign-community",
        "visibility=private   | own-private",
        "visibility=shared    | own-shared",
        "owner=p2             | ''",
        "owner=p2&visibility=all | foreign-community",
      })
  void aProjectSeesWhatTheScopeSays(String query, String expected) {
    for (String visibility : List.of("community", "private", "shared")) {
      api.create(visible("own-" + visibility, visibility, "p1"));
      api.create(visible("foreign-" + visibility, visibility, "p2"));
    }
    api.create(visible("public", "public", "operations"));
    List<String> names =
        api.get("/v2/images?" + (query == null ? "" : query), "X-Caller", "p1").expect(200).names();
    assertThat(names)
        .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" ", -1));
  }

  private static String visible(String name, String visibility, String owner) {
    return "{\"name\":\"%s\",\"visibility\":\"%s\",\"owner\":\"%s\"}"
        .formatted(name, visibility, owner);
  }

  private List<String> names(String query) {
    return api.get("/v2/images?" + query).expect(200).names();
  }

  private List<String> ids(String query) {
    return api.get("/v2/images?" + query).expect(200).images().stream()
        .map(JsonObject::members)
        .map(members -> String.valueOf(members.get("id")))
        .toList();
  }
}
