"""Timing: the time that something may take, put together with the hours in which it is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from upheld.agreement.clock import Cell, RunsOn, TimeTarget
from upheld.agreement.objective import Indicator
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Reference
from upheld.language.node import Node
from upheld.language.reader import Reader, UnreadError
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.matrices import Times

HOURS: Directive[str | None] = Directive(
    "hours",
    HOURS_NAME,
    "Service hours the clock runs on; needed for business time, and for `outside_hours`.",
    "office",
    default=Otherwise(None, "none; the clock runs day and night"),
)
BUSINESS_DAYS: Directive[str | None] = Directive(
    "business_days",
    Reference("business days", "the name of business days"),
    "The calendar by which business days are counted.",
    "banking",
    default=Otherwise(None, "the days of `hours`"),
)


class TimedTerms(Struct, frozen=True):
    """What is promised within a time, before it has the time."""

    hours: str | None
    business_days: str | None
    make: Callable[[Times], Indicator]
    priority: str | None = None
    """The one priority that is meant."""
    by_priority: bool = False
    """Whether times may differ by priority, or be tracked."""
    untimed: Indicator | None = None
    """What is promised without a time, where one may be left out."""


def timed(fields: Fields) -> tuple[str | None, str | None]:
    """The hours and business days that stand there."""
    return fields[HOURS], fields[BUSINESS_DAYS]


def within(terms: TimedTerms, times: Times | None, node: Node, reader: Reader) -> Indicator:
    """The indicator with its times; reports times that don't fit it, and hours or days that are missing."""
    if times is None:
        if terms.untimed is None:
            raise UnreadError("a time")
        return terms.untimed
    for time in _all_times(times.cells):
        _check_basis(time, terms, reader)
    _check_outside(times.cells, terms, reader)
    if not terms.by_priority and (times.priorities or not times.cells):
        message = "this is promised in one time, whatever the priority"
        raise reader.refuse(Code.WRONG_SHAPE, node, message, "write one time, such as `within: 2 hours`")
    return terms.make(times if terms.priority is None else _of_priority(terms.priority, times, node, reader))


def _of_priority(priority: str, times: Times, node: Node, reader: Reader) -> Times:
    """The times, given the one priority that is meant."""
    if times.priorities:
        message = f"the clock is of priority `{priority}`, and `within` names priorities too"
        remedy = "name priorities in one of the two places"
        raise reader.refuse(Code.CONFLICTING_KEYS, node, message, remedy)
    return times.of_priority(priority)


def _all_times(cells: tuple[Cell, ...]) -> Iterator[TimeTarget]:
    for cell in cells:
        yield cell.inside
        if cell.outside is not None:
            yield cell.outside


def _check_basis(time: TimeTarget, terms: TimedTerms, reader: Reader) -> None:
    """Report a time that is counted in hours or days which nothing says."""
    open_time = time.runs_on is RunsOn.SERVICE_HOURS and terms.hours is None
    days = time.runs_on is RunsOn.BUSINESS_DAYS and terms.hours is None and terms.business_days is None
    if open_time or days:
        message = f"`{time.target.bound}` needs service hours, and this clock runs on none"
        key = "`hours`" if open_time else "`hours` or `business_days`"
        remedy = f"name {key} beside it, or write the time in plain hours"
        reader.report_place(Code.HOURS_MISSING, time.place, message, remedy)


def _check_outside(cells: tuple[Cell, ...], terms: TimedTerms, reader: Reader) -> None:
    for cell in cells:
        if cell.outside is not None and terms.hours is None:
            message = "a ticket can't come outside hours: this clock runs on none"
            remedy = "name `hours` beside it, or write one `time`"
            reader.report_place(Code.HOURS_MISSING, cell.outside.place, message, remedy)
