"""Paths, methods and media types that exist, and those that do not; schemas; versions; errors in every form."""

from pairs.records import UUID
from pairs.wire import Request, Unjudged, json_request

BELOW_AN_IMAGE = ("", "/file", "/stage", "/import", "/members", "/members/somebody", "/tags/old", "/tags/new", "/tags", "/actions/deactivate", "/actions/explode",
                  "/locations", "/tasks", "/", "/nothing")
ELSEWHERE = ("/v2/images", "/v2/schemas/image", "/v2/schemas/images", "/v2/schemas/member", "/v2/schemas/members", "/v2/schemas/task", "/v2/schemas/tasks",
             "/v2/schemas/nothing", "/v2/schemas", "/v2/tasks", "/v2/tasks/" + UUID, "/v2/info/import", "/v2/info/stores", "/v2/info/stores/detail",
             "/v2/info/usage", "/v2/cache", "/v2/cache/" + UUID, "/v2/nothing", "/v2/images/", "/v2/schemas/image/", "/v2//images", "//v2/images", "/v2/./images")
VERSIONS = ("/", "/versions", "/versions/", "/versions/1", "/versions/x/y", "/v1", "/v1/images", "/v2", "/v2/", "/v2.0", "/v2.0/images", "/v2.3/images", "/v2.9/images",
            "/v2.15/images", "/v2.99", "/v2.99/images", "/v3", "/v10", "/va.1/images", "/images", "/V2/images", "/healthcheck", "/v2.5/", "/v2.16/images", "/v2.8/images")
METHODS = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


def routes(world):
    image = world.image_id()
    path = f"/v2/images/{image}"
    yield Unjudged(json_request("POST", "/v2/images", {"id": image, "tags": ["old"]}))
    for below in BELOW_AN_IMAGE:
        for method in ("GET", *world.some(METHODS, 3, 4)):
            # What would succeed is asked elsewhere; here it would change what the next requests stand on.
            if (method, below) not in (("DELETE", ""), ("PUT", "/tags/new"), ("DELETE", "/tags/old"), ("PUT", "/tags/old"), ("PUT", "/file"), ("PUT", "/stage")):
                yield Request(method, path + below)
    for method in ("GET", "DELETE"):
        for below in ("", "/members", "/tags/old", "/file"):
            if method == "GET" or below != "/file":
                yield Request(method, path + below, {"Content-Type": "application/json"}, b"{}")
    yield Unjudged(Request("DELETE", path))
    for where in ELSEWHERE:
        for method in ("GET", *world.some(METHODS, 3, 4)):
            if (method, where) not in (("POST", "/v2/images"), ("POST", "/v2/tasks")):
                yield Request(method, where)
    for where in VERSIONS:
        for method in ("GET", *world.some(METHODS, 0, 1)):
            yield Request(method, where)
    for name in ("image", "images", "member", "members", "task", "tasks"):
        yield Request("GET", f"/v2/schemas/{name}", {"Content-Type": "application/json"}, b"{}")
    yield Request("GET", "/images", accept="application/vnd.openstack.images-v2.3")
    yield Request("GET", "/images", accept="application/vnd.openstack.images-v9")
    yield from _errors()


def _errors():
    """One error of each kind in each form that a client may ask for."""
    accepts = ("application/json", "text/html", "*/*", "text/plain", "application/xml", "application/json, text/html", "text/html;q=0.1, application/json", "", None)
    for accept in accepts:
        yield Request("GET", "/v2/images/no-such-image", accept=accept)
    for accept in ("application/json", "*/*", None):
        yield Request("GET", "/v2/images?limit=x", accept=accept)
        yield Request("GET", "/v2/nothing", accept=accept)
        yield Request("HEAD", "/v2/images", accept=accept)
        yield json_request("POST", "/v2/images", {"status": "active"}, accept=accept)
        yield Request("PATCH", "/v2/images/no-such-image", {"Content-Type": "text/plain"}, b"[]", accept=accept)
    for given in ("mine", "req-mine", "req-" + UUID, "x" * 60):
        yield Request("GET", "/v2/images?limit=0", {"X-Openstack-Request-Id": given})
