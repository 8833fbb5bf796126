"""Posting: one request to an address elsewhere, bounded in time and size, which follows nobody anywhere."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from upheld.errors import UsageError
from upheld.operations.work.addresses import Network, addresses_to_ask, is_within
from upheld.operations.work.delivering import NoAnswer, NotSent

CONNECT_SECONDS = 5.0
ALL_SECONDS = 15.0
LONGEST_ADDRESS = 2000
ADDRESSES_TRIED = 2


class Target(Struct, frozen=True, kw_only=True):
    """Where to post to."""

    host: str
    port: int
    path: str
    is_tls: bool
    shown: str
    """Host and port as a request names them."""


def target_of(url: str, besides: Sequence[Network]) -> Target:
    """Read an address; UsageError for one that can't be meant, and for one without TLS elsewhere."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("the address can't be read: write it as https://hooks.example.net/path") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or len(url) > LONGEST_ADDRESS:
        raise UsageError("write the address as https://hooks.example.net/path")
    if (
        parts.username is not None
        or parts.fragment
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        raise UsageError("the address has no user, no fragment and no characters but those of ASCII")
    if parts.scheme == "http" and not is_within(parts.hostname, besides):
        raise UsageError("the address must begin with https: what is sent there is nobody else's")
    is_tls = parts.scheme == "https"
    return Target(
        host=parts.hostname,
        port=port or (443 if is_tls else 80),
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        is_tls=is_tls,
        shown=parts.netloc,
    )


def post(
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    besides: Sequence[Network],
    trust: ssl.SSLContext | None = None,
) -> int:
    """Post a body and give the status of the answer, of which nothing else is read; 3xx leads nowhere.

    NotSent where nothing went out, NoAnswer where it may have.
    """
    connection = _connected(target, besides, trust)
    # a server that answers a byte at a time is under every limit of a single read
    watch = threading.Timer(ALL_SECONDS, _cut, [connection.sock])
    watch.daemon = True
    watch.start()
    try:
        connection.request(
            "POST", target.path, body, {**headers, "Host": target.shown, "Connection": "close"}
        )
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"no answer within {ALL_SECONDS:g} s ({type(error).__name__})") from error
    finally:
        watch.cancel()
        connection.close()


def _connected(
    target: Target, besides: Sequence[Network], trust: ssl.SSLContext | None
) -> http.client.HTTPConnection:
    try:
        addresses = addresses_to_ask(target.host, target.port, besides)
    except UsageError as error:
        raise NotSent(str(error)) from error
    except OSError as error:
        raise NotSent(f"{target.host} is not known") from error
    last: OSError = OSError("no address")
    for address in addresses[:ADDRESSES_TRIED]:
        try:
            plain = socket.create_connection((address, target.port), CONNECT_SECONDS)
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = _tls(plain, target, trust) if target.is_tls else plain
            connection.sock.settimeout(ALL_SECONDS)
            return connection
        except OSError as error:
            last = error
    said = last.verify_message if isinstance(last, ssl.SSLCertVerificationError) else type(last).__name__
    raise NotSent(f"no connection to {target.host}: {said}") from last


def _tls(plain: socket.socket, target: Target, trust: ssl.SSLContext | None) -> ssl.SSLSocket:
    try:
        return (trust or ssl.create_default_context()).wrap_socket(plain, server_hostname=target.host)
    except OSError:
        plain.close()
        raise


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
