"""Where a URL leads: scheme, host and port, of those URLs that may be asked."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from upheld.errors import PhraseError

PORTS = {"http": 80, "https": 443}
_UNFIT = re.compile(r"[\x00-\x20\x7f]")


class Place(Struct, frozen=True):
    """Where a URL leads."""

    scheme: str
    host: str
    """Without brackets."""
    port: int
    is_address: bool
    """The host is an address, so that there is nothing to look up."""


def place_of(url: str) -> Place:
    """Tell where a URL leads. Raises PhraseError for one that can't be asked."""
    remedy = "write it as https://host/path"
    if _UNFIT.search(url):
        raise PhraseError("a URL has no spaces or control characters", "write %20 for a space")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise PhraseError(f"this is no URL ({error})", remedy) from error
    if parts.scheme.lower() not in PORTS or not parts.hostname:
        raise PhraseError("a URL begins with http:// or https:// and a host", remedy)
    if "@" in parts.netloc:
        raise PhraseError("user and password don't belong in a URL", "write them under `sign_in`")
    scheme, host = parts.scheme.lower(), parts.hostname
    try:
        ip_address(host.partition("%")[0])
        is_address = True
    except ValueError:
        is_address = False
    return Place(scheme, host, PORTS[scheme] if port is None else port, is_address)


def is_same_origin(one: str, other: str) -> bool:
    """Whether two URLs have the same scheme, host and port. Raises PhraseError where one can't be asked."""
    return place_of(one) == place_of(other)


def without_query(url: str) -> str:
    """A URL without what may be secret in it."""
    return url.partition("#")[0].partition("?")[0]
