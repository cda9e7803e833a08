"""Lists: filters, sort orders, pages, and who sees what in them."""

import time
import urllib.parse

from pairs.records import PATCH_21
from pairs.wire import Request, Unjudged, json_request

IMAGES = 60
BATCHES = 4
NAMES = (None, "", "alpha", "Alpha", "alpha", "beta", "gamma", "a,b", "a:b", 'quo"te', "a b", "ünï", "zz", "0", "10", "9", "name&more=1", "x" * 255, "100%")
TAGS = ("red", "green", "blue", "ü", "with space", "a,b")
PROPERTIES = {"os_distro": ("debian", "ubuntu", ""), "os_version": ("12", "13", "9"), "hw_vif": ("virtio", "VirtIO", "e1000"), "empty": ("",),
              "spaced out": ("1",), "ключ": ("да", "нет")}
# Formats whose bytes nobody can look into, so that any bytes will do.
FORMATS = (("ami", "ami"), ("ari", "ari"), ("aki", "aki"), ("ploop", "bare"), ("ploop", "ovf"))


def population(world):
    """Images of all kinds, the same on both sides; times at which none was made."""
    moments = []
    for number in range(IMAGES):
        if number % (IMAGES // BATCHES) == 0:
            time.sleep(1.2)
            moments.append(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
            time.sleep(1.2)
        yield from _image(world)
    time.sleep(1.2)
    moments.append(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    world.moments = moments


def _image(world):
    choose = world.random.choice
    disk, container = choose(FORMATS)
    document = {"id": world.image_id(), "name": choose(NAMES), "visibility": choose(("public", "private", "shared", "shared", "community")),
                "tags": world.some(TAGS, 0, 3), "min_disk": choose((0, 1, 10)), "min_ram": choose((0, 512)),
                "protected": world.random.random() < 0.2, "os_hidden": world.random.random() < 0.15}
    document.update({name: choose(PROPERTIES[name]) for name in world.some(PROPERTIES, 0, 3)})
    if world.random.random() < 0.85:
        document.update(disk_format=disk, container_format=container)
    document["owner"] = choose(world.projects)
    path = f"/v2/images/{document['id']}"
    yield json_request("POST", "/v2/images", document)
    if "disk_format" in document and world.random.random() < 0.6:
        data = world.random.randbytes(world.random.choice((0, 1, 1000, 4000)))
        yield Request("PUT", f"{path}/file", {"Content-Type": "application/octet-stream"}, data)
        if world.random.random() < 0.25:
            yield Request("POST", f"{path}/actions/deactivate")
    if document["visibility"] == "shared" and document["owner"]:
        for project in world.some([project for project in world.projects if project not in (None, document["owner"])], 0, 2):
            yield json_request("POST", f"{path}/members", {"member": project})
            status = choose(("pending", "accepted", "rejected"))
            yield json_request("PUT", f"{path}/members/{project}", {"status": status})
    if world.random.random() < 0.3:
        yield Request("PATCH", path, {"Content-Type": PATCH_21}, b'[{"op": "add", "path": "/changed", "value": "yes"}]')
    world.images.append(document["id"])


def queries(world, count=260):
    """One page each of random filters, orders and limits, some of them wrong."""
    for query in FIXED:
        yield Request("GET", f"/v2/images?{query}", caller=world.random.choice(world.callers))
    for _ in range(count):
        parameters = []
        for _ in range(world.random.choice((0, 1, 1, 1, 2, 2, 3))):
            parameters.append(_filter(world))
        parameters += _order(world)
        if world.random.random() < 0.5:
            parameters.append(("limit", world.random.choice(("0", "1", "2", "5", "10", "25", "60", "1000", "5000", "-1", "x", "", "1.0"))))
        if world.random.random() < 0.15:
            parameters.append(("marker", world.random.choice((*world.images, "x", "", "9b2ad4a5-7a2b-4f5e-8a43-3d0e9d1b6c11"))))
        parameters = list({(name if name in ("tag", "sort_key", "sort_dir") else (name,)): (name, value) for name, value in parameters}.values()) \
            if world.random.random() < 0.9 else parameters
        yield Request("GET", "/v2/images" + ("?" + urllib.parse.urlencode(parameters) if parameters else ""), caller=world.random.choice(world.callers))


def pages(world, count=12):
    """Walks along the links, page by page, to the end."""
    for _ in range(count):
        parameters = [*_order(world, wrong=0), ("limit", str(world.random.choice((1, 3, 7, 20))))]
        if world.random.random() < 0.5:
            parameters.append(_filter(world, wrong=0))
        path, caller = "/v2/images?" + urllib.parse.urlencode(parameters), world.random.choice(world.callers)
        for _ in range(8):
            glance, _ = yield Request("GET", path, caller=caller)
            path = (glance.json() or {}).get("next")
            if not path:
                break


FIXED = (
    "", "limit=2&name=", "tag=", "tags=red", "changes-since=2020-01-01", "deleted=true", "is_public=true", "self=x", "member=x", "size=gt:1", "size=",
    "min_disk=abc", "name=eq:a:b", "name=a:b", "name=neq:a", "name=in:", "name=in:alpha,beta", 'name=in:"a,b",alpha', 'name=in:"a', 'name=in:a"b"',
    'name=in:"a"b', "name=in:a:b,alpha", "name=in:,alpha", "name=eq:", "name=gt:a", "id=in:x,y", "status=in:queued,active", "status=in:active",
    "status=bogus", "status=deleted", "status=killed", "container_format=eq:bare", "disk_format=in:ami,ari", "disk_format=neq:ami", "visibility=",
    "visibility=all", "visibility=all&member_status=all", "member_status=foo", "member_status=", "member_status=all", "visibility=shared&member_status=pending",
    "visibility=shared&member_status=rejected", "owner=", "owner=nobody", "os_hidden=TRUE", "os_hidden=1", "os_hidden=", "protected=True", "protected=1",
    "size_min=1", "size_max=1000", "size_min=x", "size_min=-1", "size_min=1&size_max=1000", "min_disk_min=1", "min_ram_max=100", "bogus_min=1", "name_min=1",
    "sort=name", "sort=name:asc", "sort=name:up", "sort=name:asc:x", "sort=", "sort=name,", "sort=%20name%20:%20asc%20,%20id", "sort=size:asc,name:desc",
    "sort_key=", "sort_key=foo", "sort_key=owner", "sort_key=min_disk", "sort_dir=asc", "sort_dir=", "sort_dir=ASC", "sort_key=name&sort_key=name&sort_dir=asc",
    "sort_key=name&sort_dir=asc&sort_dir=desc", "sort_key=name&sort_key=size&sort_dir=asc&sort_dir=desc", "sort=name&sort_dir=asc", "sort=name&sort_key=id",
    "sort_key=name&sort_key=size&sort_key=id&sort_dir=asc&sort_dir=desc", "limit=0", "limit=00", "limit=%201", "limit=99999999999999999999", "name=%FF", "%FF=x",
    "name=%00", "created_at=2020-01-01T00:00:00Z", "created_at=gt:2020-01-01T00:00:00Z", "created_at=lt:2020-01-01", "created_at=gte:20200101T000000Z",
    "created_at=gt:2020-01-01T00:00:00%2B01:00", "created_at=gt:2020-01-01T00:00:00.5Z", "created_at=in:2020-01-01", "created_at=foo:2020-01-01", "created_at=gt:",
    "created_at=", "created_at=gt:yesterday", "created_at=neq:2020-01-01T00:00:00Z", "created_at=gt:2020-01-01T00:00", "updated_at=lte:2038-01-01",
    "updated_at=gt:2020-13-01", "os_glance_failed_import=", "schema=x", "file=x", "kernel_id=x", "virtual_size=1", "checksum=x", "os_hash_algo=sha512",
    "os_hash_value=x", "description=x",
)


def _filter(world, wrong=0.15):
    choose, odd = world.random.choice, world.random.random() < wrong
    name = choose(("name", "status", "id", "container_format", "disk_format", "visibility", "member_status", "tag", "tag", "os_hidden", "protected", "owner",
                   "created_at", "updated_at", "size_min", "size_max", "min_disk_min", "min_ram_max", "size", "min_disk", *PROPERTIES, "changed", "absent"))
    values = [name_ for name_ in NAMES if name_ is not None]
    match name:
        case "name":
            value = choose(("", "", "eq:", "in:")) + choose(values)
            if odd:
                value = choose(("like:", "neq:")) + value
        case "status":
            value = choose(("active", "queued", "deactivated", "in:active,queued", "eq:active", "saving", "none:x" if odd else "in:active"))
        case "id":
            value = choose(("", "eq:")) + choose(world.images) if not odd else "x"
            if world.random.random() < 0.3:
                value = "in:" + ",".join(world.some(world.images, 1, 5))
        case "container_format" | "disk_format":
            value = choose(("ami", "bare", "ovf", "ploop", "in:ami,ari,bare", "eq:ploop", "zip"))
        case "visibility":
            value = choose(("public", "private", "shared", "community", "all")) if not odd else choose(("Public", "none"))
        case "member_status":
            value = choose(("pending", "accepted", "rejected", "all"))
        case "tag":
            value = choose(TAGS) if not odd else "t" * 300
        case "os_hidden" | "protected":
            value = choose(("true", "false")) if not odd else "yes"
        case "owner":
            value = choose(world.projects) or "nobody"
        case "created_at" | "updated_at":
            operator = choose(("gt:", "gte:", "lt:", "lte:", "neq:", "eq:", "")) if not odd else "after:"
            value = operator + choose(world.moments)
        case "size_min" | "size_max" | "min_disk_min" | "min_ram_max" | "size" | "min_disk":
            value = str(choose((0, 1, 10, 512, 1000, 4000, 5000))) if not odd else "many"
        case "changed" | "absent":
            value = choose(("yes", "no"))
        case _:
            value = choose(PROPERTIES[name])
    return name, value


def _order(world, wrong=0.1):
    keys = ("name", "status", "container_format", "disk_format", "size", "id", "created_at", "updated_at")
    directions = ("asc", "desc")
    if world.random.random() < wrong:
        keys, directions = (*keys, "owner", "bogus"), (*directions, "up")
    form = world.random.choice(("none", "none", "sort", "sort", "keys", "one direction"))
    chosen = world.some(keys, 1, 3)
    match form:
        case "none":
            return []
        case "sort":
            return [("sort", ",".join(key + world.random.choice(("", ":asc", ":desc")) for key in chosen))]
        case "keys":
            return [("sort_key", key) for key in chosen] + [("sort_dir", world.random.choice(directions)) for _ in chosen]
        case _:
            return [("sort_key", key) for key in chosen] + [("sort_dir", world.random.choice(directions))]


def removal(world):
    """Leaves no image of the population behind."""
    for image in world.images:
        yield Unjudged(Request("PATCH", f"/v2/images/{image}", {"Content-Type": PATCH_21}, b'[{"op": "replace", "path": "/protected", "value": false}]'))
        yield Unjudged(Request("DELETE", f"/v2/images/{image}"))
