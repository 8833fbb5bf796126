"""Snapshots: promises that copies are made so often, and kept so long."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Micros


class CountedIn(Enum):
    """How the time between two snapshots is counted."""

    ELAPSED = "elapsed time"
    """The gap between one and the next; a night with a clock change has 23 or 25 hours."""
    CALENDAR_DAYS = "calendar days"
    """There is one on each date, or on each so many dates, whatever the hour."""


class Snapshots(Struct, frozen=True, kw_only=True):
    """The longest gap between two snapshots."""

    of: str
    """What is copied, as evidence names it."""
    every: Micros
    counted_in: CountedIn = CountedIn.ELAPSED


class Retention(Struct, frozen=True, kw_only=True):
    """How long each snapshot can be restored: at every instant, those of this time past must exist."""

    of: str
    """What is copied, as evidence names it."""
    kept: Micros
