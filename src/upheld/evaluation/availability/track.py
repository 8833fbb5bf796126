"""Tracks: what one witness, a source and location, had seen of a measurement point as of an instant."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.agreement.service import Service
from upheld.chrono.instant import EARLIEST, LATEST, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.timeline import Timeline
from upheld.evaluation.availability.confirmation import ShortRun, confirm
from upheld.evidence.observation import Grain, Observations, State

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
    read_as: dict[tuple[Interval, str, Micros], Timeline[State]] = field(default_factory=dict)
    """The states it shows, by horizon, reading and width of a change, once they were asked for."""


class Tracks(Struct, frozen=True, eq=False):
    """What was made of the evidence before, whichever reading of an agreement asked for it."""

    followed: dict[tuple[int, Micros | None, int, Instant], Track] = field(default_factory=dict)
    """By the identity of the records, which a track keeps, and by what else it was made by."""
    members: dict[Hashable, tuple[Any, ...]] = field(default_factory=dict)
    """What several tracks make together: the members of a service, by all that they are made by."""
    heard: dict[Hashable, tuple[Any, ...]] | None = None
    """What hearings came to before breaches were counted, where readings of a text share them."""


def track_of(known: Tracks, observations: Observations, service: Service, as_of: Instant) -> Track:
    """Give the track of one witness; it is followed once, whichever reading of an agreement asks for it."""
    key = (id(observations), service.stale_after, service.confirmed_by, as_of)
    found = known.followed.get(key)
    if found is None:
        found = known.followed[key] = follow(observations, service, as_of)
    return found


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
