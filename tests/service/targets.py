"""What agents of a test probe: a server that writes down who asked, and answers as it is told."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Waiting(ThreadingHTTPServer):
    """Lets many wait."""

    daemon_threads = True
    request_queue_size = 512


class Target:
    """A server on this machine."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, str]] = []
        """Instants in microseconds, and paths."""
        self.status = 200
        self.silent_on = ""
        """A path on which nothing is answered."""
        self._ended = threading.Event()
        target = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                target.asked.append((time.time_ns() // 1000, self.path))
                if self.path == target.silent_on:
                    target._ended.wait()
                body = b"secret=hunter22" if target.status != 200 else b"fine"
                self.send_response(target.status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Set-Cookie", "session=hunter22")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                pass

        self._server = Waiting(("127.0.0.1", 0), Answering)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def times(self, path: str = "/") -> list[int]:
        """When a path was asked for."""
        return [at for at, asked in list(self.asked) if asked == path]

    def end(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
