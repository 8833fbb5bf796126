"""Minimum outage: unbroken stretches of bad time too short for the agreement to count.

A stretch that borders on unknown time, or on the instant of judgement, may be longer than was seen: where it
would then be long enough, nobody knows whether it counts, and its state is unknown.
"""

from __future__ import annotations

from bisect import bisect_right

from upheld.chrono.instant import Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.availability.counted import Counted
from upheld.evaluation.availability.member import Conditions
from upheld.evidence.observation import State


def count_outages(conditions: Conditions, bad: tuple[State, ...], minimum: Micros) -> Counted:
    """Set aside the outages shorter than the minimum; one of exactly this length counts."""
    outages = conditions.where(*bad)
    short = [outage for outage in outages if outage.length < minimum]
    if not short:
        return Counted(conditions)
    possible = conditions.where(*bad, State.UNKNOWN)
    undecided = [outage for outage in short if _may_be_longer(outage, possible, conditions.bounds, minimum)]
    left_open = IntervalSet.of(*undecided)
    spared = IntervalSet.of(*short) - left_open
    return Counted(conditions.mask(spared, State.UP).mask(left_open, State.UNKNOWN), spared, left_open)


def _may_be_longer(outage: Interval, possible: IntervalSet, horizon: Interval, minimum: Micros) -> bool:
    index = bisect_right(possible.starts, outage.start) - 1
    start, end = possible.starts[index], possible.ends[index]
    return start == horizon.start or end == horizon.end or end - start >= minimum
