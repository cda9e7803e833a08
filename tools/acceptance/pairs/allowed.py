"""Differences that are meant: in which answers, and why.

glance-api 25.1 is older than the behaviour that Vitrine keeps to; where they disagree the newer one wins. The others are
defects of the original that no client can want. An entry is as narrow as its reason.
"""

import dataclasses
import re
import urllib.parse

from pairs.wire import Request


@dataclasses.dataclass(frozen=True)
class Difference:
    """One field of the two answers to a request, and both answers' statuses, glance's first."""

    request: Request
    status: tuple
    field: str
    glance: object
    vitrine: object

    @property
    def method(self):
        return self.request.method

    @property
    def path(self):
        return urllib.parse.urlsplit(self.request.path).path

    @property
    def query(self):
        return urllib.parse.parse_qsl(urllib.parse.urlsplit(self.request.path).query, keep_blank_values=True, errors="replace")

    @property
    def said(self):
        """The request's body as text."""
        return (self.request.body or b"").decode(errors="replace")

    def answered(self, *statuses):
        """Whether the answers have one of these pairs of statuses, and this field is the status or follows from it."""
        return self.status in statuses and self.field in ("status", "error code", "error title", "header Allow")


def _patch(it, *words):
    return it.method == "PATCH" and any(word in it.said for word in words)


def _sorted_by(it):
    for name, value in it.query:
        if name == "sort_key":
            yield value
        elif name == "sort":
            yield from (part.split(":")[0].strip() for part in value.split(","))


def _is_version_document(it):
    return it.field.startswith("body.versions")


NULLABLE = ("name", "size", "container_format", "disk_format")
TOO_LONG = "n" * 256
LATE = ("\"value\": -1", "2147483648", "\\ud83d", TOO_LONG)  # what the original refuses only when it saves
INTERNAL = ("\"/extra_properties", "\"/image_id", "\"/base")

ALLOWED = (
    ("25.1 does not announce the versions of the API that came after it", _is_version_document),
    ("an internal error of the original is a refusal here", lambda it: it.status[0] == 500 and 400 <= it.status[1] < 500),
    ("an internal error of the original that is no error at all here: ordinary custom properties",
     lambda it: _patch(it, *INTERNAL) and it.answered((500, 200), (404, 200), (409, 200), (403, 409), (409, 404))),
    ("of two faults of one request the other is named: what can be told from the request comes first",
     lambda it: _patch(it, *LATE, "/locations") and it.answered((409, 400), (403, 400), (400, 403))),
    ("a property name that is too long is refused like on a create", lambda it: _patch(it, TOO_LONG) and it.answered((200, 400), (409, 400))),
    ("'stores' is the service's own attribute and no custom property", lambda it: _patch(it, "\"/stores\"") and it.answered((200, 403), (409, 403))),
    ("a pointer that begins with two slashes is none", lambda it: _patch(it, "\"//") and it.answered((200, 400))),
    ("media types are written in any case (RFC 9110, 8.3.1)",
     lambda it: it.request.headers.get("Content-Type", "").isupper() and it.answered((415, 200), (415, 204))),
    ("the reason phrase of 416 is webob's own", lambda it: it.field in ("error code", "error title") and "Range Not Satisfiable" in str(it.glance)),
    ("416 says how long the data is (RFC 9110, 15.5.17)", lambda it: it.field == "header Content-Range" and str(it.vitrine).startswith("bytes */")),
    ("the last zero bytes, and a range of nothing, cannot be satisfied (RFC 9110, 14.1.2)",
     lambda it: it.request.headers.get("Range") in ("bytes=-0", "bytes=-1") and it.answered((206, 416))),
    ("text in a path is UTF-8; the original keeps its bytes as Latin-1",
     lambda it: re.search("%C3%BC|%F0%9F", it.request.path) and it.answered((404, 200), (404, 204), (204, 400), (204, 404), (404, 400)) or "Ã¼" in str(it.glance)),
    ("a project's id is text of at most 255 characters",
     lambda it: it.method == "POST" and it.path.endswith("/members") and ('{"member": 1}' in it.said or "x" * 256 in it.said) and it.answered((200, 400))),
    ("a status that does not exist is named before the image's visibility",
     lambda it: it.method == "PUT" and "/members/" in it.path and it.answered((403, 400))),
    ("a column that has no order has no bounds", lambda it: ("name_min", "1") in it.query and it.answered((200, 400))),
    ("a number has no blanks", lambda it: ("limit", " 1") in it.query and it.answered((200, 400))),
    ("pages go on after an image that has no value to sort by; the original loses or repeats images there",
     lambda it: it.path == "/v2/images" and "marker" in dict(it.query) and any(key in NULLABLE for key in _sorted_by(it)) and it.field.startswith(("body.images", "body.next"))),
    ("an empty segment is no path", lambda it: it.path.startswith("/v2//") and it.status[1] in (404, 501)),
    ("an owner that is empty text stays what it was set to", lambda it: it.field == "body.owner" and (it.glance, it.vitrine) == (None, "")),
    ("25.1 has no route for the locations of an image",
     lambda it: re.fullmatch("/v2/images/[^/]+/locations", it.path) and it.answered((404, 200), (404, 405), (404, 400), (404, 403))),
    ("only answers of the API have a request id, and a redirect to it is none",
     lambda it: it.field == "header x-openstack-request-id" and it.status == (302, 302) and it.vitrine is None),
    ("a path that is there takes its methods or says 405",
     lambda it: re.fullmatch("/v2/info/usage|/v2/images/[^/]+/tasks", it.path) and it.answered((404, 405), (501, 405))),
    ("a later release knows one type of task more",
     lambda it: it.path.startswith("/v2/schemas/task") and it.field.endswith("type.enum") and "location_import" in str(it.vitrine)),
    ("a schema is answered whatever body the question brings; the original breaks",
     lambda it: it.method == "GET" and it.path.startswith("/v2/schemas/") and it.answered((500, 200))),
    ("links keep repeated parameters; the original keeps the last of each",
     lambda it: it.field in ("body.first", "body.next") and len({name for name, _ in it.query}) < len(it.query)),
    ("an image that the policy would not let the caller get does not exist for them; the original tells some of what it is: "
     "that it is not shared, or that it would not be given away or shown to others",
     lambda it: it.answered((403, 404)) and (re.search("/members(/|$)", it.path) or _patch(it, "\"/visibility\"", "\"/owner\""))),
    ("of two faults of one list the other is named: what can be told from the request comes first",
     lambda it: it.request.caller == "role-less" and it.path == "/v2/images" and it.answered((403, 400))),
    ("25.1 makes up a request id of its own; newer releases keep the caller's", lambda it: it.field == "header x-openstack-request-id" and "X-Openstack-Request-Id" in it.request.headers),
)


def reasons(request, glance, vitrine, differences):
    """{field: why it is meant} of one pair of answers."""
    found = {}
    for field, theirs, ours in differences:
        difference = Difference(request, (glance.status, vitrine.status), field, theirs, ours)
        why = next((why for why, holds in ALLOWED if holds(difference)), None)
        if why:
            found[field] = why
    return found
