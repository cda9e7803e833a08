"""A real Barbican beside a real Keystone: Debian's package, SQLite, one waitress process; it keeps certificates and keys as secrets."""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import subprocess
import time

SERVE = """
import sys
folder, port, sys.argv = sys.argv[1], int(sys.argv[2]), ["waitress"]
import paste.deploy
import waitress
from barbican.common import config
config.CONF(args=["--config-file", folder + "/barbican.conf"], project="barbican")
waitress.serve(paste.deploy.loadapp("config:" + folder + "/paste.ini", name="main"), host="127.0.0.1", port=port, threads=1)
"""
PASTE = """
[composite:main]
use = egg:Paste#urlmap
/: versions
/v1: api
[app:versions]
paste.app_factory = barbican.api.app:create_version_app
[pipeline:api]
pipeline = authtoken context app
[app:app]
paste.app_factory = barbican.api.app:create_main_app
[filter:context]
paste.filter_factory = barbican.api.middleware.context:ContextMiddleware.factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
"""
CONFIGURATION = """
[DEFAULT]
host_href = http://127.0.0.1:{port}
sql_connection = sqlite:///{folder}/barbican.sqlite
db_auto_create = true
log_file = {folder}/barbican.log
[queue]
enable = false
[secretstore]
enabled_secretstore_plugins = store_crypto
[crypto]
enabled_crypto_plugins = simple_crypto
[simple_crypto_plugin]
kek = {kek}
[oslo_policy]
enforce_new_defaults = true
enforce_scope = true
"""
START_LIMIT_SECONDS = 60


class Barbican:
    def __init__(self, folder, keystone, port):
        self.folder, self.keystone, self.port = pathlib.Path(folder).resolve(), keystone, port
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.folder.mkdir(parents=True)
        kek = base64.urlsafe_b64encode(os.urandom(32)).decode()
        (self.folder / "barbican.conf").write_text(CONFIGURATION.format(port=self.port, folder=self.folder, kek=kek) + self.keystone.authtoken_file.read_text())
        (self.folder / "paste.ini").write_text(PASTE)
        with open(self.folder / "out", "ab") as out:
            self.process = subprocess.Popen(["/usr/bin/python3", "-c", SERVE, str(self.folder), str(self.port)], cwd=self.folder,
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while True:
            with contextlib.suppress(OSError):
                if self.call("GET", "/")[0] in (200, 300):
                    break
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("Barbican does not answer:\n" + (self.folder / "out").read_text(errors="replace")[-3000:])
            time.sleep(0.1)
        self.keystone.offer("barbican", "key-manager", self.url)
        return self

    def __exit__(self, *error):
        self.stop()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def call(self, method, path, document=None, token=None):
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["X-Auth-Token"] = token
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, None if document is None else json.dumps(document), headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def keep(self, certificate, user):
        """Keeps a certificate (PEM as text, or DER as bytes) as a secret of the user's project; its id."""
        document = {"name": "certificate", "secret_type": "certificate"}
        if isinstance(certificate, bytes):
            document |= {"payload": base64.b64encode(certificate).decode(), "payload_content_type": "application/octet-stream",
                         "payload_content_encoding": "base64"}
        else:
            document |= {"payload": certificate, "payload_content_type": "text/plain"}
        return self._keep(document, user)

    def keep_key(self, user):
        """Keeps a key of a disk, as Cinder does; its id."""
        return self._keep({"name": "disk", "secret_type": "symmetric", "algorithm": "aes", "bit_length": 256, "mode": "xts",
                           "payload": base64.b64encode(os.urandom(32)).decode(), "payload_content_type": "application/octet-stream",
                           "payload_content_encoding": "base64"}, user)

    def has(self, secret, user):
        status, answer = self.call("GET", f"/v1/secrets/{secret}", token=self.keystone.token(user))
        if status not in (200, 404):
            raise RuntimeError(f"Barbican does not tell: {status} {answer}")
        return status == 200

    def _keep(self, document, user):
        status, answer = self.call("POST", "/v1/secrets", document, self.keystone.token(user))
        if status != 201:
            raise RuntimeError(f"Barbican keeps nothing: {status} {answer}\n" + (self.folder / "barbican.log").read_text(errors="replace")[-3000:])
        return json.loads(answer)["secret_ref"].rsplit("/", 1)[1]
