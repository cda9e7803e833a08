"""Images in the accounts of the projects that they are of: what Swift itself lets whom do there."""

import contextlib
import http.client
import json
import subprocess
import time
import urllib.parse

from commands import Commands, expect
from debian_glance import DebianGlance
from interrupted import wait_for
from keystone import PASSWORD
from service import Service, check, free_port

CONFIGURATION = """
[DEFAULT]
enabled_backends = chunks:vitrine, accounts:swift
show_multiple_locations = true
[glance_store]
default_backend = accounts
[accounts]
swift_store_multi_tenant = true
swift_store_container = images
swift_store_large_object_size = 5
swift_store_large_object_chunk_size = 2
swift_store_admin_tenants = {operators}
"""
# Who does what no caller stands behind.
SERVICE_ACCOUNT = """
swift_store_auth_address = {auth}
swift_store_user = service:glance
swift_store_key = {password}
"""
# What a Glance would call the place.
THEIR_URI = """
import sys
from glance_store._drivers.swift.store import StoreLocation
from oslo_config import cfg
address, container, name = sys.argv[1:]
scheme = "swift+" + address.split(":")[0]
print(StoreLocation({"scheme": scheme, "auth_or_store_url": address, "container": container, "obj": name}, cfg.ConfigOpts()).get_uri())
"""
# A Glance whose store is of the same accounts.
GLANCE_STORE = """
stores = swift
default_store = swift
swift_store_multi_tenant = true
swift_store_container = images
swift_store_use_trusts = false
"""
SHORT_TOKEN_SECONDS = 12
# What openstackclient 6.0 makes of an image that it cannot find.
NO_IMAGE = "has no attribute 'id'"
MEMBER, OTHER, THIRD, ADMIN = "member", "other-member", "third-member", "admin"


class Account:
    """The account of the project `demo` in Swift, as each project's people find it."""

    def __init__(self, keystone, endpoint):
        self.keystone = keystone
        self.address = endpoint % {"project_id": keystone.project("demo")}
        self.tokens = {user: keystone.token(user) for user in (MEMBER, OTHER, THIRD)}

    def call(self, user, method, path=""):
        place = urllib.parse.urlsplit(self.address)
        with contextlib.closing(http.client.HTTPConnection(place.netloc, timeout=30)) as connection:
            connection.request(method, place.path + path, headers={"X-Auth-Token": self.tokens[user]})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def names(self, container=""):
        status, _, body = self.call(MEMBER, "GET", f"/{container}" if container else "")
        return body.decode().split() if status == 200 else []

    def lists(self, container):
        headers = self.call(MEMBER, "HEAD", f"/{container}")[1]
        return headers.get("X-Container-Read", ""), headers.get("X-Container-Write", "")


def images_lie_in_their_owners_accounts(folder, keystone, endpoint, data):
    """`endpoint` is the catalogue's of Swift."""
    folder.mkdir()
    operators = keystone.project("admin")
    configuration = CONFIGURATION.format(operators=operators)
    keystone.grant("glance", "ResellerAdmin")
    account = Account(keystone, endpoint)
    file = folder / "tenants.conf"
    options = ["--config", str(keystone.authtoken_file), "--config", str(file)]

    file.write_text(configuration + SERVICE_ACCOUNT.format(auth=keystone.url, password=PASSWORD))
    with Service(folder / "data", options) as service:
        keystone.offer("glance", "image", service.url)
        commands = Commands(keystone, folder)
        shared(service, commands, account, operators, folder, data)
        a_glance_reads_there(service, keystone, account, folder, data)
        expect(outlives_its_token(service, keystone, data), 204, "an upload whose token ran out, to a service with an account")
        wait_for("the account to be empty", lambda: not account.names())
        check("gAAAA" not in service.log() and PASSWORD not in service.log(), "a token or a password is in the log")

    # Without an account of its own the service does for callers what they may do themselves.
    file.write_text(configuration)
    with Service(folder / "data", options) as service:
        keystone.offer("glance", "image", service.url)
        alone(service, commands, account, folder, data)
        expect(outlives_its_token(service, keystone, data), 403, "an upload whose token ran out, to a service without an account")
        check("gAAAA" not in service.log(), "a token is in the log")


def upload(commands, folder, data, name):
    disk = folder / "disk"
    disk.write_bytes(data)
    return commands.json(MEMBER, "image", "create", "--shared", "--disk-format", "raw", "--container-format", "bare", "--file", disk, name)["id"]


def saves(commands, folder, user, image, data):
    saved = folder / "saved"
    commands.openstack(user, "image", "save", "--file", saved, image)
    check(saved.read_bytes() == data, f"{user} gets something else")


def shared(service, commands, account, operators, folder, data):
    image = upload(commands, folder, data, "tenant")
    container, write = f"images_{image}", f"{operators}:*"
    there = f"/{container}/{image}"
    expect(account.names(), [container], "containers")
    segments = [f"{image}-{number:05}" for number in range(1, -(-len(data) // (2 * 1000 * 1024)) + 1)]
    expect(account.names(container), [image, *segments], "what lies in the container")
    expect(account.lists(container), ("", write), "the lists of an image of one's own")

    record = json.loads(service.request("GET", f"/v2/images/{image}", headers={"X-Auth-Token": account.tokens[MEMBER]})[2])
    theirs = subprocess.run(["/usr/bin/python3", "-c", THEIR_URI, account.address, container, image], capture_output=True, text=True, check=True)
    expect(record["locations"], [{"url": theirs.stdout.strip(), "metadata": {"store": "accounts"}}], "the locations")

    commands.openstack(OTHER, "image", "save", "--file", folder / "x", image, fails=NO_IMAGE)
    expect(account.call(OTHER, "GET", there)[0], 403, "Swift to a stranger")
    other = account.keystone.project("other")
    commands.openstack(MEMBER, "image", "add", "project", image, other)
    expect(account.lists(container), (f"{other}:*", write), "the lists of a shared image")
    saves(commands, folder, OTHER, image, data)
    check(account.call(OTHER, "GET", there)[2] == data, "Swift gives a member something else")
    commands.openstack(THIRD, "image", "save", "--file", folder / "x", image, fails=NO_IMAGE)
    expect(account.call(THIRD, "GET", there)[0], 403, "Swift to a third one")
    commands.openstack(MEMBER, "image", "remove", "project", image, other)
    expect(account.call(OTHER, "GET", there)[0], 403, "Swift to who is no member any more")

    # The administrator has no right in the project's account: the service's own does it.
    commands.openstack(ADMIN, "image", "set", "--public", image)
    expect(account.lists(container), ("*:*", write), "the lists of a public image")
    saves(commands, folder, THIRD, image, data)
    check(account.call(THIRD, "GET", there)[2] == data, "Swift gives everybody something else")
    commands.openstack(MEMBER, "image", "delete", image)
    expect(account.names(), [], "what is left of a deleted image")

    other_ones = upload(commands, folder, data, "administrator's to delete")
    commands.openstack(ADMIN, "image", "delete", other_ones)
    expect(account.names(), [], "what an administrator leaves")


def a_glance_reads_there(service, keystone, account, folder, data):
    """With its caller's token, by the location that it is given."""
    headers = {"X-Auth-Token": account.tokens[MEMBER], "Content-Type": "application/json"}
    image = new_image(service, headers)
    expect(service.request("PUT", f"/v2/images/{image}/file", data, headers | {"Content-Type": "application/octet-stream"})[0], 204, "the upload")
    location = json.loads(service.request("GET", f"/v2/images/{image}", headers=headers)[2])["locations"][0]["url"]
    with DebianGlance(folder / "glance", free_port(), keystone=keystone, options="show_multiple_locations = true", store=GLANCE_STORE) as glance:
        def call(user, method, path, body=None, kind="application/json"):
            with contextlib.closing(http.client.HTTPConnection(glance.host, glance.port, timeout=60)) as connection:
                connection.request(method, path, body and json.dumps(body), {"Content-Type": kind, "X-Auth-Token": account.tokens[user]})
                answer = connection.getresponse()
                return answer.status, answer.read()

        status, theirs = call(MEMBER, "POST", "/v2/images", {"name": "theirs", "disk_format": "raw", "container_format": "bare"})
        expect(status, 201, f"a new image of the glance-api ({theirs})")
        theirs = json.loads(theirs)["id"]
        status, answer = call(MEMBER, "PATCH", f"/v2/images/{theirs}", [{"op": "add", "path": "/locations/-", "value": {"url": location, "metadata": {}}}],
                              "application/openstack-images-v2.1-json-patch")
        expect(status, 200, f"the glance-api to the place ({answer})")
        status, body = call(MEMBER, "GET", f"/v2/images/{theirs}/file")
        check(status == 200 and body == data, f"the glance-api reads something else: {status}, {len(body)} bytes")
    expect(service.request("DELETE", f"/v2/images/{image}", headers=headers)[0], 204, "the end of the image")


def outlives_its_token(service, keystone, data):
    """The status of an upload whose token is valid at its beginning and not at its end. What came through was whole."""
    with tokens_of(keystone, service, SHORT_TOKEN_SECONDS):
        began = time.monotonic()
        headers = {"X-Auth-Token": keystone.token(MEMBER)}
        image = new_image(service, headers)
        with contextlib.closing(service.connect()) as connection:
            connection.putrequest("PUT", f"/v2/images/{image}/file")
            for name, value in (headers | {"Content-Type": "application/octet-stream", "Content-Length": str(len(data))}).items():
                connection.putheader(name, value)
            connection.endheaders()
            connection.send(data[:len(data) // 2])
            while time.monotonic() < began + SHORT_TOKEN_SECONDS + 3:
                time.sleep(0.2)
            with contextlib.suppress(ConnectionError):
                connection.send(data[len(data) // 2:])
            status = connection.getresponse().status
        headers = {"X-Auth-Token": keystone.token(MEMBER), "Content-Type": "application/json"}
        record = json.loads(service.request("GET", f"/v2/images/{image}", headers=headers)[2])
        if status == 204:
            expect(service.request("GET", f"/v2/images/{image}/file", headers=headers)[2] == data, True, "what came through is what was sent")
        else:
            expect(record["status"], "queued", "the status of the image")
        expect(service.request("DELETE", f"/v2/images/{image}", headers=headers)[0], 204, "the end of the image")
        return status


@contextlib.contextmanager
def tokens_of(keystone, service, seconds):
    """A Keystone whose tokens are valid for so long."""
    def begin_again(seconds):
        keystone.stop()
        keystone.token_seconds = seconds
        keystone.start(service.url)

    usual = keystone.token_seconds
    begin_again(seconds)
    try:
        yield
    finally:
        begin_again(usual)


def new_image(service, headers):
    status, _, answer = service.request("POST", "/v2/images", json.dumps({"disk_format": "raw", "container_format": "bare"}),
                                        headers | {"Content-Type": "application/json"})
    expect(status, 201, f"a new image ({answer})")
    return json.loads(answer)["id"]


def alone(service, commands, account, folder, data):
    image = upload(commands, folder, data, "alone")
    container = f"images_{image}"
    saves(commands, folder, MEMBER, image, data)
    commands.openstack(ADMIN, "image", "delete", image, fails="403")
    saves(commands, folder, MEMBER, image, data)
    # Nobody may tell Swift but the owner: it is tried again, and told with the owner's next change.
    commands.openstack(ADMIN, "image", "set", "--community", image)
    expect(account.lists(container)[0], "", "the list that nobody could change")
    check("Who may read image" in service.log(), "the log does not say what waits")
    commands.openstack(MEMBER, "image", "set", "--shared", image)
    commands.openstack(MEMBER, "image", "add", "project", image, account.keystone.project("other"))
    saves(commands, folder, OTHER, image, data)
    commands.openstack(MEMBER, "image", "delete", image)
    wait_for("the container to go", lambda: not account.names())
