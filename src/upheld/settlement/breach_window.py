"""Windows over breaches: where so many of them, or so many months of them, stand together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from upheld.agreement.termination import (
    BreachAfterNotice,
    BreachesWithin,
    CappedMonths,
    ConsecutiveMonths,
    Counted,
    CountedBy,
    CreditsWithin,
    DowntimeWithin,
    Ground,
    LongOutage,
    MonthsWithin,
    OutagesWithin,
)
from upheld.chrono.period import MonthsFrom, add_months
from upheld.settlement.breach_record import BreachRecord, DatedBreach, Doubt
from upheld.settlement.time_limit import months_from

Together = tuple[DatedBreach, ...]
"""Breaches that are together a ground to terminate, in order of time."""


def standing_together(ground: Ground, record: BreachRecord) -> Iterator[Together]:
    """Give breaches that fulfil a ground, as few as it takes, for each breach or month that completes it.

    A window counted by dates may begin on any day, so it begins with a breach; six months from 20 January end
    with 19 July. Of a month in a row its first breach is given.
    """
    if isinstance(ground, BreachesWithin) and ground.counted is Counted.CASES:
        record = record.by_case
    match ground:
        case ConsecutiveMonths():
            yield from _in_a_row(ground, record)
        case MonthsWithin():
            yield from _months_among(ground, record)
        case LongOutage() | BreachAfterNotice() | OutagesWithin() | DowntimeWithin():
            yield from ()
        case CreditsWithin() | CappedMonths():
            yield from ()
        case BreachesWithin(at_least=count):
            ordered = _in_order(ground, record)
            for number in range(count, len(ordered) + 1):
                together = ordered[number - count : number]
                if _fit(together[0], together[-1], ground):
                    yield tuple(sorted(together, key=lambda each: each.at))


def may_stand_together(ground: Ground, record: BreachRecord) -> bool:
    """Whether a ground would be fulfilled if every doubt were a breach, or as many as it can be."""
    if isinstance(ground, BreachesWithin) and ground.counted is Counted.CASES:
        record = record.by_case
    match ground:
        case ConsecutiveMonths(count):
            known = {each.month for each in record.breaches} | {each.month for each in record.doubts}
            broken = {_begins(month, ground.length, _first_month(ground, record)) for month in known}
            return any(_row(first, count, ground.length) <= broken for first in broken)
        case MonthsWithin(at_least=count, months=months):
            known = {each.month for each in record.breaches} | {each.month for each in record.doubts}
            broken = {_begins(month, ground.length, _first_month(ground, record)) for month in known}
            return any(len(_row(first, months, ground.length) & broken) >= count for first in broken)
        case CreditsWithin() | CappedMonths():
            return False
        case LongOutage() | BreachAfterNotice() | OutagesWithin() | DowntimeWithin():
            return bool(record.doubts)
        case BreachesWithin(at_least=count):
            return any(_most(first, ground, record) >= count for first in _openings(ground, record))


def _in_a_row(ground: ConsecutiveMonths, record: BreachRecord) -> Iterator[Together]:
    first = _first_of_each(ground, record)
    for last in sorted(first):
        row = _row(last, ground.count, ground.length)
        if row <= first.keys():
            yield tuple(sorted((first[each] for each in row), key=lambda each: each.at))


def _months_among(ground: MonthsWithin, record: BreachRecord) -> Iterator[Together]:
    """The first breaches of so many months, or quarters, among some in a row; the last completes them."""
    first = _first_of_each(ground, record)
    for last in sorted(first):
        broken = sorted(_row(last, ground.months, ground.length) & first.keys())
        if len(broken) >= ground.at_least:
            yield tuple(
                sorted((first[each] for each in broken[-ground.at_least :]), key=lambda each: each.at)
            )


def _first_of_each(ground: ConsecutiveMonths | MonthsWithin, record: BreachRecord) -> dict[date, DatedBreach]:
    """The first breach of each month or quarter that has one, by its first day."""
    first: dict[date, DatedBreach] = {}
    for each in record.breaches:
        first.setdefault(_begins(each.month, ground.length, _first_month(ground, record)), each)
    return first


def _row(last: date, count: int, length: int = 1) -> set[date]:
    """So many stretches of some months in a row up to one, by their first days."""
    return {add_months(last, -number * length) for number in range(count)}


def _begins(month: date, length: int, first: int) -> date:
    """The first day of the stretch of so many months, such as a quarter, that a month lies in.

    One of them begins in the month of that number.
    """
    return add_months(month, -((month.month - first) % length))


def _first_month(ground: ConsecutiveMonths | MonthsWithin, record: BreachRecord) -> int:
    """A month in which a quarter begins: of those that promises are judged over, or else January."""
    rules = (each.breach.period.rule for each in record.breaches)
    begins = (rule.month for rule in rules if isinstance(rule, MonthsFrom) and rule.months == ground.length)
    return next(begins, 1)


def _in_order(ground: BreachesWithin, record: BreachRecord) -> Sequence[DatedBreach]:
    if ground.counted_by is CountedBy.DATES:
        return record.breaches
    return sorted(record.breaches, key=lambda each: (each.month, each.at))


def _fit(first: DatedBreach, last: DatedBreach, ground: BreachesWithin) -> bool:
    """Whether a window that begins with the one holds the other."""
    return _counted_on(last, ground) < _after(_counted_on(first, ground), ground)


def _after(first: date, ground: BreachesWithin) -> date:
    """The first date that a window which begins with a date does not hold."""
    if ground.days:
        return first + timedelta(days=ground.days)
    return months_from(first, ground.months)


def _counted_on(each: DatedBreach, ground: BreachesWithin) -> date:
    return each.day if ground.counted_by is CountedBy.DATES else each.month


def _openings(ground: BreachesWithin, record: BreachRecord) -> Iterator[date]:
    """Days on which a window may begin: with a breach, or as late as it holds some of a month in doubt."""
    yield from (_counted_on(each, ground) for each in record.breaches)
    for doubt in record.doubts:
        yield doubt.month if ground.counted_by is CountedBy.MONTHS else _last_of(doubt.month)


def _most(first: date, ground: BreachesWithin, record: BreachRecord) -> int:
    """How many breaches a window holds at most, if every doubt that reaches into it were one, or many."""
    after = _after(first, ground)
    certain = sum(first <= _counted_on(each, ground) < after for each in record.breaches)
    return certain + sum(_worth(each, ground) for each in record.doubts if _reaches(each, first, after))


def _worth(doubt: Doubt, ground: BreachesWithin) -> int:
    return 1 if doubt.is_single else ground.at_least


def _reaches(doubt: Doubt, first: date, after: date) -> bool:
    return doubt.month < after and first <= _last_of(doubt.month)


def _last_of(month: date) -> date:
    return date.fromordinal(add_months(month, 1).toordinal() - 1)
