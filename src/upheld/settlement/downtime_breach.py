"""Downtime as breaches: outages one by one, or all of a period together, and when they broke the promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from math import ceil

from upheld.agreement.convention import BreachUnit, OutageBelongsTo
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.availability.whole_outage import as_one
from upheld.evaluation.reason import Moment, NoData
from upheld.evaluation.statement import AvailabilityRecord, Outage
from upheld.quantity import Target, write_length
from upheld.settlement.breach import Failure

Broken = tuple[Instant, tuple[Failure, ...]]
"""When a promise broke, and by which failures."""


def broken_by_downtime(
    record: AvailabilityRecord,
    unit: BreachUnit,
    belongs_to: OutageBelongsTo,
    judged_to: Instant,
    *,
    is_strict: bool = False,
) -> list[Broken]:
    """Give the breaches of a missed availability, by the unit declared; `judged_to` ends the time judged.

    One outage breaks its promise when it begins, one beyond the allowance when it alone has used that up, and
    all together when they have: with the last instant judged, where counted downtime alone does not. A strict
    promise is broken by the allowance itself.

    An outage that lasts beyond the period is one breach, of the period it belongs to.
    """
    counted = [outage for outage in record.outages if outage.counted > 0]
    match unit:
        case BreachUnit.OUTAGE:
            ours = [each for each in counted if as_one(each, belongs_to) is not None]
            return [(each.interval.start, (_failure(each),)) for each in ours]
        case BreachUnit.LONG_OUTAGE:
            return [
                (_when(each, min(record.allowance, Micros(each.counted - 1)), record), (_failure(each),))
                for each in counted
                if (one := as_one(each, belongs_to)) is not None and one.counted > record.allowance
            ]
        case BreachUnit.OBJECTIVE | BreachUnit.TICKET | BreachUnit.CLOCK:
            failures = tuple(_failure(each) for each in counted)
            return [(_used_up(counted, record, judged_to, is_strict), failures)] if failures else []


def overspent_at(record: AvailabilityRecord, limit: Target[Fraction]) -> Instant | None:
    """When counted downtime, in order of time, came to so much; `None` where it never did.

    The bound is in microseconds.
    """
    spent = Micros(0)
    for outage in record.outages:
        if outage.counted and limit.kept_by(Fraction(spent + outage.counted)):
            return lasted_so_long(outage, Micros(ceil(max(limit.bound - spent, Fraction(0)))), record)
        spent = Micros(spent + outage.counted)
    return None


def lasted_so_long(outage: Outage, downtime: Micros, record: AvailabilityRecord) -> Instant:
    """When so much of an outage's downtime had passed."""
    return _when(outage, downtime, record)


def countable(outage: Outage, record: AvailabilityRecord) -> IntervalSet:
    """What of an outage no exclusion takes off; all of it where they take off everything."""
    whole = IntervalSet.of(outage.interval)
    return (whole - IntervalSet.from_iterable(_granted(record))) or whole


def _failure(outage: Outage) -> Failure:
    """An outage as what went wrong: all of it, in whichever periods, with its downtime in the one judged."""
    run = outage.run
    return Failure(
        what=f"an outage of {write_length(run.length)}",
        began_at=run.start,
        ended_at=Moment(run.end) if outage.is_over else NoData("it had not ended when the time judged did"),
        downtime=outage.counted,
        evidence=outage.evidence,
        resources=outage.resources or outage.points,
        incidents=outage.incidents,
    )


def _used_up(
    counted: Sequence[Outage], record: AvailabilityRecord, judged_to: Instant, is_strict: bool
) -> Instant:
    """The instant at which counted downtime, in order of time, had used up the allowance."""
    spent = accumulate((outage.counted for outage in counted), initial=0)
    for outage, before in zip(counted, spent, strict=False):
        together = before + outage.counted
        if together > record.allowance or (is_strict and together == record.allowance):
            return _when(outage, Micros(max(record.allowance - before, 0)), record)
    return Instant(judged_to - 1)


def _when(outage: Outage, downtime: Micros, record: AvailabilityRecord) -> Instant:
    """When so much of an outage's downtime had passed, spread evenly over what no exclusion takes off it."""
    stretches = countable(outage, record)
    wanted = stretches.length * downtime // outage.counted
    for stretch in stretches:
        if wanted < stretch.length:
            return Instant(stretch.start + wanted)
        wanted -= stretch.length
    return Instant(outage.interval.end - 1)


def _granted(record: AvailabilityRecord) -> Iterator[Interval]:
    return (excluded.interval for excluded in record.exclusions if excluded.granted)
