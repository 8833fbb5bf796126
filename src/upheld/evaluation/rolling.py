"""Rolling periods of every day: the findings of the days of a statement, made into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.statistic import Statistic
from upheld.chrono.instant import Instant
from upheld.chrono.interval import IntervalSet
from upheld.chrono.period import Period
from upheld.evaluation.reason import Count, Measured, Reason, Share, Stretch
from upheld.evaluation.statement import (
    AtWorst,
    AvailabilityRecord,
    ClocksRecord,
    ClockState,
    Creditable,
    DutiesRecord,
    Finding,
    Part,
    Record,
    StatisticRecord,
    Verdict,
)
from upheld.evaluation.wording import counted

SHOWN = 20
"""So many days are named in the reasons and gaps of a finding."""

_WORST_FIRST = (
    Verdict.MISSED,
    Verdict.AMBIGUOUS,
    Verdict.INDETERMINATE,
    Verdict.MET,
    Verdict.TRACKED,
    Verdict.NOT_APPLICABLE,
)

_CAME_TO = {
    Verdict.MISSED: "missed",
    Verdict.AMBIGUOUS: "ambiguous",
    Verdict.INDETERMINATE: "not decided by the evidence",
    Verdict.MET: "met",
    Verdict.TRACKED: "tracked",
    Verdict.NOT_APPLICABLE: "not applicable",
}


def over_every_day(days: Sequence[Finding], asked: Period, as_of: Instant) -> Finding:
    """Make one finding of those of every day, each of which ends a rolling period of its own.

    All days must keep the promise: MISSED if one misses it, else INDETERMINATE if one is open. The figure and
    the record are those of the worst day; a statistic's record names every day as a part. Breaches count once
    for the statement's period, or once for each ticket, clock or outage that any missed day counts.
    """
    worst = min(days, key=_badness)
    is_final = as_of >= asked.interval.end and all(day.is_final for day in days)
    return replace(
        worst,
        period=days[-1].period,
        interval=days[-1].interval,
        is_final=is_final,
        breaches=_breaches(days),
        record=_with_days(worst, days),
        reason=_reason(days, worst, asked),
        gaps=tuple(_gaps(days)) if worst.verdict is Verdict.INDETERMINATE else (),
        creditable=_creditable(worst, days),
        at_worst=_at_worst(worst, days),
        window=worst.interval,
        broken_first=next((day for day in days if day.breaches), None),
    )


def _badness(day: Finding) -> tuple[int, Fraction, Instant]:
    """How a day ranks: by its verdict, then by its figure, and of equals the first."""
    match day.figure:
        case Share(value) | Measured(value, _):
            figure = -value if _is_ceiling(day) else value
        case _:
            figure = Fraction(0)
    return _WORST_FIRST.index(day.verdict), figure, day.period.interval.end


def _is_ceiling(day: Finding) -> bool:
    """Whether a large figure is a bad one; a share of regions, tickets or occasions kept never is."""
    promise, target = day.objective.indicator, day.objective.target
    if not isinstance(promise, Statistic) or promise.regions is not None or target is None:
        return False
    return target.operator.is_ceiling


def _with_days(worst: Finding, days: Sequence[Finding]) -> Record:
    """The record of the worst day, with all days as its parts where it has any."""
    if not isinstance(worst.record, StatisticRecord):
        return worst.record
    return replace(worst.record, parts=tuple(_parts(days)))


def _parts(days: Sequence[Finding]) -> Iterator[Part]:
    for day in days:
        if isinstance(day.record, StatisticRecord):
            yield Part(
                name=day.period.label,
                figure=day.record.figure,
                lowest=day.record.lowest,
                highest=day.record.highest,
                values=day.record.values,
                verdict=day.verdict,
            )


def _breaches(days: Sequence[Finding]) -> int:
    """Count breaches of the days that are missed: what several of them count is one breach."""
    missed = [day for day in days if day.breaches]
    if not missed:
        return 0
    unit = missed[0].conventions.one_breach
    if unit is BreachUnit.OBJECTIVE:
        return 1
    return max(_distinct(missed, unit), *(day.breaches for day in missed))


def _distinct(missed: Sequence[Finding], unit: BreachUnit) -> int:
    """How many tickets, clocks, occasions or outages the days count in all, each once."""
    occasions: set[tuple[str, ...]] = set()
    outages = []
    for record in (day.record for day in missed):
        match record:
            case ClocksRecord(clocks=clocks):
                broken = (clock for clock in clocks if clock.state is ClockState.BREACHED)
                by_clock = unit is BreachUnit.CLOCK
                occasions |= {(each.ticket, *([str(each.started_at)] if by_clock else [])) for each in broken}
            case DutiesRecord(duties=duties):
                broken_duties = (duty for duty in duties if duty.state is ClockState.BREACHED)
                occasions |= {(duty.what, str(duty.began_at)) for duty in broken_duties}
            case AvailabilityRecord() if unit is BreachUnit.OUTAGE:
                outages += [each.interval for each in record.outages if each.counted]
            case _:
                pass
    return len(occasions) + len(IntervalSet.from_iterable(outages))


def _creditable(worst: Finding, days: Sequence[Finding]) -> Creditable | None:
    """What credits are reckoned on: a day that stays missed for them, if there is one."""
    owed = (day.creditable for day in days if day.creditable is not None and day.creditable.breaches)
    return next(owed, worst.creditable)


def _at_worst(worst: Finding, days: Sequence[Finding]) -> AtWorst | None:
    """What it may come to: the worst day's, with no fewer breaches than all days have for certain."""
    if worst.at_worst is None:
        return None
    return replace(worst.at_worst, breaches=max(worst.at_worst.breaches, _breaches(days)))


def _reason(days: Sequence[Finding], worst: Finding, asked: Period) -> Reason:
    told = [day for day in days if day.verdict in (Verdict.MISSED, Verdict.INDETERMINATE)]
    return Reason(
        rule="rolling.every_day",
        says=f"each of the {len(days)} days of {asked.label} that have ended is judged by its own rolling "
        f"period: {_tally(days)}; the worst is {worst.period.label}",
        figure=Count(len(told), "days missed or open"),
        clause=worst.reason.clause,
        evidence=worst.reason.evidence,
        evidence_count=worst.reason.evidence_count,
        because=(worst.reason, *(_of_day(day) for day in told[:SHOWN] if day is not worst)),
    )


def _tally(days: Sequence[Finding]) -> str:
    numbers = ((sum(day.verdict is verdict for day in days), verdict) for verdict in _WORST_FIRST)
    return ", ".join(f"{counted(number, 'day')} {_CAME_TO[verdict]}" for number, verdict in numbers if number)


def _of_day(day: Finding) -> Reason:
    return Reason(
        rule="rolling.day",
        says=f"{day.period.label}: {day.reason.says}",
        figure=Stretch(day.interval),
        evidence=day.reason.evidence,
        evidence_count=day.reason.evidence_count,
    )


def _gaps(days: Sequence[Finding]) -> Iterator[str]:
    """What the open days lack, each gap once, with the first day that has it."""
    named: dict[str, str] = {}
    for day in days:
        for gap in day.gaps:
            named.setdefault(gap, day.period.label)
    yield from (f"{label}: {gap}" for gap, label in list(named.items())[:SHOWN])
    if len(named) > SHOWN:
        yield f"and {len(named) - SHOWN} more"
