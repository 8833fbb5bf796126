"""Excusals: what exclusions leave out of a promise, by number or name, and the time they take out of it."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.interval import IntervalSet
from upheld.evaluation.clocks.excluded_time import ExcludedTime, weigh_for_clocks
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason


class Excusals(Struct, frozen=True):
    """What the exclusions that act on a promise come to."""

    time: IntervalSet
    """Time that does not count, in the period and around it."""
    numbers: frozenset[str]
    """Numbers of incidents and requests, and names of copies and works, that are left out as such."""
    reasons: tuple[Reason, ...]
    """Everything that was put forward, granted and refused."""


def excusals(hearing: Hearing) -> Excusals:
    """Hold the exclusions against the evidence, as for clocks: those that act on them, and those named."""
    weighed = weigh_for_clocks(hearing, hearing.objective.services)
    return Excusals(
        time=ExcludedTime(hearing).of_services(()),
        numbers=frozenset(weighed.excused),
        reasons=tuple(exclusion_reasons(hearing, weighed)),
    )
