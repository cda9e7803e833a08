"""A real Keystone: Debian's packages, SQLite, one waitress process, and the accounts that the tests use.

It lives in a folder: its database and keys, the log, the id of its process, and what clients and services need
to use it (`clouds.yaml`, `authtoken.conf`). Started again on the same folder it has the same accounts.
"""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time
import urllib.parse

# Keystone reads the command line of the process that it runs in, so waitress' own command cannot start it.
# One thread, because on SQLite two that write at once make one of them fail.
SERVE = """
import sys
port, sys.argv = int(sys.argv[1]), ["waitress"]
import keystone.server.wsgi
import waitress
application = keystone.server.wsgi.initialize_public_application()
calls = open("calls", "a", buffering=1)


def counted(environ, start_response):
    print(environ["REQUEST_METHOD"], environ["PATH_INFO"], file=calls)
    return application(environ, start_response)


waitress.serve(counted, host="127.0.0.1", port=port, threads=1)
"""
PASSWORD = "secret"
REGION = "RegionOne"
START_LIMIT_SECONDS = 60

# user: (project, roles there). `admin`, `member` and `reader` imply the next, as Keystone makes them; `role-less` has a
# role that implies nothing and that no service knows.
ACCOUNTS = {
    "admin": ("admin", ("admin",)),
    "glance": ("service", ("admin", "service")),
    "manager": ("demo", ("manager", "member")),
    "member": ("demo", ("member",)),
    "member-2": ("demo", ("member",)),
    "reader": ("demo", ("reader",)),
    "role-less": ("demo", ("stranger",)),
    "other-member": ("other", ("member",)),
    "third-member": ("third", ("member",)),
    "other-reader": ("other", ("reader",)),
}
SERVICE_USER = "glance"


class KeystoneFailed(Exception):
    """Keystone did not start, or refused what its own setup asks."""


class Keystone:
    def __init__(self, folder, port=5000, token_seconds=3600):
        self.folder = pathlib.Path(folder).resolve()
        self.port = port
        self.token_seconds = token_seconds

    # -- the process -----------------------------------------------------------------------------

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v3"

    def start(self, image_url="http://127.0.0.1:9292"):
        """Starts it, with `image_url` as the image service of the catalog; does nothing but that when it runs."""
        if not self.running():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write_configuration()
            if not (self.folder / "made").exists():
                self._make()
            self._spawn()
        self._fill(image_url)
        self._write_files(image_url)
        return self

    def stop(self):
        """Ends the process; the folder stays."""
        pid = self.running()
        if not pid:
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while self.running():
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def running(self):
        """The id of the process, if it is alive."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.folder / "pid").read_text())
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"waitress" in command:
                return pid
        return None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def _write_configuration(self):
        (self.folder / "keystone.conf").write_text(f"""
[DEFAULT]
log_file = {self.folder}/keystone.log
[database]
connection = sqlite:///{self.folder}/keystone.sqlite?timeout=60&check_same_thread=false
[token]
expiration = {self.token_seconds}
[fernet_tokens]
key_repository = {self.folder}/fernet-keys
[fernet_receipts]
key_repository = {self.folder}/fernet-keys
[credential]
key_repository = {self.folder}/credential-keys
[identity]
# Passwords here guard nothing; the least that bcrypt takes.
password_hash_rounds = 4
""")

    def _manage(self, *arguments):
        done = subprocess.run(["keystone-manage", "--config-file", self.folder / "keystone.conf", *arguments],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
        if done.returncode:
            raise KeystoneFailed(f"keystone-manage {arguments[0]} ended with {done.returncode}:\n{done.stderr[-3000:]}")

    def _make(self):
        for name in ("fernet-keys", "credential-keys"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        owner = ("--keystone-user", "root", "--keystone-group", "root")
        self._manage("db_sync")
        with contextlib.closing(sqlite3.connect(self.folder / "keystone.sqlite")) as database:
            database.execute("PRAGMA journal_mode = WAL")  # otherwise readers stop the writer, and it gives up
        self._manage("fernet_setup", *owner)
        self._manage("credential_setup", *owner)
        self._manage("bootstrap", "--bootstrap-password", PASSWORD, "--bootstrap-region-id", REGION,
                     *(word for kind in ("admin", "internal", "public") for word in (f"--bootstrap-{kind}-url", self.url)))
        (self.folder / "made").touch()

    def _spawn(self):
        with open(self.folder / "out", "ab") as out:
            process = subprocess.Popen(
                ["/usr/bin/python3", "-c", SERVE, str(self.port)],
                env=dict(os.environ, OS_KEYSTONE_CONFIG_FILES=str(self.folder / "keystone.conf")),
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
        (self.folder / "pid").write_text(str(process.pid))
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while True:
            with contextlib.suppress(OSError):
                if self.call("GET", "/v3")[0] == 200:
                    return
            if process.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "out").read_text(errors="replace")[-3000:]
                raise KeystoneFailed(f"Keystone does not answer on port {self.port}:\n{said}")
            time.sleep(0.1)

    def calls(self):
        """How many requests it was sent, ever."""
        with contextlib.suppress(FileNotFoundError):
            return len((self.folder / "calls").read_text().splitlines())
        return 0

    # -- its API ---------------------------------------------------------------------------------

    def call(self, method, path, document=None, token=None, subject=None):
        """One request: (status, headers, answer or None)."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["X-Auth-Token"] = token
        if subject:
            headers["X-Subject-Token"] = subject
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, None if document is None else json.dumps(document), headers)
            response = connection.getresponse()
            body = response.read()
            return response.status, response.headers, json.loads(body) if body else None
        finally:
            connection.close()

    def _expect(self, method, path, document, token, subject=None):
        status, _, answer = self.call(method, path, document, token, subject)
        if status >= 300:
            raise KeystoneFailed(f"{method} {path}: {status} {answer}")
        return answer

    def token(self, user, scope=None):
        """A token of this account, for its project unless `scope` says otherwise."""
        identity = {"methods": ["password"],
                    "password": {"user": {"name": user, "domain": {"id": "default"}, "password": PASSWORD}}}
        scope = scope or {"project": {"name": ACCOUNTS[user][0], "domain": {"id": "default"}}}
        status, headers, answer = self.call("POST", "/v3/auth/tokens", {"auth": {"identity": identity, "scope": scope}})
        if status != 201:
            raise KeystoneFailed(f"no token for {user}: {status} {answer}")
        return headers["X-Subject-Token"]

    def revoke(self, token, by):
        """Revokes `token` with the right of the token `by`."""
        self._expect("DELETE", "/v3/auth/tokens", None, by, token)

    def project(self, name):
        """The id of a project."""
        return self._find("project", name, self.token("admin"))

    def _find(self, kind, name, token):
        found = self._expect("GET", f"/v3/{kind}s?name={urllib.parse.quote(name)}", None, token)[f"{kind}s"]
        return found[0]["id"] if found else None

    def _make_one(self, kind, name, token, **more):
        found = self._find(kind, name, token)
        return found or self._expect("POST", f"/v3/{kind}s", {kind: {"name": name, **more}}, token)[kind]["id"]

    def _fill(self, image_url):
        """Accounts and the catalog's image service; what is there already stays."""
        token = self.token("admin")
        if not (self.folder / "filled").exists():
            for user, (project, roles) in ACCOUNTS.items():
                project_id = self._make_one("project", project, token, domain_id="default")
                user_id = self._make_one("user", user, token, domain_id="default", password=PASSWORD)
                for role in roles:
                    role_id = self._make_one("role", role, token)
                    self._expect("PUT", f"/v3/projects/{project_id}/users/{user_id}/roles/{role_id}", None, token)
            # Limits are read with a role on the whole system.
            reader, service_user = self._find("role", "reader", token), self._find("user", SERVICE_USER, token)
            self._expect("PUT", f"/v3/system/users/{service_user}/roles/{reader}", None, token)
            (self.folder / "filled").touch()
        self.offer("glance", "image", image_url)

    def grant(self, user, role):
        """Gives an account one role more in its project."""
        token = self.token("admin")
        role_id, user_id = self._make_one("role", role, token), self._find("user", user, token)
        project = self._find("project", ACCOUNTS[user][0], token)
        self._expect("PUT", f"/v3/projects/{project}/users/{user_id}/roles/{role_id}", None, token)

    def offer(self, name, kind, url, region=REGION):
        """Has a service in the catalog, at this URL of the region; what is there already stays."""
        token = self.token("admin")
        if region != REGION and self.call("GET", f"/v3/regions/{region}", None, token)[0] == 404:
            self._expect("POST", "/v3/regions", {"region": {"id": region}}, token)
        service = self._find("service", name, token) or self._expect("POST", "/v3/services", {"service": {"name": name, "type": kind}}, token)["service"]["id"]
        there = {endpoint["interface"]: endpoint for endpoint in
                 self._expect("GET", f"/v3/endpoints?service_id={service}&region_id={region}", None, token)["endpoints"]}
        for interface in ("public", "internal", "admin"):
            endpoint = {"interface": interface, "url": url, "service_id": service, "region_id": region}
            if interface not in there:
                self._expect("POST", "/v3/endpoints", {"endpoint": endpoint}, token)
            elif there[interface]["url"] != url:
                self._expect("PATCH", f"/v3/endpoints/{there[interface]['id']}", {"endpoint": {"url": url}}, token)

    # -- limits ----------------------------------------------------------------------------------

    def register_limits(self, limits):
        """Registers limits of the image service, which count for projects without limits of their own."""
        token = self.token("admin", {"system": {"all": True}})
        service = self._find("service", "glance", token)
        self._expect("POST", "/v3/registered_limits", {"registered_limits": [
            {"service_id": service, "region_id": REGION, "resource_name": name, "default_limit": limit}
            for name, limit in limits.items()]}, token)

    def limit(self, project, name, limit):
        """Gives a project a limit of its own, or (None) takes it away."""
        token = self.token("admin", {"system": {"all": True}})
        service = self._find("service", "glance", token)
        there = self._expect("GET", f"/v3/limits?service_id={service}&project_id={project}&resource_name={name}", None, token)["limits"]
        if limit is None:
            self._expect("DELETE", f"/v3/limits/{there[0]['id']}", None, token)
        elif there:
            self._expect("PATCH", f"/v3/limits/{there[0]['id']}", {"limit": {"resource_limit": limit}}, token)
        else:
            self._expect("POST", "/v3/limits", {"limits": [
                {"service_id": service, "region_id": REGION, "project_id": project, "resource_name": name, "resource_limit": limit}]}, token)

    # -- what others need to use it --------------------------------------------------------------

    @property
    def limits_configuration(self):
        """Lines of configuration that make glance-api, or Vitrine, hold projects to this Keystone's limits."""
        return f"""
use_keystone_limits = true
[oslo_limit]
auth_url = {self.url}
auth_type = password
username = {SERVICE_USER}
password = {PASSWORD}
user_domain_id = default
system_scope = all
endpoint_id = {self._image_endpoint()}
"""

    def _image_endpoint(self):
        token = self.token("admin")
        service = self._find("service", "glance", token)
        return self._expect("GET", f"/v3/endpoints?service_id={service}&interface=public", None, token)["endpoints"][0]["id"]

    @property
    def clouds_file(self):
        return self.folder / "clouds.yaml"

    @property
    def authtoken_file(self):
        """Configuration that makes glance-api, or Vitrine, ask this Keystone who is calling."""
        return self.folder / "authtoken.conf"

    def client_environment(self, user):
        """The variables of OpenStack's clients for an account."""
        return {"OS_AUTH_URL": self.url, "OS_IDENTITY_API_VERSION": "3", "OS_AUTH_TYPE": "password", "OS_USERNAME": user,
                "OS_PASSWORD": PASSWORD, "OS_PROJECT_NAME": ACCOUNTS[user][0], "OS_USER_DOMAIN_ID": "default",
                "OS_PROJECT_DOMAIN_ID": "default", "OS_REGION_NAME": REGION}

    def _write_files(self, image_url):
        clouds = {user: {"auth": {"auth_url": self.url, "username": user, "password": PASSWORD, "project_name": project,
                                  "user_domain_id": "default", "project_domain_id": "default"},
                         "region_name": REGION, "identity_api_version": 3}
                  for user, (project, _) in ACCOUNTS.items()}
        clouds["system-admin"] = {"auth": {"auth_url": self.url, "username": "admin", "password": PASSWORD,
                                           "user_domain_id": "default", "system_scope": "all"},
                                  "region_name": REGION, "identity_api_version": 3}
        self.clouds_file.write_text(json.dumps({"clouds": clouds}, indent=1))  # JSON is YAML
        self.authtoken_file.write_text(f"""
[paste_deploy]
flavor = keystone
[keystone_authtoken]
www_authenticate_uri = {self.url}
auth_url = {self.url}
auth_type = password
username = {SERVICE_USER}
password = {PASSWORD}
project_name = {ACCOUNTS[SERVICE_USER][0]}
user_domain_id = default
project_domain_id = default
region_name = {REGION}
""")
