"""First messages of TLS made by hand, so that versions can be offered which no library offers any more.

The forms are those of RFC 6101 (SSL 3.0), 2246, 4346 and 5246 (TLS 1.0 to 1.2), and RFC 6066 for extensions.
"""

from __future__ import annotations

import os
import struct

from msgspec import Struct

from upheld.collect.probes import trouble
from upheld.collect.probes.failure import Failure
from upheld.collect.probes.wire import Wire

SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2 = 0x0300, 0x0301, 0x0302, 0x0303
VERSION_NAMES = {SSL_3_0: "SSL 3.0", TLS_1_0: "TLS 1.0", TLS_1_1: "TLS 1.1", TLS_1_2: "TLS 1.2"}

MOST_BYTES = 65_536
"""Of what a server sends before it waits for the client."""

_ALERT, _HANDSHAKE = 21, 22
_SERVER_HELLO, _CERTIFICATE, _SERVER_HELLO_DONE, _CERTIFICATE_STATUS = 2, 11, 14, 22
_LARGEST_RECORD = 16_384 + 2048

# Of each family of key exchange, with each cipher that servers of any age know; by their numbers at IANA.
_OLD_SUITES = (
    *(0xC014, 0xC00A, 0xC013, 0xC009, 0xC012, 0xC008, 0xC011, 0xC007),
    *(0x0039, 0x0038, 0x0033, 0x0032, 0x0016, 0x0013, 0x0088, 0x0045),
    *(0x0035, 0x002F, 0x0084, 0x0041, 0x0096, 0x000A, 0x0005, 0x0004, 0x0007, 0x0009),
)
_SUITES_OF_1_2 = (
    *(0xC02C, 0xC030, 0xC02B, 0xC02F, 0xCCA9, 0xCCA8, 0xC024, 0xC028, 0xC023, 0xC027),
    *(0x009F, 0x009E, 0xCCAA, 0x006B, 0x0067, 0x009D, 0x009C, 0x003D, 0x003C),
)
_RENEGOTIATION = 0x00FF
_GROUPS = (0x001D, 0x0017, 0x0018, 0x0019)
_SIGNATURES = (0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201)

_ALERTS = {
    0: "close notify",
    10: "unexpected message",
    20: "bad record mac",
    40: "handshake failure",
    42: "bad certificate",
    46: "certificate unknown",
    47: "illegal parameter",
    48: "unknown authority",
    49: "access denied",
    50: "decode error",
    51: "decrypt error",
    70: "protocol version",
    71: "insufficient security",
    80: "internal error",
    86: "inappropriate fallback",
    112: "unrecognized name",
}


class Taken(Struct, frozen=True, kw_only=True):
    """The server goes on by a version."""

    version: int
    certificates: tuple[bytes, ...] = ()
    """In DER, its own first; none where they were not read."""
    staple: bytes = b""
    """Word of its authority that its certificate is not revoked, in DER."""


class NotTaken(Struct, frozen=True):
    """The server does not go on."""

    words: str


def client_hello(version: int, server_name: str | None, asks_for_staple: bool = False) -> bytes:
    """Offer one version and none besides."""
    suites = (*_SUITES_OF_1_2, *_OLD_SUITES) if version == TLS_1_2 else _OLD_SUITES
    body = struct.pack("!H", version) + os.urandom(32) + b"\0"
    body += _vector(2, b"".join(struct.pack("!H", each) for each in (*suites, _RENEGOTIATION)))
    body += b"\x01\0"
    if version > SSL_3_0:
        body += _vector(2, b"".join(_extensions(version, server_name, asks_for_staple)))
    message = b"\x01" + len(body).to_bytes(3) + body
    # The outer version of the first record is TLS 1.0 at most, which old servers insist on (RFC 5246, E.1).
    return struct.pack("!BH", _HANDSHAKE, min(version, TLS_1_0)) + _vector(2, message)


def _extensions(version: int, server_name: str | None, asks_for_staple: bool) -> list[bytes]:
    found = []
    if server_name:
        found.append(_extension(0, _vector(2, b"\0" + _vector(2, server_name.encode("ascii", "replace")))))
    found.append(_extension(10, _vector(2, b"".join(struct.pack("!H", each) for each in _GROUPS))))
    found.append(_extension(11, b"\x01\0"))
    if version == TLS_1_2:
        found.append(_extension(13, _vector(2, b"".join(struct.pack("!H", each) for each in _SIGNATURES))))
    if asks_for_staple:
        found.append(_extension(5, b"\x01\0\0\0\0"))
    return found


def _extension(number: int, data: bytes) -> bytes:
    return struct.pack("!H", number) + _vector(2, data)


def _vector(size: int, data: bytes) -> bytes:
    return len(data).to_bytes(size) + data


def answer_to_hello(wire: Wire, reads_all: bool = False) -> Taken | NotTaken:
    """Read what a server says to a first message; `reads_all` goes on to its certificates.

    Raises `Failure` where nothing comes in time, or what comes is no TLS.
    """
    taken: Taken | None = None
    certificates: tuple[bytes, ...] = ()
    staple = b""
    held = b""
    while True:
        try:
            kind, data = _record(wire)
        except Failure as failure:
            if taken is None and failure.code == trouble.RESET:
                return NotTaken("the connection was ended")
            raise
        if kind == _ALERT:
            return (
                NotTaken(f"alert `{_ALERTS.get(data[1], data[1])}`") if len(data) > 1 else NotTaken("alert")
            )
        held += data
        while len(held) >= 4 and len(held) >= 4 + int.from_bytes(held[1:4]):
            size = 4 + int.from_bytes(held[1:4])
            message, body, held = held[0], held[4:size], held[size:]
            if taken is None:
                if message != _SERVER_HELLO or len(body) < 2:
                    raise Failure(trouble.PROTOCOL, "what came is no answer of TLS")
                taken = Taken(version=int.from_bytes(body[:2]))
                if not reads_all:
                    return taken
            elif message == _CERTIFICATE:
                certificates = _certificates(body)
            elif message == _CERTIFICATE_STATUS and body[:1] == b"\x01":
                staple = body[4:]
            elif message == _SERVER_HELLO_DONE:
                return Taken(version=taken.version, certificates=certificates, staple=staple)


def _record(wire: Wire) -> tuple[int, bytes]:
    head = wire.exactly(5)
    if len(head) < 5:
        raise Failure(trouble.RESET, "the connection ended within the TLS handshake")
    kind, size = head[0], int.from_bytes(head[3:])
    if kind not in (_ALERT, _HANDSHAKE) or head[1] != 3 or not 0 < size <= _LARGEST_RECORD:
        raise Failure(trouble.PROTOCOL, "what came is no answer of TLS")
    data = wire.exactly(size)
    if len(data) < size:
        raise Failure(trouble.RESET, "the connection ended within the TLS handshake")
    return kind, data


def _certificates(body: bytes) -> tuple[bytes, ...]:
    found = []
    at = 3
    while at + 3 <= len(body):
        size = int.from_bytes(body[at : at + 3])
        found.append(body[at + 3 : at + 3 + size])
        at += 3 + size
    return tuple(found)
