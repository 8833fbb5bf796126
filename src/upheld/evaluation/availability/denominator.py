"""Denominators: the time that downtime is held against, where that is not the time measured."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.downtime import Denominator, FixedLength, OutOf
from upheld.chrono.instant import LATEST, Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.hearing import Hearing


class Base(Struct, frozen=True):
    """The time that downtime is held against, before what exclusions remove: to date and in the rest."""

    to_date: int
    rest: int


def base_of(out_of: Denominator, hearing: Hearing, hours: IntervalSet | None) -> Base | None:
    """Give the base of a period; none where downtime is held against the time measured.

    A fixed length is spread evenly over a period that is still open.
    """
    match out_of:
        case FixedLength(length):
            interval = hearing.interval
            passed = min(hearing.as_of, interval.end) - interval.start
            to_date = length * passed // interval.length
            return Base(to_date, length - to_date)
        case OutOf.WHOLE_PERIOD:
            whole = hearing.period.interval
            time = IntervalSet.of(whole) if hours is None else hours.within(whole)
            passed_time = time.within(Interval(whole.start, Instant(max(hearing.as_of, whole.start + 1))))
            return Base(passed_time.length, time.length - passed_time.length)
        case OutOf.IN_FORCE | OutOf.SUBSCRIBED:
            return None


def subscribed_time(hearing: Hearing) -> IntervalSet:
    """The time for which a record of fees says that the customer had subscribed; none where there is none."""
    customer, plan = hearing.subscription.customer, hearing.subscription.plan
    spans = [
        Interval(each.since, LATEST if each.until is None else each.until)
        for each in hearing.evidence.fees
        if not each.one_time
        and each.customer in (None, customer)
        and (each.plan is None or plan is None or each.plan == plan)
    ]
    return IntervalSet.from_iterable(spans) if spans else EMPTY
