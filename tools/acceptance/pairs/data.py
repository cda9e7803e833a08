"""Bytes in and out: headers of uploads, ranges of downloads, deactivation."""

from pairs.wire import Request, Unjudged, json_request

RANGES = ("bytes=0-9", "bytes=0-0", "bytes=5-", "bytes=-5", "bytes=-0", "bytes=-5000", "bytes=0-5000", "bytes=999-999", "bytes=1000-", "bytes=1000-1001",
          "bytes=9-5", "bytes=a-b", "bytes=", "bytes", "bytes=-", "items=0-5", "0-5", "bytes=0-1,5-6", "bytes=0-1, -1", "bytes= 0-5", "BYTES=0-5",
          "bytes=00-05", "bytes=0-99999999999999999999", "")
CONTENT_RANGES = ("bytes 0-9/1000", "bytes 0-9/*", "bytes 0-999/1000", "bytes 0-1000/1000", "bytes 0-1000/*", "bytes 1000-1001/*", "bytes 5-2/*", "bytes 0-9/5",
                  "nonsense", "bytes */1000")
OCTETS = {"Content-Type": "application/octet-stream"}


def data(world):
    yield from _uploads(world)
    yield from _downloads(world)
    yield from _actions(world)


def _queued(world, **more):
    image = world.image_id()
    yield Unjudged(json_request("POST", "/v2/images", {"id": image, "disk_format": "ploop", "container_format": "bare", **more}))
    return f"/v2/images/{image}"


def _uploads(world):
    for headers, body, chunked in (
            (OCTETS, b"x" * 100, False), (OCTETS, b"x" * 100, True), (OCTETS, b"", False), (OCTETS, b"", True),
            ({"Content-Type": "application/octet-stream; charset=binary"}, b"x", False), ({"Content-Type": "APPLICATION/OCTET-STREAM"}, b"x", False),
            ({}, b"x", False), ({"Content-Type": "text/plain"}, b"x", False), ({"Content-Type": "application/json"}, b"{}", False), ({"Content-Type": ""}, b"x", False),
            (OCTETS | {"X-Image-Meta-Store": "nowhere"}, b"x", False), (OCTETS | {"x-openstack-image-size": "1"}, b"x", False)):
        path = yield from _queued(world)
        glance, vitrine = yield Request("PUT", f"{path}/file", headers, body, chunked=chunked)
        if glance.status == vitrine.status:
            yield Request("GET", path)
            yield Request("GET", f"{path}/file")
            yield Request("PUT", f"{path}/file", OCTETS, b"again")
            yield Request("GET", path)
        yield Unjudged(Request("DELETE", path))
    for missing in ({"disk_format": None}, {"container_format": None}, {"disk_format": None, "container_format": None}):
        path = yield from _queued(world, **missing)
        yield Request("PUT", f"{path}/file", OCTETS, b"x")
        yield Request("GET", path)
        yield Unjudged(Request("DELETE", path))
    yield Request("PUT", "/v2/images/no-such-image/file", OCTETS, b"x")
    yield Request("GET", "/v2/images/no-such-image/file")


def _downloads(world):
    path = yield from _queued(world)
    yield Request("GET", f"{path}/file")
    yield Unjudged(Request("PUT", f"{path}/file", OCTETS, world.random.randbytes(1000)))
    for accept in ("application/json", "*/*", "text/html", None):
        yield Request("GET", f"{path}/file", accept=accept)
    for header in RANGES:
        yield Request("GET", f"{path}/file", {"Range": header})
    for header in CONTENT_RANGES:
        yield Request("GET", f"{path}/file", {"Content-Range": header})
    yield Request("GET", f"{path}/file", {"Range": "bytes=0-3", "Content-Range": "bytes 5-9/1000"})
    yield Unjudged(Request("DELETE", path))
    yield Request("GET", f"{path}/file")
    yield Request("GET", path)
    yield Request("DELETE", path)
    empty = yield from _queued(world)
    yield Unjudged(Request("PUT", f"{empty}/file", OCTETS, b""))
    for header in (None, "bytes=0-0", "bytes=0-", "bytes=-1"):
        yield Request("GET", f"{empty}/file", {"Range": header} if header else {})
    yield Unjudged(Request("DELETE", empty))


def _actions(world):
    """Activation and protection, and what they let happen afterwards."""
    path = yield from _queued(world)
    patch = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
    for action in ("deactivate", "reactivate"):
        yield Request("POST", f"{path}/actions/{action}")
    yield Unjudged(Request("PUT", f"{path}/file", OCTETS, b"some bytes"))
    for action in ("reactivate", "deactivate", "deactivate"):
        yield Request("POST", f"{path}/actions/{action}")
        yield Request("GET", path)
    for caller in world.callers:
        yield Request("GET", f"{path}/file", caller=caller)
    yield Request("PUT", f"{path}/file", OCTETS, b"x")
    yield Request("PATCH", path, patch, b'[{"op": "replace", "path": "/name", "value": "while deactivated"}]')
    yield Request("PATCH", path, patch, b'[{"op": "replace", "path": "/disk_format", "value": "raw"}]')
    yield Request("POST", f"{path}/actions/reactivate", {"Content-Type": "application/json"}, b"{}")
    yield Request("POST", f"{path}/actions/reactivate")
    yield Request("GET", path)
    yield Request("PATCH", path, patch, b'[{"op": "replace", "path": "/container_format", "value": "ovf"}]')
    yield Request("PATCH", path, patch, b'[{"op": "replace", "path": "/protected", "value": true}]')
    yield Request("DELETE", path)
    yield Request("PATCH", path, patch, b'[{"op": "replace", "path": "/protected", "value": false}]')
    yield Request("DELETE", path)
    for action in ("deactivate", "reactivate", "shelve"):
        yield Request("POST", f"/v2/images/no-such-image/actions/{action}")
