"""What is asked by loading a page in a browser."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.secret import Text
from upheld.collect.probes.targets.http import MEBIBYTE, Basic, Bearer


class Page(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="page", forbid_unknown_fields=True):
    """A page, loaded in a browser without a past."""

    url: str
    headers: tuple[tuple[str, Text], ...] = ()
    """Sent with requests to the page's own origin alone."""
    sign_in: Basic | Bearer | None = None
    status: tuple[tuple[int, int], ...] = ((200, 299),)
    """Ranges, both ends included."""
    has: tuple[str, ...] = ()
    """Texts that must be visible on the page."""
    selector: str | None = None
    """Of CSS: something it selects must be visible."""
    is_verified: bool = True
    settles: Micros = Micros(SECOND)
    """So long after it is loaded it is watched for what moves and what is painted."""
    width: int = 1280
    height: int = 800
    most_bytes: int = 50 * MEBIBYTE
    """All that is fetched for it; more is refused."""
    degraded_above: Micros | None = None
    """A page that took longer to load is degraded."""
    degraded_above_lcp: Micros | None = None
    """The same for its largest paint."""
