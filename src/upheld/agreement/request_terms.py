"""Request terms: which requests an availability goes by, and how many it takes."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.measure import Label
from upheld.agreement.slices import EmptySlices


class CountedBy(Enum):
    """What an availability is a share of."""

    TIME = "time"
    REQUESTS = "requests"


class RequestTerms(Struct, frozen=True, kw_only=True):
    """Which requests count, and what a period without enough of them comes to."""

    at_least: int = 0
    """Requests that a period must have to be judged by them; one with fewer counts as empty."""
    empty: EmptySlices = EmptySlices.LEFT_OUT
    where: tuple[Label, ...] = ()
    """Labels that a record must bear, all of them, to count."""
