"""The line to the server: requests over one connection, kept open; what fails is cut off, or refused."""

from __future__ import annotations

import gzip
import http.client
import ssl
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from upheld import __version__
from upheld.errors import UpheldError, UsageError

SECONDS = 20.0
"""So long an answer may take."""
MOST_BYTES = 64 << 20
_PACKED_FROM = 1000
_OURS = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422})
"""What will be refused again, however often it is sent; all other failures pass."""


class CutOffError(UpheldError):
    """The server can't be reached, or can't answer now: it is tried again."""


class RefusedError(UpheldError):
    """The server heard, and does not do it."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Answered(Struct, frozen=True, kw_only=True):
    """What came back."""

    status: int
    body: bytes
    tag: str


class Place(Struct, frozen=True, kw_only=True):
    """Where the server is, and what lets the agent in."""

    server: str
    token: str
    authorities: Path | None = None
    """Certificates of authorities that are trusted instead of the machine's."""
    may_be_plain: bool = False
    """Whether the token may go without TLS to another machine."""

    def __repr__(self) -> str:
        return f"Place({self.server!r})"


class Line:
    """One connection, for one thread."""

    def __init__(self, place: Place) -> None:
        """UsageError for an address that can't be meant, or would give the token away."""
        parts = urlsplit(place.server)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise UsageError("the server's address can't be meant: write it as https://sla.example.net")
        if parts.scheme == "http" and not place.may_be_plain and not _is_here(parts.hostname):
            raise UsageError(
                f"{parts.hostname} would be sent the token where others can read it: write https://, or say "
                "`--plain-http` where nobody else is on the way"
            )
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._token = place.token
        self._tls = None
        if parts.scheme == "https":
            self._tls = ssl.create_default_context(cafile=place.authorities and str(place.authorities))
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, body: bytes) -> Answered:
        """Send a body of JSON. CutOffError, RefusedError."""
        headers = {"Content-Type": "application/json"}
        if len(body) > _PACKED_FROM:
            body = gzip.compress(body, compresslevel=1)
            headers["Content-Encoding"] = "gzip"
        return self._ask("POST", path, body, headers)

    def get(self, path: str, tag: str = "") -> Answered:
        """Read what is there; 304 where the tag is still that of it. CutOffError, RefusedError."""
        return self._ask("GET", path, None, {"If-None-Match": f'"{tag}"'} if tag else {})

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answered:
        headers |= {"Authorization": f"Bearer {self._token}", "User-Agent": f"upheld-agent/{__version__}"}
        try:
            connection = self._connected()
            connection.request(method, self._prefix + path, body, headers)
            answer = connection.getresponse()
            given = answer.read(MOST_BYTES)
            tag = (answer.getheader("ETag") or "").strip('"')
            if answer.will_close:
                self.close()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise CutOffError(f"the server can't be reached: {type(error).__name__}") from error
        if answer.status in _OURS:
            raise RefusedError(answer.status, _detail(given))
        if answer.status not in (200, 201, 304):
            raise CutOffError(f"the server answers {answer.status}")
        return Answered(status=answer.status, body=given, tag=tag)

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = (
                http.client.HTTPConnection(self._host, self._port, timeout=SECONDS)
                if self._tls is None
                else http.client.HTTPSConnection(self._host, self._port, timeout=SECONDS, context=self._tls)
            )
        return self._connection


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _detail(body: bytes) -> str:
    """What a problem says; nothing that is no problem is repeated."""
    try:
        said = msgspec.json.decode(body)
    except msgspec.MsgspecError:
        return "the server refused, and did not say why"
    return str(said.get("detail", ""))[:500] if isinstance(said, dict) else ""
