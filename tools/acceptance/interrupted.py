"""Transfers that are under way when something happens to the store that they use."""

import contextlib
import http.client
import time

from service import check

MIB = 1 << 20


class Download:
    """An image on its way out, as far as its first MiB."""

    def __init__(self, service, image):
        self.image = image
        self.connection = service.connect(120)
        self.connection.request("GET", f"/v2/images/{image}/file")
        self.answer = self.connection.getresponse()
        check(self.answer.status == 200, f"GET file of {image}: {self.answer.status}")
        self.begin = self.answer.read(MIB)

    def comes_whole(self, data):
        with contextlib.closing(self.connection):
            check(self.begin + self.answer.read() == data, f"{self.image} did not come whole")

    def is_cut(self, data):
        """All that came is right, and the client sees that the rest is missing."""
        with contextlib.closing(self.connection):
            try:
                rest = self.answer.read()
                check(False, f"{self.image} came whole, or its end was not seen: {len(self.begin) + len(rest)} bytes")
            except http.client.IncompleteRead as cut:
                came = self.begin + cut.partial
            except ConnectionError:
                came = self.begin
        check(len(came) < len(data) and data.startswith(came), f"what came of {self.image}, {len(came)} bytes, is not its beginning")


class Upload:
    """An image on its way in, as far as the caller says."""

    def __init__(self, service, image, data, store, begun_bytes):
        self.service, self.image, self.data = service, image, data
        self.connection = service.connect(120)
        self.connection.putrequest("PUT", f"/v2/images/{image}/file")
        for name, value in (("Content-Type", "application/octet-stream"), ("Content-Length", str(len(data))), ("X-Image-Meta-Store", store)):
            self.connection.putheader(name, value)
        self.connection.endheaders(data[:begun_bytes])
        self.sent_bytes = begun_bytes

    def fails(self, seconds=90):
        """With 503, or by a connection that is closed; the image is queued again, soon."""
        with contextlib.closing(self.connection):
            with contextlib.suppress(ConnectionError):
                for at in range(self.sent_bytes, len(self.data), MIB):
                    self.connection.send(self.data[at:at + MIB])
            with contextlib.suppress(ConnectionError, http.client.RemoteDisconnected):
                status = self.connection.getresponse().status
                check(status == 503, f"the upload of {self.image} ended with {status}")
        deadline = time.monotonic() + seconds
        while (status := self.service.show(self.image)["status"]) != "queued":
            check(time.monotonic() < deadline, f"{self.image} is {status} after {seconds} s")
            time.sleep(0.2)


def wait_for(what, condition, seconds=90):
    deadline = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < deadline, f"waited {seconds} s for {what}")
        time.sleep(0.2)


def survive_a_kill(service, store, data, kill, up, left, loses_all=False):
    """The store's service is killed in the middle of downloads and of an upload, and comes back.

    `left` says which images have anything in the store; with `loses_all` it forgets everything when it dies. An image that lies in the
    store `chunks`, too, is downloaded as if nothing had happened.
    """

    def made(where=store):
        image = service.create("interrupted")
        put(image, where)
        return image

    def put(image, where=store):
        status, _, answer = service.request("PUT", f"/v2/images/{image}/file", data,
                                            {"Content-Type": "application/octet-stream", "X-Image-Meta-Store": where}, timeout=300)
        check(status == 204, f"upload into {where}: {status} {answer[:300]}")

    copied, alone, third = made(), made(), service.create("interrupted")
    status, _, answer = service.request("POST", f"/v2/images/{copied}/import", b'{"method": {"name": "copy-image"}, "stores": ["chunks"]}',
                                        {"Content-Type": "application/json"})
    check(status == 202, f"copy-image: {status} {answer[:300]}")
    wait_for("the copy", lambda: "chunks" in service.show(copied)["stores"])
    goes_on, breaks = Download(service, copied), Download(service, alone)
    upload = Upload(service, third, data, store, len(data) // 4)
    wait_for("data of the upload in the store", lambda: third in left())
    kill()
    goes_on.comes_whole(data)
    breaks.is_cut(data)
    upload.fails()
    up()
    wait_for("what the upload left to go", lambda: third not in left())
    time.sleep(3)  # the guard asks again after two seconds
    put(third)
    Download(service, third).comes_whole(data)
    if not loses_all:
        Download(service, alone).comes_whole(data)
    for image in copied, alone, third:
        service.delete(image)
    wait_for("everything to go", lambda: not {copied, alone, third} & set(left()))
