"""Which failures a claim is about: those of the month, the promise and the instant it names."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.instant import Instant
from upheld.chrono.period import CalendarMonth, Period, parse_period
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Moment
from upheld.evidence.account import ClaimCase
from upheld.settlement.breach import Breach, Failure


def names_nothing(case: ClaimCase) -> bool:
    """Whether a claim names neither a month nor a failure: it is for all that it is in time for."""
    return case.period is None and case.failure_at is None


def is_about(case: ClaimCase, month: Period, breaches: Sequence[Breach], zone: Zone) -> bool:
    """Whether a claim is about a month: it names it, or a failure of it, or it lies in it.

    One for a quarter or a year is about each of its months with a breach, and what is judged by the quarter
    is broken in its last month. A claim that names nothing may be about any month that began before it.
    """
    if case.period is not None:
        return case.period == month.label or (bool(breaches) and _holds(case.period, month, zone))
    if case.failure_at is None:
        return month.interval.start <= case.submitted_at
    return case.failure_at in month.interval or bool(failures_named(case, breaches, zone))


def failures_named(
    case: ClaimCase, breaches: Sequence[Breach], zone: Zone
) -> tuple[tuple[Breach, Failure], ...]:
    """Give the failures a claim is about, each with its breach.

    Of those that the promise it names had, they are the ones at the instant it names; failing that, those of
    the same day; all where it names no instant.
    """
    named = [
        (breach, failure)
        for breach in breaches
        if case.objective in (None, breach.objective)
        if None in (case.resource, breach.member) or case.resource == breach.member
        for failure in breach.failures
        if None in (case.resource, failure.of) or case.resource == failure.of
    ]
    at = case.failure_at
    if at is None:
        return tuple(named)
    exact = tuple(each for each in named if each[1].began_at <= at <= _end(each[1]))
    return exact or tuple(each for each in named if _on_day(each[1], at, zone))


def _holds(period: str, month: Period, zone: Zone) -> bool:
    """Whether a month is one of a longer period."""
    whole = parse_period(period, zone)
    return not isinstance(whole.rule, CalendarMonth) and whole.interval.encloses(month.interval)


def _on_day(failure: Failure, at: Instant, zone: Zone) -> bool:
    return zone.date(failure.began_at) <= zone.date(at) <= zone.date(_end(failure))


def _end(failure: Failure) -> Instant:
    return failure.ended_at.value if isinstance(failure.ended_at, Moment) else failure.began_at
