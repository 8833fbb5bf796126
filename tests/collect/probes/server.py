"""Servers of one test: a socket, a thread, and what is done with each connection."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Manner = Callable[[socket.socket], None]
DAY = datetime.timedelta(days=1)


@contextlib.contextmanager
def served(manner: Manner, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Deal with every connection in this manner, each in a thread; gives the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.create_server((host, 0), family=family, backlog=64)
    ended = threading.Event()

    def deal(stream: socket.socket) -> None:
        with contextlib.suppress(OSError):
            stream.settimeout(20)
            if context is not None:
                stream = context.wrap_socket(stream, server_side=True)
            manner(stream)
        stream.close()

    def take() -> None:
        while not ended.is_set():
            try:
                stream, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=deal, args=(stream,), daemon=True).start()

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        ended.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def head_of(stream: socket.socket) -> str:
    """Read a request up to the end of its headers."""
    got = b""
    while b"\r\n\r\n" not in got:
        came = stream.recv(65536)
        if not came:
            break
        got += came
    return got.decode("latin-1")


def answering(
    body: bytes = b"it works",
    status: str = "200 OK",
    headers: tuple[str, ...] = (),
    heard: list[str] | None = None,
) -> Manner:
    """Answer every request so, and keep what was asked."""

    def manner(stream: socket.socket) -> None:
        request = head_of(stream)
        if heard is not None:
            heard.append(request)
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
        stream.sendall("\r\n".join(lines).encode() + body)

    return manner


def certified(
    folder: Path, *, names: tuple[str, ...] = ("localhost",), begins: int = -1, ends: int = 30
) -> tuple[ssl.SSLContext, str]:
    """A context for a server with a certificate signed by itself, and that certificate in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins * DAY)
        .not_valid_after(now + ends * DAY)
        .add_extension(
            x509.SubjectAlternativeName(
                [*map(x509.DNSName, names), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    (folder / "certificate.pem").write_text(pem)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context, pem
