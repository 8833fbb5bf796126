"""By what a probe is asked: by libcurl, or over a socket of our own with what libcurl sent before."""

from __future__ import annotations

import importlib
import time
from functools import cache

import pycurl

from upheld.collect.probes.kinds.http_request import Request
from upheld.collect.probes.kinds.session import VERSIONS, Trust
from upheld.collect.probes.targets.http import Http

LIBCURL_LOOKS_EVERY = 3600.0
"""Seconds; so often all of an attempt is libcurl's, its judgement of the certificate above all."""
LIBCURL_STAYS = 86_400.0
"""Seconds; so long a server is not asked by rustls that does not get on with it."""
_METHODS = frozenset({"GET", "HEAD"})
_HEADER_OUT = 2
_END = b"\r\n\r\n"


class Way:
    """By what one probe is asked next.

    libcurl asks first, and again each hour; in between its request is sent, byte for byte, over a socket of
    our own: with TLS under rustls.
    """

    __slots__ = (
        "_closed_until",
        "_open_until",
        "_stays_wide",
        "_trust",
        "is_narrowed",
        "is_proven",
        "is_secured",
        "request",
    )

    def __init__(self, *, is_secured: bool) -> None:
        self.is_secured = is_secured
        """It is asked under TLS."""
        self.request = b""
        """What libcurl sent."""
        self.is_proven = False
        """The server has finished a handshake with rustls."""
        self.is_narrowed = False
        """It was found out, since libcurl asked last, which authorities it takes."""
        self._trust: Trust | None = None
        self._stays_wide = False
        self._open_until = self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """Ask without libcurl."""
        return self._open_until > time.monotonic()

    @property
    def may_open(self) -> bool:
        """What libcurl sends next is worth taking down."""
        now = time.monotonic()
        return self._open_until <= now >= self._closed_until

    @property
    def trust(self) -> Trust | None:
        """The authorities that it takes; nothing where all are to be tried."""
        trust = self._trust
        return trust if trust is not None and trust.until > time.time() else None

    def narrow(self, trust: Trust | None) -> None:
        """Trust no others from now on; all, where there is none."""
        self.is_narrowed, self._trust = True, trust

    def listen(self, handle: pycurl.Curl) -> None:
        """Take down what libcurl sends."""
        self.request = b""
        handle.setopt(pycurl.DEBUGFUNCTION, self._hear)
        handle.setopt(pycurl.VERBOSE, 1)

    def was_answered(self) -> None:
        """The server answered libcurl."""
        now = time.monotonic()
        is_whole = self.request.endswith(_END) and self.request.count(_END) == 1
        if is_whole and now >= self._closed_until:
            self._open_until = now + LIBCURL_LOOKS_EVERY
            self.is_narrowed, self._trust = self._stays_wide, None

    def close(self) -> None:
        """Leave it to libcurl, for a day; where others might vouch than did before, until it looked."""
        self._open_until = 0.0
        if self._trust is not None:
            self._stays_wide = True
        else:
            self._closed_until = time.monotonic() + LIBCURL_STAYS
        self.is_proven = False

    def rest(self) -> None:
        """Leave it to libcurl until it would have looked again: it had to read the answer anyway."""
        self._open_until = 0.0
        self._closed_until = time.monotonic() + LIBCURL_LOOKS_EVERY

    def _hear(self, kind: int, data: bytes) -> None:
        if kind == _HEADER_OUT:
            self.request += data


def way_for(what: Http, request: Request) -> Way | None:
    """Give the way for what can be asked without libcurl at all; for everything else there is it alone."""
    fits = (
        "%" not in request.place.host
        and what.method in _METHODS
        and what.body is None
        and what.proxy is None
        and not what.keeps_connection
    )
    is_secured = request.place.scheme == "https"
    if fits and is_secured:
        fits = what.is_verified and what.tls in VERSIONS and _is_there()
    return Way(is_secured=is_secured) if fits else None


@cache
def _is_there() -> bool:
    """Load rustls, where it is installed, before anything is due: it takes a quarter of a second."""
    try:
        importlib.import_module("rtls")
    except ImportError:
        return False
    return True
