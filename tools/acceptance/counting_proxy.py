"""A proxy that counts what a backend sends, passes bytes on as they are, and can be shut."""

import contextlib
import socket
import threading

BLOCK_BYTES = 1 << 18


class CountingProxy:
    """Listens on loopback and connects each client to one backend. `sent_bytes` is what the backend has answered."""

    def __init__(self, host, port):
        self.backend = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.sent_bytes = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self):
        with self.lock:
            self.sent_bytes = 0

    def _accept(self):
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            backend = socket.create_connection(self.backend, timeout=10)
        except OSError:
            client.close()
            return
        for one in client, backend:
            one.settimeout(None)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self._pass, args=(client, backend, False), daemon=True).start()
        self._pass(backend, client, True)

    def _pass(self, source, sink, counted):
        block = bytearray(BLOCK_BYTES)
        view = memoryview(block)
        with contextlib.suppress(OSError):
            while length := source.recv_into(block):
                if counted:
                    with self.lock:
                        self.sent_bytes += length
                sink.sendall(view[:length])
        for one in source, sink:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        sink.close()

    def close(self):
        self.listener.close()
