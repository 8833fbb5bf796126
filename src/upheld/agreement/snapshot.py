"""Snapshots: promises that copies are made so often, and kept so long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from upheld.chrono.instant import Micros


class CountedIn(Enum):
    """How the time between two snapshots is counted."""

    ELAPSED = "elapsed time"
    """The gap between one and the next; a night with a clock change has 23 or 25 hours."""
    CALENDAR_DAYS = "calendar days"
    """There is one on each date, or on each so many dates, whatever the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """The longest gap between two snapshots."""

    of: str
    """What is copied, as evidence names it."""
    every: Micros
    counted_in: CountedIn = CountedIn.ELAPSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each snapshot can be restored: at every instant, those of this time past must exist."""

    of: str
    """What is copied, as evidence names it."""
    kept: Micros
