"""What is asked by a download."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.secret import Text
from upheld.collect.probes.targets.http import MEBIBYTE, Basic, Bearer


class Download(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="download", forbid_unknown_fields=True
):
    """A download that is long enough to tell a rate, and no longer; rates are bits per second."""

    url: str
    headers: tuple[tuple[str, Text], ...] = ()
    sign_in: Basic | Bearer | None = None
    redirects: int = 5
    is_verified: bool = True
    authorities: str | None = None
    """Certificates of authorities in PEM that are trusted instead of the machine's."""
    least_bytes: int = MEBIBYTE
    """A body that ends before is too short to tell."""
    most_bytes: int = 100 * MEBIBYTE
    """It is broken off after so many bytes of body."""
    lasts: Micros = Micros(10 * SECOND)
    """It is broken off so long after its first byte."""
    degraded_below: int | None = None
    down_below: int | None = None
