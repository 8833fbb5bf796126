"""Observations: the states a source saw at a point from a location, in order of time."""

from __future__ import annotations

from enum import Enum, IntEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Micros


class State(IntEnum):
    """What a service, point or location was seen to be; the numbers are storage, not an order of severity."""

    UP = 0
    DEGRADED = 1
    DOWN = 2
    UNKNOWN = 3


class Grain(Enum):
    """What one record stands for."""

    SAMPLE = "sample"
    """One check: it holds until the next, at most as long as the agreement's `stale after`."""
    STATE = "state"
    """A change of state, or its repetition: it holds until the next, at most as long as the source's hold."""


class Observations(Struct, frozen=True, kw_only=True, eq=False):
    """All that one source recorded of one point from one location; arrays have one length and are read-only.

    Instants rise strictly: records of the same instant that agree are one record, and where they disagree the
    reader of the evidence has refused them.
    """

    point: str
    """The measurement point of the agreement these records are bound to."""
    service: str | None = None
    """The service they are of, where a point of that name stands under several and they tell; else any."""
    source: str
    site: str
    """What the source calls it."""
    location: str
    grain: Grain
    times: NDArray[np.int64]
    """Instants, microseconds."""
    ends: NDArray[np.int64]
    """Until when a record says itself that its state lasted; the largest int64 where it does not.

    For a sample that stands for a run, the last sample of the run, before which none is missing.
    """
    states: NDArray[np.int8]
    """Values of `State`."""
    retries: NDArray[np.bool_]
    """True where a record is a retry within a failing check, not a full check of its own."""
    hold: Micros
    """For `STATE` records, how long one holds at most; not used for samples."""
    is_exact: bool = False
    """For `STATE` records, whether a state changed at the very instant that is recorded."""

    def identity(self, index: int) -> str:
        """The natural key of one record; the same whatever file or store it is kept in."""
        from_ = f"@{self.location}" if self.location else ""
        return f"{self.grain.value}:{self.source}/{self.site}{from_}/{int(self.times[index])}"
