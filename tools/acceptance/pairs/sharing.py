"""Who may do what: every caller, every visibility, every verb; members and tags."""

import urllib.parse

from pairs.records import PATCH_21
from pairs.wire import Request, Unjudged, json_request

OCTETS = {"Content-Type": "application/octet-stream"}


def sharing(world):
    """Every caller tries every verb on images of every visibility and owner. What changes something is put back by an admin."""
    for visibility in ("public", "private", "shared", "community"):
        for owner in world.projects:
            for member in (None, "pending") if visibility == "shared" and owner else (None,):
                yield from _one_image(world, visibility, owner, member)


def _one_image(world, visibility, owner, member):
    image = world.image_id()
    path = f"/v2/images/{image}"
    yield Unjudged(json_request("POST", "/v2/images", {"id": image, "name": "mine", "visibility": visibility, "owner": owner, "tags": ["old"],
                                                       "disk_format": "ploop", "container_format": "bare", "kept": "1"}))
    yield Unjudged(Request("PUT", f"{path}/file", OCTETS, b"some bytes"))
    others = [project for project in world.projects if project not in (None, owner)]
    if member:
        yield Unjudged(json_request("POST", f"{path}/members", {"member": others[0]}))
    for caller in world.callers:
        yield Request("GET", path, caller=caller)
        yield Request("GET", f"{path}/file", caller=caller)
        for request in world.some(_verbs(path, caller, others), 3, 5):
            yield request
            # Whatever it did is undone, on both sides alike.
            yield Undo(path, visibility, owner)
    for caller in reversed(world.callers):
        yield Request("DELETE", path, caller=caller)


def _verbs(path, caller, others):
    def patch(name, value):
        return json_request("PATCH", path, [{"op": "replace", "path": f"/{name}", "value": value}], caller, PATCH_21)

    yield patch("name", "theirs")
    yield patch("visibility", "public")
    yield patch("visibility", "community")
    yield patch("visibility", "private")
    yield patch("owner", others[0])
    yield json_request("PATCH", path, [], caller, PATCH_21)
    yield json_request("PATCH", path, [{"op": "remove", "path": "/kept"}], caller, PATCH_21)
    yield Request("PUT", f"{path}/tags/new", caller=caller)
    yield Request("DELETE", f"{path}/tags/old", caller=caller)
    yield Request("POST", f"{path}/actions/deactivate", caller=caller)
    yield Request("POST", f"{path}/actions/reactivate", caller=caller)
    yield Request("PUT", f"{path}/file", OCTETS, b"more", caller=caller)
    yield Request("GET", f"{path}/members", caller=caller)
    yield Request("GET", f"{path}/members/{others[0]}", caller=caller)
    yield json_request("POST", f"{path}/members", {"member": others[-1]}, caller)
    yield json_request("PUT", f"{path}/members/{others[0]}", {"status": "accepted"}, caller)
    yield Request("DELETE", f"{path}/members/{others[-1]}", caller=caller)


class Undo:
    """Not a pair: brings an image back to what it was before somebody was perhaps allowed to change it."""

    def __init__(self, path, visibility, owner):
        operations = [{"op": "replace", "path": "/name", "value": "mine"}, {"op": "replace", "path": "/visibility", "value": visibility},
                      {"op": "replace", "path": "/owner", "value": owner}, {"op": "replace", "path": "/tags", "value": ["old"]},
                      {"op": "add", "path": "/kept", "value": "1"}]
        self.requests = (Request("POST", f"{path}/actions/reactivate"), json_request("PATCH", path, operations, media_type=PATCH_21))


def creating(world):
    """Who may create what for whom."""
    for caller in world.callers:
        for document in ({}, {"visibility": "public"}, {"visibility": "community"}, {"visibility": "private"}, *({"owner": owner} for owner in world.projects)):
            image = world.image_id()
            yield json_request("POST", "/v2/images", {"id": image, **document}, caller)
            yield Request("GET", f"/v2/images/{image}", caller=caller)
            yield Request("DELETE", f"/v2/images/{image}", caller=caller)


def members(world):
    """The life of a share, by its owner and by its member; requests that make no sense."""
    owner, member = [project for project in world.projects if project][:2]
    for visibility in ("shared", "private", "public"):
        image = world.image_id()
        path = f"/v2/images/{image}"
        yield Unjudged(json_request("POST", "/v2/images", {"id": image, "visibility": visibility, "owner": owner}))
        yield Request("GET", f"{path}/members")
        for document in ({"member": member}, {"member": member}, {}, [], {"member": ""}, {"member": None}, {"members": member}, b"", b"{", "text",
                         {"member": owner}, {"member": "x" * 255}, {"member": member, "status": "accepted"}):
            yield json_request("POST", f"{path}/members", document)
        yield Request("GET", f"{path}/members")
        for who in (member, owner, "nobody"):
            yield Request("GET", f"{path}/members/{who}")
        for document in ({"status": "accepted"}, {"status": "rejected"}, {"status": "pending"}, {"status": "no"}, {"status": None}, {}, [], b"", b"{", {"state": "accepted"},
                         {"status": "accepted", "member": "other"}):
            yield json_request("PUT", f"{path}/members/{member}", document)
        yield json_request("PUT", f"{path}/members/nobody", {"status": "accepted"})
        for caller in world.callers:
            yield Request("GET", f"{path}/members", caller=caller)
            yield Request("GET", f"{path}/members/{member}", caller=caller)
            yield json_request("PUT", f"{path}/members/{member}", {"status": "accepted"}, caller)
        yield json_request("PATCH", path, [{"op": "replace", "path": "/visibility", "value": "community"}], media_type=PATCH_21)
        yield Request("GET", f"{path}/members")
        yield Request("DELETE", f"{path}/members/{member}")
        yield json_request("PATCH", path, [{"op": "replace", "path": "/visibility", "value": "shared"}], media_type=PATCH_21)
        yield Request("GET", f"{path}/members")
        yield Request("DELETE", f"{path}/members/{member}")
        yield Request("DELETE", f"{path}/members/{member}")
        yield json_request("POST", f"{path}/members", {"member": member})
        yield Request("GET", f"{path}/members")
        yield Unjudged(Request("DELETE", path))
    yield Request("GET", "/v2/images/no-such-image/members")
    yield json_request("POST", "/v2/images/no-such-image/members", {"member": member})


    for odd in (1, "ü", "x" * 256, "\U0001f600"):
        path = yield from _shared(world, [])
        glance, vitrine = yield json_request("POST", f"{path}/members", {"member": odd})
        if glance.status == vitrine.status:
            yield Request("GET", f"{path}/members/{urllib.parse.quote(str(odd))}")
        yield Unjudged(Request("DELETE", path))


def _shared(world, tags):
    image = world.image_id()
    yield Unjudged(json_request("POST", "/v2/images", {"id": image, "tags": tags}))
    return f"/v2/images/{image}"


def tags(world):
    for tag in ("new", "old", "with%20space", "a%2Cb", "%C3%BC", "x" * 255, "x" * 256, "%FF", "a%2Fb", "%F0%9F%98%80", "..", "%25", "a+b", ""):
        path = yield from _shared(world, ["old", "ü", "with space"])
        glance, vitrine = yield Request("PUT", f"{path}/tags/{tag}")
        if glance.status == vitrine.status:
            yield Request("GET", path)
        yield Request("DELETE", f"{path}/tags/{tag}")
        yield Request("DELETE", f"{path}/tags/{tag}")
        yield Unjudged(Request("DELETE", path))
    path = yield from _shared(world, ["old"])
    yield Request("PUT", f"{path}/tags/body", {"Content-Type": "application/json"}, b"{}")
    yield Request("PUT", "/v2/images/no-such-image/tags/x")
    yield Request("DELETE", "/v2/images/no-such-image/tags/x")
    yield json_request("PATCH", path, [{"op": "replace", "path": "/tags", "value": [f"t{number}" for number in range(128)]}], media_type=PATCH_21)
    yield Request("PUT", f"{path}/tags/one-more")
    yield Request("PUT", f"{path}/tags/t5")
    yield Unjudged(Request("DELETE", path))
