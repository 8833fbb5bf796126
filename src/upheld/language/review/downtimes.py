"""Downtime and slices held against the length of the periods they are counted in."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.downtime import FixedLength
from upheld.agreement.objective import Availability, Objective
from upheld.chrono.instant import Micros
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import MapNode, Node
from upheld.language.reader import Reader
from upheld.language.review.period_lengths import longest, shortest
from upheld.quantity import write_length

_LEEWAY = 10
"""A fixed length may differ from every period by a tenth: 30 days stand for each month, not for a week."""


def review_downtimes(draft: Draft, reader: Reader) -> None:
    """Report what is longer than a period, and warn of a denominator that is nothing like one."""
    for written in draft.objectives:
        indicator = written.value.indicator
        if not isinstance(indicator, Availability):
            continue
        at_most = longest(written.value.period)
        for length, what, path in _lengths(indicator):
            if length > at_most:
                _report_longer(written, length, what, _node(written, path), reader)
        if isinstance(indicator.out_of, FixedLength):
            _review_denominator(written, indicator.out_of.length, reader)


def _lengths(availability: Availability) -> Iterator[tuple[Micros, str, tuple[str, ...]]]:
    """The lengths that must fit into a period, what each is, and where it stands."""
    terms, slices = availability.downtime, availability.slices
    if slices is not None:
        yield slices.of, "a slice is", ("slices", "of")
    if terms is not None and terms.lasting is not None:
        yield terms.lasting.bound, "an outage must last", ("downtime", "lasting")
    if terms is not None and terms.grace:
        yield terms.grace, "what never counts of an outage is", ("downtime", "grace")


def _report_longer(
    written: Written[Objective], length: Micros, what: str, node: Node, reader: Reader
) -> None:
    period = written.value.period
    message = (
        f"{what} {write_length(length)}, and the longest {period} has {write_length(longest(period))}: "
        f"nothing could be counted in it"
    )
    reader.report(Code.LONGER_THAN_PERIOD, node, message, "write a shorter length, or a longer `period`")


def _review_denominator(written: Written[Objective], length: Micros, reader: Reader) -> None:
    period = written.value.period
    low, high = shortest(period), longest(period)
    if low * (_LEEWAY - 1) <= length * _LEEWAY <= high * (_LEEWAY + 1):
        return
    message = (
        f"downtime of a {period} is held against {write_length(length)}, and it has {write_length(low)}"
        + (f" to {write_length(high)}" if low < high else "")
    )
    remedy = "write a length such as the period has, or `whole period`"
    reader.report(Code.DENOMINATOR_LENGTH, _node(written, ("out_of",)), message, remedy)


def _node(written: Written[Objective], path: tuple[str, ...]) -> Node:
    """Where a term of the availability stands; the name of the objective where it can't be found."""
    found: Node | None = written.node
    for key in ("availability", *path):
        found = found.find(key) if isinstance(found, MapNode) else None
    return written.name if found is None else found
