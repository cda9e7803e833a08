"""Creating and changing records: bodies of every shape, patches of both media types."""

import json

from pairs.wire import Cleanup, Request, Unjudged, json_request

PATCH_20 = "application/openstack-images-v2.0-json-patch"
PATCH_21 = "application/openstack-images-v2.1-json-patch"
UUID = "9b2ad4a5-7a2b-4f5e-8a43-3d0e9d1b6c11"

# Values for one member each, good and bad.
VALUES = {
    "name": (None, "", "plain", "ünï ☃", "x" * 255, "x" * 256, 7, ["a"], True, "\U0001f600"),
    "visibility": ("public", "private", "shared", "community", "secret", "", None, 1),
    "protected": (True, False, "true", "True", 1, 0, None),
    "os_hidden": (True, False, "false", 1, None),
    "owner": (None, "", "somebody", "o" * 255, "o" * 256, 5),
    "container_format": (None, "bare", "ovf", "docker", "compressed", "BARE", "tar", "", 3),
    "disk_format": (None, "raw", "qcow2", "iso", "ploop", "RAW", "img", "", False),
    "min_disk": (0, 1, 2147483647, 2147483648, -1, "1", 1.0, 1.5, None, True),
    "min_ram": (0, 512, 2147483647, 2147483648, -1, "512", None),
    "tags": ([], ["a"], ["a", "a", "b"], ["x" * 255], ["x" * 256], ["ü"], [1], [None], "a", None, {"a": 1},
             [f"t{number}" for number in range(128)], [f"t{number}" for number in range(129)]),
    "os_distro": ("debian", "", 1, None, ["debian"], {"a": "b"}),
    "kernel_id": (UUID, None, "not a uuid", ""),
    "ramdisk_id": (UUID, None, UUID.upper(), "1"),
    "instance_uuid": (UUID, "anything", None),
    "cinder_encryption_key_deletion_policy": ("on_image_deletion", "do_not_delete", "maybe"),
    "own_property": ("value", "", "ü", "v" * 5000, 1, None, True, [], {}, "\U0001f600"),
    "n" * 255: ("long name",),
    "n" * 256: ("too long a name",),
    "with space": ("v",),
    "ключ": ("v",),
    "a/b": ("v",),
    "a~b": ("v",),
    "\U0001f600": ("v",),
    "status": ("active", "queued", "unheard-of", None),
    "size": (0, 10, None, "10", -5),
    "virtual_size": (10, None),
    "checksum": (None, "d41d8cd98f00b204e9800998ecf8427e", "x" * 33),
    "os_hash_algo": ("sha512", None),
    "os_hash_value": ("00", None),
    "created_at": ("2020-01-01T00:00:00Z", 5),
    "updated_at": ("2020-01-01T00:00:00Z",),
    "self": ("/v2/images/x",),
    "file": ("/v2/images/x/file",),
    "schema": ("/v2/schemas/image",),
    "direct_url": ("file:///x",),
    "stores": ("a",),
    "location": ("file:///x", ),
    "locations": ([], [{"url": "http://127.0.0.1:1/x", "metadata": {}}], "x"),
    "deleted": ("false", False),
    "deleted_at": ("2020-01-01T00:00:00Z",),
    "os_glance_import_task": ("x",),
    "os_glance_anything": ("x",),
    "is_public": ("true", True),
    "properties": ({"a": "b"}, "text"),
    "extra_properties": ("text",),
    "image_id": ("text",),
    "members": ("text",),
    "base": ("text",),
}
BODIES = (b"", b"{", b"[]", b"[{}]", b"null", b"1", b'"text"', b"{}", b'{"name": "a", "name": "b"}', b"\xff\xfe", b'{"name": NaN}', b"{} x",
          b'{"tags": ["a"], "tags": ["b"]}', b'\xef\xbb\xbf{}', b"  {} ", b'{"id": "%s", "id": "x"}' % UUID.encode())
IDS = ("", "x", UUID + "0", UUID.replace("-", ""), 7, None, "AAAAAAAA-0000-4000-8000-00000000000A", "gggggggg-0000-4000-8000-000000000000")


def creates(world):
    """POST of one odd member each, of random many, and of bodies that are none."""
    cases = [{name: value} for name, values in VALUES.items() for value in values]
    cases += [{"id": value} for value in IDS]
    many = [(name, value) for name, values in VALUES.items() for value in values]
    cases += [dict(world.random.sample(many, world.random.randint(2, 5))) for _ in range(60)]
    for case in cases:
        caller = world.random.choice(world.callers[:2])
        case = {"id": world.image_id(), **case}
        yield from _create_and_remove(json_request("POST", "/v2/images", case, caller))
    for body in BODIES:
        yield from _create_and_remove(json_request("POST", "/v2/images", body))
    for media_type in ("text/plain", "application/xml", "application/json; charset=utf-8", ""):
        yield from _create_and_remove(json_request("POST", "/v2/images", b'{"name": "x"}', media_type=media_type))
    yield from _create_and_remove(Request("POST", "/v2/images", {}, b'{"name": "x"}'))
    yield from _create_and_remove(Request("POST", "/v2/images", {"Content-Type": "application/json"}, b'{"name": "chunked"}', chunked=True))
    properties = {f"p{number}": "v" for number in range(128)}
    yield from _create_and_remove(json_request("POST", "/v2/images", properties))
    yield from _create_and_remove(json_request("POST", "/v2/images", {**properties, "one more": "v"}))
    taken = world.image_id()
    yield json_request("POST", "/v2/images", {"id": taken})
    yield json_request("POST", "/v2/images", {"id": taken})
    yield json_request("POST", "/v2/images", {"id": taken}, world.callers[-1])
    yield Request("DELETE", f"/v2/images/{taken}")
    yield json_request("POST", "/v2/images", {"id": taken})


def _create_and_remove(request):
    """Leaves nothing behind on either side."""
    glance, vitrine = yield request
    yield Cleanup([answer.json()["id"] if answer.status == 201 else None for answer in (glance, vitrine)])


def patches(world):
    """PATCH of one operation each over all members and shapes, of random many, and of bodies that are none."""
    for name in VALUES:
        pointer = "/" + name.replace("~", "~0").replace("/", "~1")
        for value in world.some(VALUES[name], 1, 3):
            op = world.random.choice(("add", "replace"))
            yield from _patched(world, PATCH_21, [{"op": op, "path": pointer, "value": value}])
        op = world.random.choice(("add", "replace", "remove"))
        yield from _patched(world, PATCH_20, [{op: pointer, "value": world.random.choice(VALUES[name])}])
        yield from _patched(world, PATCH_21, [{"op": "remove", "path": pointer}])
    for shape in SHAPES:
        yield from _patched(world, PATCH_21, shape)
    for shape in SHAPES_20:
        yield from _patched(world, PATCH_20, shape)
    for media_type in ("application/json", "application/json-patch+json", "", "text/plain", PATCH_21 + "; charset=utf-8", PATCH_21.upper(),
                       "application/openstack-images-v2.2-json-patch"):
        yield from _patched(world, media_type, [{"op": "replace", "path": "/name", "value": "renamed"}])
    for _ in range(60):
        yield from _patched(world, PATCH_21, [_operation(world) for _ in range(world.random.randint(2, 4))])
    full = {f"p{number}": "v" for number in range(128)}
    yield from _patched(world, PATCH_21, [{"op": "add", "path": "/one_more", "value": "v"}], full)
    yield from _patched(world, PATCH_21, [{"op": "replace", "path": "/p1", "value": "w"}], full)
    yield from _patched(world, PATCH_21, [{"op": "remove", "path": "/p1"}, {"op": "add", "path": "/one_more", "value": "v"}], full)
    for image in ("no-such-image", UUID):
        yield Request("PATCH", f"/v2/images/{image}", {"Content-Type": PATCH_21}, b"[]")
        yield Request("PATCH", f"/v2/images/{image}", {"Content-Type": PATCH_21}, b'[{"op": "remove", "path": "/x"}]')


SHAPES = (
    [], {}, None, "text", 1, [[]], ["x"], [1], [{}], [None], [{"op": "replace"}], [{"path": "/name"}], [{"value": "x"}],
    [{"op": "replace", "path": "/name"}], [{"op": "add", "path": "/name"}], [{"op": "add", "path": "/fresh", "value": "v"}],
    [{"op": "replace", "path": "name", "value": "x"}], [{"op": "replace", "path": "", "value": "x"}],
    [{"op": "replace", "path": "//name", "value": "x"}], [{"op": "replace", "path": "/name/", "value": "x"}],
    [{"op": "add", "path": "/", "value": "x"}], [{"op": "add", "path": "/a/b", "value": "x"}], [{"op": "add", "path": "/tags/-", "value": "x"}],
    [{"op": "replace", "path": "/tags/0", "value": "x"}], [{"op": "remove", "path": "/tags/0"}], [{"op": "add", "path": "/a~1b", "value": "x"}],
    [{"op": "add", "path": "/a~0b", "value": "x"}], [{"op": "add", "path": "/a~2b", "value": "x"}], [{"op": "add", "path": "/a~", "value": "x"}],
    [{"op": "add", "path": "/ spaced ", "value": "x"}], [{"op": "test", "path": "/name", "value": "x"}],
    [{"op": "move", "path": "/name", "from": "/kept"}], [{"op": "copy", "path": "/name", "from": "/kept"}],
    [{"op": "ADD", "path": "/fresh", "value": "x"}], [{"op": 1, "path": "/fresh", "value": "x"}], [{"op": "add", "path": 1, "value": "x"}],
    [{"op": "remove", "path": "/kept", "value": "ignored"}], [{"op": "remove", "path": "/absent"}], [{"op": "replace", "path": "/absent", "value": "x"}],
    [{"op": "add", "path": "/fresh", "value": "x", "more": 1}], [{"add": "/fresh", "value": "x"}],
    [{"op": "add", "path": "/fresh", "value": "1"}, {"op": "replace", "path": "/fresh", "value": "2"}, {"op": "remove", "path": "/fresh"}],
    [{"op": "remove", "path": "/kept"}, {"op": "replace", "path": "/kept", "value": "x"}],
    [{"op": "replace", "path": "/name", "value": "all"}, {"op": "replace", "path": "/absent", "value": "or nothing"}],
    [{"op": "remove", "path": "/locations/0"}], [{"op": "add", "path": "/locations", "value": []}], [{"op": "replace", "path": "/locations", "value": []}],
    [{"op": "add", "path": "/locations/-", "value": {"url": "http://127.0.0.1:1/x", "metadata": {}}}],
    [{"op": "replace", "path": "/tags", "value": ["b", "a", "b"]}], [{"op": "add", "path": "/kept", "value": "again"}],
)
SHAPES_20 = (
    [], [{"add": "/fresh", "value": "x"}], [{"add": "/kept", "value": "x"}], [{"add": "/name", "value": "x"}], [{"replace": "/name", "value": "x"}],
    [{"replace": "/absent", "value": "x"}], [{"remove": "/kept"}], [{"remove": "/absent"}], [{"remove": "/name"}], [{"add": "/fresh"}], [{"value": "x"}],
    [{"add": "/fresh", "replace": "/name", "value": "x"}], [{"op": "add", "path": "/fresh", "value": "x"}], [{"add": "/a/b", "value": "x"}],
    [{"test": "/name", "value": "x"}], [{"add": "fresh", "value": "x"}], [{"add": 1, "value": "x"}], [{"replace": "/tags", "value": ["z"]}],
)


def _operation(world):
    name = world.random.choice(("name", "min_disk", "kept", "kept_too", "fresh", "tags", "os_distro", "protected", "visibility", "absent"))
    value = world.random.choice(VALUES.get(name, ("v", "w")))
    return world.random.choice(({"op": "add", "path": f"/{name}", "value": value}, {"op": "replace", "path": f"/{name}", "value": value},
                                {"op": "remove", "path": f"/{name}"}))


def _patched(world, media_type, operations, more=None):
    """A new image, the patch, what it made of the image."""
    image = world.image_id()
    document = {"id": image, "name": "before", "disk_format": "raw", "container_format": "bare", "tags": ["old"], **(more or {"kept": "1", "kept_too": "2"})}
    yield Unjudged(json_request("POST", "/v2/images", document))
    body = json.dumps(operations).encode()
    glance, vitrine = yield Request("PATCH", f"/v2/images/{image}", {"Content-Type": media_type} if media_type else {}, body)
    if glance.status == vitrine.status:
        yield Request("GET", f"/v2/images/{image}")
    yield Cleanup([image, image])
