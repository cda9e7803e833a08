"""The servers that are compared: Vitrine, nginx (sendfile, DAV), the real glance-api of Debian.

Each is started on loopback with a folder of its own and offers the same few verbs to the harness.
"""

import http.client
import itertools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/acceptance"))
from service import Service  # noqa: E402


def tree_cpu_seconds(pid):
    """User and system seconds of a process and of all that descend from it."""
    children = {}
    usage = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            usage[int(entry.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    total, waiting = 0.0, [pid]
    while waiting:
        process = waiting.pop()
        total += usage.get(process, 0.0)
        waiting += children.get(process, [])
    return total


class Peer:
    name = "?"
    host = "127.0.0.1"
    port = 0
    pid = 0

    def cpu_seconds(self):
        return tree_cpu_seconds(self.pid)

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=600)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            answer = response.read()
            if response.status >= 300:
                raise RuntimeError(f"{self.name}: {method} {path}: {response.status} {answer[:300]!r}")
            return answer
        finally:
            connection.close()

    def wait_until_up(self, path):
        deadline = time.monotonic() + 60
        while True:
            try:
                connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
                connection.request("GET", path)
                connection.getresponse().read()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            finally:
                connection.close()


class ImagesApi(Peer):
    """What Vitrine and Glance have in common."""

    def new_target(self):
        """The path that the next upload goes to."""
        document = {"name": "benchmark", "disk_format": "raw", "container_format": "bare"}
        image = json.loads(self.request("POST", "/v2/images", json.dumps(document), {"Content-Type": "application/json"}))
        return f"/v2/images/{image['id']}/file"

    def free(self, target):
        self.request("DELETE", target.removesuffix("/file"))

    def fill(self, count):
        """Makes the list `count` long; the path of one image."""
        for number in range(count):
            document = {"name": f"image-{number:05}", "disk_format": "qcow2", "container_format": "bare",
                        "os_distro": "debian", "os_version": str(number % 13), "architecture": "x86_64", "tags": ["benchmark"]}
            image = json.loads(self.request("POST", "/v2/images", json.dumps(document), {"Content-Type": "application/json"}))
        return f"/v2/images/{image['id']}"


class Vitrine(ImagesApi):
    name = "vitrine"

    def __init__(self, folder, settings=None):
        self.service = Service(folder / "vitrine", environment=settings).start()
        self.port, self.pid = self.service.port, self.service.pid
        self.emptied, self.number = folder / "emptied", itertools.count()
        self.emptied.mkdir()

    def free(self, target):
        super().free(target)
        # Chunks wait for the collector. The other servers' data is freed at once, so that the next run
        # writes into freed blocks and pages; to compare like with like, free the chunks' as well. Their
        # inodes stay until the end: an ext4 without a journal looks, at every new file, at all that were
        # deleted in the last minutes (recently_deleted() in fs/ext4/ialloc.c), and thousands of them cost
        # more than the upload. No operator deletes that many files in such a minute.
        for chunk in self.chunks():
            os.truncate(chunk, 0)
            chunk.rename(self.emptied / str(next(self.number)))

    def chunks(self):
        return [path for path in (self.service.data / "store" / "chunks").rglob("*") if path.is_file()]

    def close(self):
        self.service.stop()


class Glance(ImagesApi):
    name = "glance"
    port = 19393

    def __init__(self, folder):
        home = folder / "glance"
        (home / "images").mkdir(parents=True)
        (home / "glance.conf").write_text(f"""
[DEFAULT]
bind_host = 127.0.0.1
bind_port = {self.port}
workers = 2
enabled_import_methods = []
node_staging_uri = file://{home}/staging
log_file = {home}/glance.log
[database]
connection = sqlite:///{home}/glance.sqlite?timeout=60
[glance_store]
stores = file
default_store = file
filesystem_store_datadir = {home}/images
[oslo_policy]
enforce_scope = false
enforce_new_defaults = false
[paste_deploy]
config_file = /usr/share/glance-common/glance-api-paste.ini
""")
        subprocess.run(["glance-manage", "--config-file", home / "glance.conf", "db_sync"], check=True, capture_output=True)
        self.process = subprocess.Popen(["glance-api", "--config-file", home / "glance.conf"], stdin=subprocess.DEVNULL,
                                        stdout=open(home / "out", "wb"), stderr=subprocess.STDOUT, start_new_session=True)
        self.pid = self.process.pid
        self.wait_until_up("/v2/images")

    def close(self):
        os.killpg(self.pid, signal.SIGKILL)  # it would wait for its clients
        self.process.wait(30)


class Nginx(Peer):
    name = "nginx"
    port = 19394

    def __init__(self, folder):
        home = folder / "nginx"
        (home / "files").mkdir(parents=True)
        (home / "nginx.conf").write_text(f"""
user root;
worker_processes 2;
daemon off;
pid {home}/pid;
error_log {home}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_max_body_size 0;
  client_body_temp_path {home}/body;
  server {{
    listen 127.0.0.1:{self.port};
    location / {{ root {home}/files; dav_methods PUT DELETE; }}
  }}
}}
""")
        self.number = 0
        self.files = home / "files"
        self.process = subprocess.Popen(["nginx", "-c", home / "nginx.conf"], stdin=subprocess.DEVNULL,
                                        stdout=open(home / "out", "wb"), stderr=subprocess.STDOUT)
        self.pid = self.process.pid
        self.wait_until_up("/")

    def new_target(self):
        self.number += 1
        return f"/file-{self.number}"

    def free(self, target):
        self.request("DELETE", target)

    def close(self):
        self.process.terminate()
        self.process.wait(30)


def clean(folder):
    shutil.rmtree(folder, ignore_errors=True)
