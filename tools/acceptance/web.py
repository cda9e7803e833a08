"""A web server on loopback that has a few files, for imports to fetch."""

import http.server
import threading


class Web:
    """Files by path; their data is bytes. `slowly` names paths whose data comes in drops, `seconds_a_drop` apart."""

    def __init__(self, files, slowly=(), seconds_a_drop=0.05):
        self.files, self.slowly, self.pause = dict(files), set(slowly), threading.Event()
        self.seconds_a_drop = seconds_a_drop
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                data = web.files.get(self.path)
                if data is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                drop = 1 << 16 if self.path in web.slowly else len(data) or 1
                try:
                    for start in range(0, len(data), drop):
                        self.wfile.write(data[start:start + drop])
                        if self.path in web.slowly:
                            web.pause.wait(web.seconds_a_drop)
                except OSError:
                    self.close_connection = True  # the service was killed, or wants no more

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.pause.set()
        self.server.shutdown()
        self.server.server_close()
