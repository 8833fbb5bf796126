"""A program elsewhere that is told by webhook: it answers as a test wants, and keeps what it was sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

HERE = (ip_network("127.0.0.0/8"),)


class Listener:
    """What listens at an address of this machine."""

    def __init__(self) -> None:
        self.answers: list[int | Callable[[BaseHTTPRequestHandler], None]] = []
        """What is answered, in order; 204 after that."""
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        """Path, headers and body of each request."""
        self.address = ""


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            listener.heard.append((self.path, headers, body))
            reply = listener.answers.pop(0) if listener.answers else 204
            if callable(reply):
                reply(self)
                return
            self.send_response(reply)
            if reply == 302:
                self.send_header("Location", f"{listener.address}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    listener.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    server.server_close()
    thread.join()


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Answer a byte at a time, for longer than anybody waits."""
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"a" * 200:
        try:
            handler.wfile.write(bytes([byte]))
        except OSError:
            return
        time.sleep(0.05)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Say nothing."""
    handler.connection.close()
