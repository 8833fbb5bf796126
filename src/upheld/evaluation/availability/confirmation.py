"""Confirmation: how many failing checks in a row, at one point and location, make an outage.

From the n-th failing check on, the outage counts from the first. A shorter run between two checks that did
not fail makes none, and the state before it stands. A shorter run that borders on silence (nothing before it,
a gap, or the instant of judgement) is undecided: the checks that would have settled it were not made, so its
state is unknown. Retries belong to the check they repeat: they prolong a run and end it, but they don't count
towards n.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.evidence.observation import State


class ShortRun(Struct, frozen=True):
    """Failing checks in a row, too few to make an outage: records `first` to `last`, both included."""

    first: int
    last: int
    checks: int
    """Failing full checks, retries not counted."""
    is_decided: bool
    """False where silence before or after it leaves open how many there would have been."""


def confirm(
    times: NDArray[np.int64],
    until: NDArray[np.int64],
    states: NDArray[np.int8],
    retries: NDArray[np.bool_],
    needed: int,
) -> tuple[NDArray[np.int8], tuple[ShortRun, ...]]:
    """Give the states that count when so many failing checks in a row make an outage, and the shorter runs.

    `until` is where each record stops to hold; a run does not reach over a gap.
    """
    failing = states == State.DOWN
    if not failing.any():
        return states, ()
    follows_on = np.append(False, until[:-1] == times[1:])
    begins = failing & ~(np.append(False, failing[:-1]) & follows_on)
    run_of = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    last = first + np.bincount(run_of[failing]) - 1
    checks = np.bincount(run_of[failing & ~retries], minlength=len(first))
    short = checks < needed
    decided = _known_before(states, follows_on, first) & _known_after(states, follows_on, last)
    counted = states.copy()
    counted[failing] = np.where(
        short, np.where(decided, states[first - 1], np.int8(State.UNKNOWN)), np.int8(State.DOWN)
    )[run_of[failing]]
    found = (array[short].tolist() for array in (first, last, checks, decided))
    return counted, tuple(ShortRun(*run) for run in zip(*found, strict=True))


def _known_before(
    states: NDArray[np.int8], follows_on: NDArray[np.bool_], first: NDArray[np.intp]
) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = follows_on[first] & (states[first - 1] != State.UNKNOWN)
    return known


def _known_after(
    states: NDArray[np.int8], follows_on: NDArray[np.bool_], last: NDArray[np.intp]
) -> NDArray[np.bool_]:
    known = follows_on & (states != State.UNKNOWN)
    after: NDArray[np.bool_] = np.append(known[1:], False)[last]
    return after
