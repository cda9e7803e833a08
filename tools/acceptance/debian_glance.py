"""The image service that Vitrine replaces, as Debian packages it: glance-api on loopback, in a folder of its own.

Its store is a directory, its database SQLite unless a URL says otherwise. Without a Keystone everybody is admin.
"""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import time

START_LIMIT_SECONDS = 60
# Without a Keystone nobody has a role; these rules ask for one even so.
ADMIN_RULES = ("context_is_admin", "default", "metadef_default", "metadef_admin", "publicize_image", "manage_image_cache", "copy_image",
               "tasks_api_access", "cache_image", "cache_list", "cache_delete", "stores_info_detail", "delete_image_location")


class DebianGlance:
    def __init__(self, folder, port, keystone=None, database=None, workers=0, options="", store=None):
        """`keystone` is a started one, `options` more lines of configuration; 0 workers serve in one process; `store` replaces the
        section of the store, which is a directory."""
        self.folder = pathlib.Path(folder).resolve()
        self.host, self.port = "127.0.0.1", port
        self.keystone = keystone
        self.database = database or f"sqlite:///{self.folder}/glance.sqlite?timeout=60"
        self.workers = workers
        self.options = options
        self.store = store or f"""
stores = file,http
default_store = file
filesystem_store_datadir = {self.folder}/images
"""
        self.process = None

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        (self.folder / "images").mkdir(parents=True, exist_ok=True)
        configuration = self.folder / "glance.conf"
        (self.folder / "policy.yaml").write_text(json.dumps({} if self.keystone else dict.fromkeys(ADMIN_RULES, "@")))
        # The rules that newer releases have by default are there in 25.1, too, but wait for these switches; they
        # need roles, so without a Keystone they would refuse everybody.
        rules = "true" if self.keystone else "false"
        configuration.write_text(f"""
[DEFAULT]
bind_host = {self.host}
bind_port = {self.port}
workers = {self.workers}
node_staging_uri = file://{self.folder}/staging
log_file = {self.folder}/glance.log
use_stderr = false
enforce_secure_rbac = {rules}
{self.options}
[database]
connection = {self.database}
[glance_store]
{self.store}
[oslo_policy]
policy_file = {self.folder}/policy.yaml
enforce_scope = {rules}
enforce_new_defaults = {rules}
[paste_deploy]
config_file = /usr/share/glance-common/glance-api-paste.ini
""")
        files = ["--config-file", configuration]
        if self.keystone:
            files += ["--config-file", self.keystone.authtoken_file]
        made = subprocess.run(["glance-manage", *files, "db_sync"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if made.returncode:
            raise RuntimeError(f"glance-manage db_sync ended with {made.returncode}:\n{made.stderr[-3000:]}")
        with open(self.folder / "out", "ab") as out:
            self.process = subprocess.Popen(["glance-api", *files], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            start_new_session=True)
        self._wait_until_up()
        return self

    def _wait_until_up(self):
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while True:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
            with contextlib.suppress(OSError), contextlib.closing(connection):
                connection.request("GET", "/v2/images")
                connection.getresponse().read()
                return
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                said = (self.folder / "out").read_text(errors="replace")[-3000:]
                raise RuntimeError(f"glance-api does not answer on port {self.port}:\n{said}")
            time.sleep(0.1)

    def stop(self):
        """Ends it at once: asked politely it would wait for its clients."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        self.stop()
