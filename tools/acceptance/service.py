"""A Vitrine service under test, and a small Images API client, on Python's standard library alone.

The service is the real thing: `./vitrine serve` of this checkout in a process of its own, on a
port that it chose itself, with a data folder of its own.
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_LIMIT_SECONDS = 300  # the first start may build
READY_LIMIT_SECONDS = 60


class Failed(Exception):
    """The service did not do what it must."""


def check(condition, message):
    if not condition:
        raise Failed(message)


class Service:
    """`vitrine serve` with its own data folder; start, stop, kill, start again."""

    def __init__(self, data, options=(), environment=None, log=None, certificate=None):
        self.data = pathlib.Path(data)
        self.options = list(options)
        self.environment = dict(os.environ, **(environment or {}))
        self.log_path = pathlib.Path(log or self.data.with_suffix(".log"))
        self.process = None
        self.host, self.port = "127.0.0.1", None
        self.first_answer_seconds = None
        # Its own certificate, when it speaks TLS.
        self.tls = certificate and ssl.create_default_context(cafile=certificate)

    def start(self, listen="127.0.0.1:0"):
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with open(self.log_path, "ab") as log:
            offset = log.tell()
            self.process = subprocess.Popen(
                [str(ROOT / "vitrine"), "serve", "--data", str(self.data), "--listen", listen, *self.options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env=self.environment, start_new_session=True)
        while True:
            text = self.log_path.read_bytes()[offset:].decode(errors="replace")
            found = re.search(r"https?://127\.0\.0\.1:(\d+)", text)
            if found:
                self.port = int(found.group(1))
                break
            if self.process.poll() is not None:
                raise Failed(f"the service ended with {self.process.returncode} at its start:\n{text[-3000:]}")
            if time.monotonic() - began > START_LIMIT_SECONDS:
                self.kill()
                raise Failed(f"the service did not say its address in {START_LIMIT_SECONDS} s:\n{text[-3000:]}")
            time.sleep(0.005)
        deadline = time.monotonic() + READY_LIMIT_SECONDS
        while True:
            with contextlib.suppress(OSError):
                if self.request("GET", "/healthcheck", timeout=5)[0] == 200:
                    break
            if time.monotonic() > deadline:
                raise Failed("the service does not answer")
            time.sleep(0.005)
        self.first_answer_seconds = time.monotonic() - began
        return self

    @property
    def pid(self):
        """The JVM: the launchers replace themselves by it."""
        return self.process.pid

    @property
    def url(self):
        return f"http{'s' if self.tls else ''}://{self.host}:{self.port}"

    def stop(self, limit_seconds=60):
        """SIGTERM; the exit status must be 0."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            status = self.process.wait(limit_seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f"SIGTERM did not end the service in {limit_seconds} s") from None
        check(status == 0, f"the service ended with {status} after SIGTERM")

    def kill(self):
        """kill -9, the whole group."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        if error[0] is None:
            self.stop()
        else:
            self.kill()

    def log(self):
        return self.log_path.read_text(errors="replace")

    # -- the API -----------------------------------------------------------------------------

    def connect(self, timeout=60):
        if self.tls:
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=self.tls)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, timeout=60):
        """One request on a connection of its own: (status, headers, body)."""
        connection = self.connect(timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def json(self, method, path, document=None, expect=(200, 201)):
        headers = {"Accept": "application/json"}
        body = None
        if document is not None:
            body, headers["Content-Type"] = json.dumps(document), "application/json"
        status, _, answer = self.request(method, path, body, headers)
        check(status in expect, f"{method} {path}: {status} {answer[:300]!r}")
        return json.loads(answer) if answer else None

    def create(self, name, disk_format="raw", **more):
        return self.json("POST", "/v2/images",
                         {"name": name, "disk_format": disk_format, "container_format": "bare", **more})["id"]

    def show(self, image):
        return self.json("GET", f"/v2/images/{image}")

    def delete(self, image):
        self.json("DELETE", f"/v2/images/{image}", expect=(204,))

    def upload(self, image, data, timeout=600):
        """PUT of bytes, or of a file object with its length; the status."""
        headers = {"Content-Type": "application/octet-stream", "Accept": "application/json"}
        if hasattr(data, "read"):
            headers["Content-Length"] = str(os.fstat(data.fileno()).st_size)
        status, _, answer = self.request("PUT", f"/v2/images/{image}/file", data, headers, timeout)
        return status, answer

    def images(self):
        """Every image, by the list's own pages."""
        path, found = "/v2/images?limit=1000", []
        while path:
            page = self.json("GET", path)
            found += page["images"]
            path = page.get("next")
        return found

    def collect(self):
        """One whole run of the collector, from now on; what came of the first store. Nothing may be left to wait for."""
        return self.collected(self.collection_ended(self.begin_collection()))

    def begin_collection(self):
        """The number of the run that begins now, or after the one that is under way."""
        return self.json("POST", "/v2/collector", expect=(202,))["run"]

    @staticmethod
    def collected(last):
        """Of a run that ended well, what came of the first store."""
        check(last["failure"] is None, f"the collection failed: {last}")
        for store in last["stores"]:
            check(store["failure"] is None and not store["waiting_for"], f"the collection failed or waits: {last}")
        return last["stores"][0]

    def collection_ended(self, run, limit_seconds=60):
        """Waits for that run or a later one; whatever came of it."""
        deadline = time.monotonic() + limit_seconds
        while time.monotonic() < deadline:
            last = self.json("GET", "/v2/collector")["last"]
            if last is not None and last["run"] >= run:
                return last
            time.sleep(0.02)
        raise Failed("the collection does not end")

    def download(self, image, sink, timeout=600):
        """Feeds the data to `sink(bytes)`; the length."""
        connection = self.connect(timeout)
        try:
            connection.request("GET", f"/v2/images/{image}/file")
            response = connection.getresponse()
            check(response.status == 200, f"GET file of {image}: {response.status}")
            length = 0
            while block := response.read(1 << 20):
                sink(block)
                length += len(block)
            check(length == int(response.headers["Content-Length"]), f"{image}: the download was cut")
            return length
        finally:
            connection.close()


def vitrine(*arguments, expect=(0,), timeout=600):
    """Runs another `vitrine` command; its standard output."""
    done = subprocess.run([str(ROOT / "vitrine"), *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=timeout)
    check(done.returncode in expect,
          f"vitrine {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def free_port():
    """One of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """User and system time of a process and the children that it has waited for."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def in_parallel(count, work):
    """Runs work(0) … work(count-1) on threads; raises the first failure."""
    failures = []

    def guarded(index):
        try:
            work(index)
        except Exception as failure:  # handed to the caller's thread
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(index,), daemon=True) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
