"""Availabilities in words: of what, out of which time, in which slices, and what counts as downtime."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.downtime import FixedLength, OutOf
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.request_terms import RequestTerms
from upheld.agreement.slices import EmptySlices, ErrorRate, SliceFigure, Slices
from upheld.evaluation.availability.downtime_words import spoken_condition, spoken_rules
from upheld.quantity import Duration, write_length
from upheld.report.promised.times import joined


def availability_in_full(objective: Objective, availability: Availability, target: str) -> str:
    """All that is promised: `>= 99.9 % availability of app in each calendar month, works left out`."""
    hours = f" during {availability.during}" if availability.during else ""
    without = f", {joined(availability.excluding)} left out" if availability.excluding else ""
    of = f"{availability.of}{_by(availability)}"
    bound = None if objective.target is None else objective.target.bound
    what = "of downtime of" if isinstance(bound, Duration) else "availability of"
    first = f"{target} {what} {of}{hours} in each {objective.period}{without}"
    return "; ".join((first, *_conditions(availability)))


def _by(availability: Availability) -> str:
    return " by requests" if availability.requests is not None and availability.slices is None else ""


def _sliced(slices: Slices) -> Iterator[str]:
    length = write_length(slices.of)
    if slices.figure is SliceFigure.MEAN_ERROR_RATE:
        yield f"100 % less the mean error rate of slices of {length}"
    else:
        yield f"in slices of {length}, each bad if {spoken_condition(slices.down_when)}"
    if slices.at_least:
        yield f"a slice with fewer than {slices.at_least} requests counts as one without any"
    if slices.figure is SliceFigure.MEAN_ERROR_RATE or isinstance(slices.down_when, ErrorRate):
        yield f"one without requests is {_EMPTY[slices.empty]}"


_EMPTY = {
    EmptySlices.GOOD: "good",
    EmptySlices.LEFT_OUT: "left out",
    EmptySlices.AS_BEFORE: "as the one before",
}


def _counted(terms: RequestTerms) -> Iterator[str]:
    if terms.where:
        said = joined(tuple(f"{label.name} {' or '.join(label.values)}" for label in terms.where))
        yield f"only requests with {said} count"
    if terms.at_least:
        rest = "is good" if terms.empty is EmptySlices.GOOD else "is not judged"
        yield f"a period with fewer than {terms.at_least} requests {rest}"


def _conditions(availability: Availability) -> Iterator[str]:
    if availability.slices is not None:
        yield from _sliced(availability.slices)
    if availability.requests is not None:
        yield from _counted(availability.requests)
    if availability.downtime is not None:
        yield from spoken_rules(availability.downtime)
    match availability.out_of:
        case FixedLength(length):
            yield f"out of {write_length(length)} always"
        case OutOf.IN_FORCE:
            return
        case named:
            yield f"out of the {named.value}"
