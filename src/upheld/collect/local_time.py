"""Local times: what a wall clock showed, turned into instants by the zone it hung in."""

from __future__ import annotations

from enum import Enum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, format_instant
from upheld.chrono.zone import WallTime, Zone
from upheld.errors import TimeError


class Repeated(Enum):
    """How to read a local time that clocks showed twice, in the hour they were set back."""

    REFUSED = "refused"
    EARLIER = "earlier"
    LATER = "later"


class LocalClock(Struct, frozen=True, kw_only=True):
    """The clock a source writes its local times by."""

    zone: Zone
    repeated: Repeated = Repeated.REFUSED


class LocalReading(Struct, frozen=True, kw_only=True):
    """Instants of local times, and which of them there is no saying; arrays of one length."""

    instants: NDArray[np.int64]
    skipped: NDArray[np.bool_]
    """Never shown: clocks were set forward over it, or it lies outside the years the zone covers."""
    repeated: NDArray[np.bool_]
    """Shown twice, and the clock does not say which is meant."""


def instant_of(wall: WallTime, clock: LocalClock) -> Instant:
    """Turn one wall time into an instant; raises `TimeError` where the clock showed it never, or twice."""
    instants = clock.zone.instants(wall)
    if len(instants) == 1 or (instants and clock.repeated is not Repeated.REFUSED):
        return instants[-1 if clock.repeated is Repeated.LATER else 0]
    shown = format_instant(Instant(wall)).removesuffix("Z")
    if not instants:
        raise TimeError(f"{shown} never came in {clock.zone.name}, where clocks were set forward; correct it")
    raise TimeError(
        f"{shown} came twice in {clock.zone.name}, where clocks were set back; say which is meant"
    )


def read_local(wall: NDArray[np.int64], clock: LocalClock) -> LocalReading:
    """Turn wall times, microseconds, into instants.

    Each offset the zone ever had is tried on all times at once; those for which it was in force are right.
    Cost grows with the number of different offsets, not of clock changes.
    """
    starts = np.array(clock.zone.starts, dtype=np.int64)
    offsets = np.array(clock.zone.offsets, dtype=np.int64)
    span = clock.zone.span
    count = np.zeros(len(wall), dtype=np.int8)
    earliest = np.full(len(wall), np.iinfo(np.int64).max)
    latest = np.full(len(wall), np.iinfo(np.int64).min)
    for offset in np.unique(offsets):
        at = wall - offset
        segment = np.searchsorted(starts, at, side="right") - 1
        fits = (segment >= 0) & (at < span.end)
        fits &= offsets[np.maximum(segment, 0)] == offset
        count += fits
        earliest = np.where(fits, np.minimum(earliest, at), earliest)
        latest = np.where(fits, np.maximum(latest, at), latest)
    chosen = latest if clock.repeated is Repeated.LATER else earliest
    skipped = count == 0
    return LocalReading(
        instants=np.where(skipped, 0, chosen),
        skipped=skipped,
        repeated=(count > 1) & (clock.repeated is Repeated.REFUSED),
    )
