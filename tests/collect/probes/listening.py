"""Servers on real sockets that do as a function says with each connection."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket], None], host: str = "127.0.0.1") -> Iterator[int]:
    """Listen on a free port; each connection is served in a thread and closed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, 0), family=family, backlog=64)
    threading.Thread(target=_accept, args=(listener, serve), daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, serve), daemon=True).start()


def _serve(connection: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    with connection, contextlib.suppress(OSError):
        connection.settimeout(10)
        serve(connection)


def silence(connection: socket.socket) -> None:
    """Take everything and say nothing: what is left of a connection whose other half is gone."""
    while connection.recv(65536):
        pass


def reset(connection: socket.socket) -> None:
    """Break the connection off as one does that knows nothing of it."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def garbage(connection: socket.socket) -> None:
    """Send what is no answer of any protocol."""
    connection.sendall(b"\x00\xff\xfe<html>\r\n" * 100)
    silence(connection)


def endless(connection: socket.socket) -> None:
    """Send without end."""
    while True:
        connection.sendall(b"250-" + b"x" * 65536)


def drop_by_drop(text: bytes) -> Callable[[socket.socket], None]:
    """Send one byte after another, ten a second."""

    def serve(connection: socket.socket) -> None:
        for each in text:
            connection.sendall(bytes([each]))
            time.sleep(0.1)

    return serve


@contextlib.contextmanager
def openssl_server(file: Path, *options: str) -> Iterator[int]:
    """Run the server of OpenSSL's own tool, which takes versions that Python no longer offers."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", str(file), "-quiet", *options]
    server = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.02)
        yield port
    finally:
        server.kill()
        server.communicate()
