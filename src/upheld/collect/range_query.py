"""Range queries: a Prometheus asked what a query came to over a span of time, in steps.

API: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from urllib.parse import urlencode, urlsplit

from msgspec import Struct

from upheld import __version__
from upheld.chrono.instant import SECOND, Instant, Micros
from upheld.errors import UnreadableFile, UsageError
from upheld.quantity.phrase import shift_point

PATH = "/api/v1/query_range"
TIMEOUT = 60
MOST_BYTES = 64 << 20
"""Beyond this an answer is not read to its end."""
_TOLD = 300


class RangeQuery(Struct, frozen=True, kw_only=True):
    """What is asked, and where; UsageError for an address that is none."""

    address: str
    """Of the Prometheus, with whatever path it is served under."""
    query: str
    step: Micros
    token: str = ""
    """Shown as `Authorization: Bearer`, where there is one."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise UsageError(
                f"{self.address!r} is no address of a Prometheus: write it like http://host:9090"
            )
        if parts.username is not None:
            raise UsageError("an address holds no password here: give a token in a file")
        if self.step < SECOND:
            raise UsageError("a step is a second at least")


def ask(asked: RangeQuery, first: Instant, last: Instant) -> bytes:
    """Give the answer for the instants from the first to the last, both included, a step apart.

    UnreadableFile where none comes that can be read. Redirects are not followed: they may lead a token away.
    """
    wanted = {
        "query": asked.query,
        "start": _seconds(first),
        "end": _seconds(last),
        "step": _seconds(asked.step),
    }
    headers = {"User-Agent": f"Upheld/{__version__}", "Accept": "application/json"}
    if asked.token:
        headers["Authorization"] = f"Bearer {asked.token}"
    request = urllib.request.Request(  # noqa: S310 the scheme is http or https
        asked.address.rstrip("/") + PATH, data=urlencode(wanted).encode(), headers=headers
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            body: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as refused:
        with refused:
            raise UnreadableFile(
                f"{asked.address} answered {refused.code}: {_said(refused.read(_TOLD * 4))}"
            ) from refused
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise UnreadableFile(f"{asked.address} gives no answer: {reason}") from error
    if len(body) > MOST_BYTES:
        raise UnreadableFile(f"{asked.address} answers with more than {MOST_BYTES >> 20} MiB: ask for less")
    return body


def values_in(body: bytes) -> int:
    """How many values there are in an answer; 0 where it has another shape, which its reader tells."""
    try:
        result = json.loads(body)["data"]["result"]
        return sum(len(each["values"]) for each in result)
    except (ValueError, KeyError, TypeError):
        return 0


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Leave it at the answer that there is."""


_OPENER = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def _said(body: bytes) -> str:
    """What an answer that is no success says of itself."""
    try:
        said = str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        said = body.decode("utf-8", "replace")
    return " ".join(said.split())[:_TOLD] or "nothing"


def _seconds(micros: int) -> str:
    text = shift_point(micros, 6)
    return text.rstrip("0").rstrip(".")
