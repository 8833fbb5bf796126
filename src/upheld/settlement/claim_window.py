"""Claim windows: until when each failure must be reported and claimed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.claim import ClaimOpening, Claims, ClaimStart, ClaimUntil, Cycle, Window
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant
from upheld.chrono.period import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    MonthlyRule,
    MonthsFrom,
    Period,
    period_after,
    period_containing,
)
from upheld.chrono.recurrence import day_of_month, month_number
from upheld.chrono.zone import Zone
from upheld.errors import TimeError
from upheld.evaluation.calendars import Calendars, span_to_judge
from upheld.evaluation.reason import Moment, NoData
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Evidence
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.failure_report import reported_at
from upheld.settlement.time_limit import Deadline, Since, Unlimited, days_of_claims, end_of_day, time_limit

UNAWARE = NoData("it runs from when the customer knew of the failure, and no claim says when that was")

UNBILLED = NoData("it runs from the invoice, and no notice on record is that of the period")

UNTOLD = NoData("it may be claimed once the customer is told of the miss, and no notice on record did")


class Claimable(Struct, frozen=True, kw_only=True):
    """One failure of a breach, and until when it must be reported and claimed."""

    breach: Breach
    failure: Failure
    claim_by: Deadline
    claim_from: Deadline = Unlimited()
    """The first instant at which it may be claimed; without a limit where that is at once."""
    report_by: Deadline
    """Where the failure itself must be reported first."""


def calendars_for_claims(
    agreement: Agreement, evidence: Evidence, statement: Statement, almanac: Almanac
) -> Calendars:
    """The calendars by which the time to claim for a statement is counted."""
    span = span_to_judge(evidence, statement.period.interval, statement.as_of, almanac)
    return Calendars(agreement, almanac, span)


def claimable(
    breaches: Sequence[Breach],
    claims: Claims,
    statement: Statement,
    calendars: Calendars,
    aware_at: Instant | None = None,
) -> tuple[Claimable, ...]:
    """Give every failure of some breaches with its deadlines.

    The statement says when the miss was reported, `aware_at` when the customer knew, where a claim says so.
    """
    return tuple(
        Claimable(
            breach=breach,
            failure=failure,
            claim_by=_deadline(claims.window, breach, failure, statement, aware_at, calendars),
            claim_from=_opening(claims, breach, failure, statement, calendars),
            report_by=_deadline(claims.notice, breach, failure, statement, aware_at, calendars),
        )
        for breach in breaches
        for failure in breach.failures
    )


def _opening(
    claims: Claims, breach: Breach, failure: Failure, statement: Statement, calendars: Calendars
) -> Deadline:
    """The first instant at which a failure may be claimed."""
    first = claims.not_before
    if first is None:
        return Unlimited()
    if isinstance(first, ClaimOpening):
        return _opening_day(first, breach, failure, statement, calendars)
    if first is ClaimStart.STATEMENT and statement.reported_at(breach.period) is None:
        return UNTOLD
    since = _since(first, breach, failure, statement, None, calendars)
    return since if isinstance(since, NoData) else Moment(since.at)


def _opening_day(
    opening: ClaimOpening, breach: Breach, failure: Failure, statement: Statement, calendars: Calendars
) -> Deadline:
    """The first midnight of a day of a month, or the first instant after it."""
    since = _since(opening.day.start, breach, failure, statement, None, calendars)
    last = since if isinstance(since, NoData) else _end_of_cycle(opening.day, breach.period, since, calendars)
    if isinstance(last, NoData):
        return last
    zone = calendars.zone(calendars.agreement.time_zone)
    return Moment(Instant(last.value + 1) if opening.is_after else zone.midnight(zone.date(last.value)))


def _deadline(
    window: Window | None,
    breach: Breach,
    failure: Failure,
    statement: Statement,
    aware_at: Instant | None,
    calendars: Calendars,
) -> Deadline:
    if window is None:
        return Unlimited()
    since = _since(window.start, breach, failure, statement, aware_at, calendars)
    if isinstance(since, NoData):
        return since
    if isinstance(window, ClaimUntil):
        return _end_of_cycle(window, breach.period, since, calendars)
    return time_limit(window.within, since, calendars)


def _end_of_cycle(window: ClaimUntil, judged: Period, since: Since, calendars: Calendars) -> Moment | NoData:
    """The last instant of the cycle that a window names, or of its last day that is in time."""
    zone = calendars.zone(calendars.agreement.time_zone)
    try:
        cycle = period_containing(_rule(window.cycle, judged), since.last_before, zone)
        for _ in range(window.number):
            cycle = period_after(cycle, zone)
        if window.in_business_days:
            return _business_day_of(window, cycle, calendars)
        if window.day is None:
            return Moment(Instant(cycle.interval.end - 1))
        first = zone.date(cycle.interval.start)
        return end_of_day(day_of_month(month_number(first), window.day), zone)
    except TimeError as error:
        return NoData(f"it ends beyond the calendars known: {error}")


def _business_day_of(window: ClaimUntil, cycle: Period, calendars: Calendars) -> Moment | NoData:
    """The last instant of the business day of a cycle that a window names; its last one without a number."""
    counted = days_of_claims(calendars)
    if isinstance(counted, NoData):
        return counted
    first, end = (bisect_left(counted.starts, at) for at in (cycle.interval.start, cycle.interval.end))
    number = end - 1 if window.day is None else first + window.day - 1
    if Instant(cycle.interval.end - 1) not in counted.span or number >= len(counted):
        raise TimeError(f"the business days of {cycle.label} are not all known")
    if first == end:
        return NoData(f"no day of {cycle.label} is a business day")
    return Moment(Instant(counted.ends[number] - 1))


def _rule(cycle: Cycle, judged: Period) -> MonthlyRule:
    rule = judged.rule
    match cycle:
        case Cycle.QUARTER:
            return _quarter(judged)
        case Cycle.YEAR:
            return rule if isinstance(rule, MonthsFrom) and rule.months == 12 else CalendarYear()
        case Cycle.BILLING_CYCLE if isinstance(rule, BillingMonth):
            return rule
        case Cycle.BILLING_CYCLE | Cycle.MONTH:
            return CalendarMonth()


def _quarter(judged: Period) -> MonthlyRule:
    """The quarters in which a promise is judged, where it is; or else those of the calendar."""
    rule = judged.rule
    return rule if isinstance(rule, MonthsFrom) and rule.months == 3 else CalendarQuarter()


def _since(
    start: ClaimStart,
    breach: Breach,
    failure: Failure,
    statement: Statement,
    aware_at: Instant | None,
    calendars: Calendars,
) -> Since | NoData:
    """What the time runs from."""
    match start:
        case ClaimStart.FAILURE:
            return Since(failure.began_at)
        case ClaimStart.END_OF_FAILURE:
            ended = failure.ended_at
            return Since(ended.value) if isinstance(ended, Moment) else ended
        case ClaimStart.AWARENESS:
            return UNAWARE if aware_at is None else Since(aware_at)
        case ClaimStart.STATEMENT | ClaimStart.INVOICE | ClaimStart.REPORT_OF_FAILURE:
            at = _told_at(start, breach, failure, statement, calendars)
            return at if isinstance(at, NoData) else Since(at)
        case ClaimStart.CERTAIN_BREACH:
            return Since(breach.at)
        case _:
            zone = calendars.zone(calendars.agreement.time_zone)
            return Since(_end_of_period(start, breach.period, zone), is_end_of_period=True)


def _told_at(
    start: ClaimStart, breach: Breach, failure: Failure, statement: Statement, calendars: Calendars
) -> Instant | NoData:
    """When the customer told of the failure, was told of the miss, or was billed for the period."""
    if start is ClaimStart.REPORT_OF_FAILURE:
        return reported_at(breach, failure, statement, calendars.agreement)
    if start is ClaimStart.INVOICE and statement.reported_at(breach.period) is None:
        return UNBILLED
    return statement.told_at(breach.period)


def _end_of_period(start: ClaimStart, judged: Period, zone: Zone) -> Instant:
    """The end of a period, or of the month or quarter in which it ends, or of the month after."""
    if start in (ClaimStart.END_OF_PERIOD, ClaimStart.ELIGIBILITY):
        return judged.interval.end
    last = Instant(judged.interval.end - 1)
    if start is ClaimStart.END_OF_QUARTER:
        return period_containing(_quarter(judged), last, zone).interval.end
    rule = judged.rule if isinstance(judged.rule, BillingMonth) else CalendarMonth()
    month = period_containing(rule, last, zone)
    return month.interval.end if start is ClaimStart.END_OF_MONTH else period_after(month, zone).interval.end
