"""Tracks: what one witness, a source and location, had seen of a measurement point as of an instant."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.agreement.service import Service
from upheld.chrono.instant import EARLIEST, LATEST, Instant, Micros
from upheld.evaluation.availability.confirmation import ShortRun, confirm
from upheld.evidence.observation import Grain, Observations

_LONGEST = Micros(LATEST - EARLIEST)
_UNTOLD = np.iinfo(np.int64).max


class Track(Struct, frozen=True, kw_only=True, eq=False):
    """Records in order of time; each holds over [times[i], until[i]), and nothing is known until the next.

    All arrays have one length. `states` are those that count, after confirmation; the raw ones stay in
    `observations`, of which these are the first records.
    """

    observations: Observations
    times: NDArray[np.int64]
    following: NDArray[np.int64]
    """When the next record was made; `LATEST` for the last."""
    until: NDArray[np.int64]
    has_own_end: NDArray[np.bool_]
    """Where the record itself says when its state ended."""
    states: NDArray[np.int8]
    short_runs: tuple[ShortRun, ...]
    """Runs of failing checks that were too few to make an outage."""


def follow(observations: Observations, service: Service, as_of: Instant) -> Track:
    """Give the track of one witness: records up to `as_of`, how long each holds, which failures count.

    A record holds until the next one or as long as it says itself; where it says nothing, a sample holds at
    most the service's `stale_after`, and a state at most the hold of its source. What a record says of time
    after `as_of` was not known then: of one that says it lasted longer, that it lasted until then.
    """
    seen = int(np.searchsorted(observations.times, as_of, side="right"))
    times, raw = observations.times[:seen], observations.states[:seen]
    told = observations.ends[:seen]
    goes_on = (told > as_of) & (told < _UNTOLD)
    ends = np.where(told > as_of, LATEST, told)
    following = np.append(times[1:], LATEST)[:seen]
    is_sample = observations.grain is Grain.SAMPLE
    hold = min(service.stale_after if is_sample else observations.hold, _LONGEST)
    held = np.where(ends < LATEST, ends, times + hold)
    held = np.where(goes_on, np.maximum(held, as_of), held)
    until = np.maximum(times, np.minimum(np.minimum(following, ends), held))
    states = raw
    short_runs: tuple[ShortRun, ...] = ()
    if is_sample and service.confirmed_by > 1:
        retries = observations.retries[:seen]
        states, short_runs = confirm(times, until, raw, retries, service.confirmed_by)
    return Track(
        observations=observations,
        times=times,
        following=following,
        until=until,
        has_own_end=(until == ends) & (ends < LATEST),
        states=states,
        short_runs=short_runs,
    )
