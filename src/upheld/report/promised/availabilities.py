"""Availabilities in words: of what, out of which time, in which slices, and what counts as downtime."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.downtime import FixedLength, OutOf
from upheld.agreement.objective import Availability, Objective
from upheld.evaluation.availability.downtime_words import spoken_rules
from upheld.quantity import write_length
from upheld.report.promised.times import joined


def availability_in_full(objective: Objective, availability: Availability, target: str) -> str:
    """All that is promised: `>= 99.9 % availability of app in each calendar month, works left out`."""
    hours = f" during {availability.during}" if availability.during else ""
    without = f", {joined(availability.excluding)} left out" if availability.excluding else ""
    first = f"{target} availability of {availability.of}{hours} in each {objective.period}{without}"
    return "; ".join((first, *_conditions(availability)))


def _conditions(availability: Availability) -> Iterator[str]:
    slices = availability.slices
    if slices is not None:
        down_when = str(getattr(slices.down_when, "value", slices.down_when))
        yield f"in slices of {write_length(slices.of)}, each bad if it is {down_when}"
    if availability.downtime is not None:
        yield from spoken_rules(availability.downtime)
    match availability.out_of:
        case FixedLength(length):
            yield f"out of {write_length(length)} always"
        case OutOf.IN_FORCE:
            return
        case named:
            yield f"out of the {named.value}"
