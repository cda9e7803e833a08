"""Requests, answers, and a server to send the one to for the other."""

import dataclasses
import http.client
import json

ANSWER_LIMIT_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes | None = None
    caller: str = "admin"
    accept: str | None = "application/json"
    chunked: bool = False

    def __str__(self):
        said = "" if self.body is None else f" {self.body[:160]!r}"
        headers = "".join(f" [{name}: {value}]" for name, value in self.headers.items())
        return f"{self.caller}: {self.method} {self.path[:200]}{headers}{said}"


def json_request(method, path, document, caller="admin", media_type="application/json", **more):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Request(method, path, {"Content-Type": media_type}, body, caller, **more)


@dataclasses.dataclass(frozen=True)
class Unjudged:
    """Not a pair: a request that the next ones stand on. It must succeed on both sides."""

    request: Request


@dataclasses.dataclass(frozen=True)
class Cleanup:
    """Not a pair: deletes what a create made on each side, whatever its id is there; None for nothing."""

    ids: list


@dataclasses.dataclass(frozen=True)
class Answer:
    """The status is 0 when there was none in time."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        """The document, or None where there is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Server:
    """One of the two. Connections are kept where the server keeps them."""

    def __init__(self, name, host, port, headers_of_caller):
        self.name, self.host, self.port = name, host, port
        self.headers_of_caller = headers_of_caller
        self.connection = None

    def send(self, request):
        for attempt in (1, 2):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_LIMIT_SECONDS)
            try:
                return self._exchange(request)
            except TimeoutError:
                self.close()
                return Answer(0, http.client.HTTPMessage(), b"")
            except (http.client.HTTPException, ConnectionError):
                self.close()
                if fresh or attempt == 2:  # a kept connection may have been closed meanwhile, a new one may not
                    raise
        raise AssertionError("unreachable")

    def _exchange(self, request):
        connection = self.connection
        # Sent piece by piece: http.client would add headers that are under test.
        connection.putrequest(request.method, request.path, skip_accept_encoding=True)
        headers = dict(self.headers_of_caller(request.caller))
        if request.accept is not None:
            headers["Accept"] = request.accept
        headers.update(request.headers)
        if request.chunked:
            headers["Transfer-Encoding"] = "chunked"
        elif "Content-Length" not in headers and (request.body is not None or request.method in ("POST", "PUT", "PATCH")):
            headers["Content-Length"] = str(len(request.body or b""))
        for name, value in headers.items():
            connection.putheader(name, value)
        try:
            connection.endheaders(request.body or (b"" if request.chunked else None), encode_chunked=request.chunked)
        except BrokenPipeError:
            pass  # refused before all was sent; the answer says why
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        if response.will_close:
            self.close()
        return answer

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None
