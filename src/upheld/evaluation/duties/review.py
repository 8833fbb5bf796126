"""Reviews held against the evidence: whether the time between two was ever too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreement.governance import Review, ReviewsCounted
from upheld.chrono.instant import EARLIEST, Instant
from upheld.chrono.period import (
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    PeriodRule,
    ending_within,
)
from upheld.chrono.zone import Zone
from upheld.evaluation.duties.belonging import judged_window, missing_table, promised_from
from upheld.evaluation.duties.cadence import Cadence, Watch
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.lapse import lapses_at
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.succession import Succession
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockState, Duty, Finding
from upheld.evidence.evidence import Table
from upheld.quantity import Unit


def judge_review(hearing: Hearing, promise: Review) -> Finding:
    """Judge the time between reviews, months counted by the calendar: each gap in the period is an occasion.

    The first is due so long after the agreement came into force. Where none is known before the period, one
    may have been held just before it began, and what hangs on that is INDETERMINATE.
    """
    gap = missing_table(hearing, Table.REVIEWS, hearing.evidence.reviews, "reviews")
    excused = excusals(hearing)
    watch = Watch(
        window=judged_window(hearing),
        ends=hearing.interval.end,
        promised_from=promised_from(hearing),
        seen_from=EARLIEST,
        seen_until=hearing.as_of,
        excluded=excused.time | hearing.away,
    )
    duties: list[Duty] = []
    if not gap and promise.counted_in is ReviewsCounted.CALENDAR:
        duties += _in_each(hearing, promise, hearing.calendars.zone(hearing.agreement.time_zone))
    elif not gap:
        duties += _succession(hearing, promise).duties(watch)
    return judge_duties(hearing, duties, noun="gap", gap=gap, because=excused.reasons)


_CALENDAR: Mapping[Unit, PeriodRule] = {
    Unit.MONTH: CalendarMonth(),
    Unit.QUARTER: CalendarQuarter(),
    Unit.YEAR: CalendarYear(),
}


def _in_each(hearing: Hearing, promise: Review, zone: Zone) -> Iterator[Duty]:
    """One occasion for each period of the calendar that ends in the time judged."""
    held = [each for each in hearing.evidence.reviews if alike(each.of, promise.of)]
    for period in ending_within(_CALENDAR[promise.every.unit], hearing.interval, zone):
        ours = [each for each in held if each.held_at in period.interval and each.held_at <= hearing.as_of]
        first = min(ours, key=lambda each: (each.held_at, each.identity), default=None)
        last = Instant(period.interval.end - 1)
        state = ClockState.KEPT if first is not None else ClockState.BREACHED
        if first is None and hearing.as_of <= last:
            state = ClockState.RUNNING
        told = "none was held" if first is None else f"held on {zone.date(first.held_at)}"
        limit = f"one in each calendar {promise.every.unit.value}"
        rows = () if first is None else (first.identity,)
        yield Duty(
            what=f"review of {promise.of} in {period.label}",
            state=state,
            limit=limit,
            began_at=period.interval.start,
            done_at=None if first is None else first.held_at,
            due=last,
            breached_at=last if state is ClockState.BREACHED else None,
            evidence=rows,
            reason=Reason(
                rule=f"review.{state.value}",
                says=f"review of {promise.of} in {period.label}: {told}; promised {limit}",
                clause=hearing.objective.clause,
                evidence=rows,
                evidence_count=len(rows),
            ),
        )


def _succession(hearing: Hearing, promise: Review) -> Succession:
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    held = sorted(
        (review.held_at, review.identity)
        for review in hearing.evidence.reviews
        if alike(review.of, promise.of) and review.held_at <= hearing.as_of
    )
    return Succession(
        noun=f"review of {promise.of}",
        limit=f"at most {promise.every} apart",
        cadence=Cadence(lambda at: lapses_at(at, promise.every, zone)),
        times=dict(held),
        zone=zone,
        clause=hearing.objective.clause,
        forgetting="none is known from before the period, in which one may have been held",
        silence="nothing later is in the evidence",
    )
