"""Readings of a track: the states as recorded, and the worst and the best that the checks leave possible.

Between two records the state changed at an instant nobody saw: up to it the earlier state held, from it on
the later. As recorded, it changed with the later record. At worst the worse of the two held all the time
between, at best the better one: the outage began just after the last good check, or with the first bad one,
and ended with the next good check, or just after the last bad one. An outage that began and ended between two
checks is in none.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from upheld.chrono.instant import LATEST, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.timeline import Timeline
from upheld.evaluation.availability.track import Track
from upheld.evidence.observation import Grain, State


class Reading(Enum):
    """How the time between two records is understood."""

    RECORDED = "recorded"
    WORST = "worst"
    BEST = "best"


_STATES = tuple(State)
"""By their numbers; of the known ones a higher number is a worse state."""


def states_over(horizon: Interval, track: Track, reading: Reading, every: Micros) -> Timeline[State]:
    """Give the states a track shows at every instant of a horizon, unknown where no record holds.

    `every` is how often the point is checked: the width, before a record of a change, in which it took place,
    unless the records are exact.
    """
    every = Micros(0) if track.observations.is_exact else every
    key = (horizon, reading.value, every)
    found = track.read_as.get(key)
    if found is None:
        found = track.read_as[key] = _read(horizon, track, reading, every)
    return found


def _read(horizon: Interval, track: Track, reading: Reading, every: Micros) -> Timeline[State]:
    turns, becomes = _turns(track, reading, every)
    first, last = _runs(track, becomes)
    edges = np.stack((track.times[first], turns[first], track.until[last]), axis=1).ravel()
    unknown = np.full(len(first), State.UNKNOWN, dtype=np.int8)
    states = np.stack((track.states[first], becomes[first], unknown), axis=1).ravel()
    lasting = edges < np.append(edges[1:], LATEST)
    edges, states = edges[lasting], states[lasting]
    instants = map(Instant, edges.tolist())
    known = map(_STATES.__getitem__, states.tolist())
    return Timeline.from_changes(horizon, State.UNKNOWN, zip(instants, known, strict=True))


def _runs(track: Track, becomes: NDArray[np.int8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first and the last record of each run that says one thing without a gap: few, mostly."""
    if not len(track.times):
        return np.array([], dtype=np.intp), np.array([], dtype=np.intp)
    steady = becomes == track.states
    goes_on = (track.until[:-1] == track.times[1:]) & (track.states[:-1] == track.states[1:])
    goes_on &= steady[:-1] & steady[1:]
    first = np.flatnonzero(np.append(True, ~goes_on))
    return first, np.append(first[1:], len(track.times)) - 1


def _turns(track: Track, reading: Reading, every: Micros) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Where, within the time each record holds, another state becomes possible, and which one."""
    if reading is Reading.RECORDED or not len(track.times):
        return track.until, track.states
    if track.observations.grain is Grain.SAMPLE:
        return track.times, _between(track, reading, np.ones(len(track.times), dtype=np.bool_))
    ends = np.where(track.has_own_end, track.until, track.following)
    turns = np.clip(ends - every, track.times, track.until)
    return turns, _between(track, reading, track.has_own_end)


def _between(track: Track, reading: Reading, may_have_ended: NDArray[np.bool_]) -> NDArray[np.int8]:
    """The worse or better of each state and the next; at best, one whose end nobody saw had ended at once."""
    here, after = track.states, np.append(track.states[1:], np.int8(State.UNKNOWN))
    both_known = (here != State.UNKNOWN) & (after != State.UNKNOWN)
    if reading is Reading.WORST:
        return np.where(both_known, np.maximum(here, after), here)
    unseen_end = (here != State.UNKNOWN) & (after == State.UNKNOWN) & may_have_ended
    better = np.where(both_known, np.minimum(here, after), here)
    return np.where(unseen_end, np.int8(State.UP), better)
