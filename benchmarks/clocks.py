"""Elapsed and due time of ten million tickets on one core: `python -m benchmarks.clocks`.

Tickets start at any second of ten years, in no order, and last up to twenty days; instants are int64
microseconds, and results go into an array that is there already. Beside it, on a smaller sample in the same
run and on the same hours, two libraries one would use otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pytz
from businesstimedelta import BusinessTimeDelta, HolidayRule, Rules, WorkDayRule
from pandas.tseries.offsets import CustomBusinessHour

from benchmarks.calendars import BELGIUM, TEN_YEARS, ZONE, almanac, office, split_office
from benchmarks.row import Row, shortest, show
from upheld.chrono.bulk import Edge, due, elapsed
from upheld.chrono.instant import DAY, HOUR, SECOND, Instant, from_datetime, to_datetime
from upheld.chrono.open_time import OpenTime, compile_hours
from upheld.chrono.pause import OnePauseEach, PauseRows
from upheld.chrono.slots import OpenTable, table_of
from upheld.chrono.stamps import Stamps

TICKETS = 10_000_000
SAMPLE = 1_000
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Tickets:
    """Columns of made tickets."""

    starts: Stamps
    stops: Stamps
    targets: Stamps
    pauses: OnePauseEach


def made_tickets(open_time: OpenTime) -> Tickets:
    """Ten million tickets over the whole span, in no order; the last months are left to those that run on."""
    random = np.random.default_rng(20_260_301)
    first, last = open_time.span.start // SECOND, (open_time.span.end - 120 * DAY) // SECOND
    starts = random.integers(first, last, TICKETS) * SECOND
    paused = starts + random.integers(0, 5 * DAY // SECOND, TICKETS) * SECOND
    return Tickets(
        starts,
        starts + random.integers(0, 20 * DAY // SECOND, TICKETS) * SECOND,
        random.integers(1, 81, TICKETS) * HOUR,
        OnePauseEach(paused, paused + random.integers(0, 5 * DAY // SECOND, TICKETS) * SECOND),
    )


def main() -> list[Row]:
    """Measure, print and return the rows."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        rows = measure()
    finally:
        os.sched_setaffinity(0, cores)
    show(f"{TICKETS:,} tickets on one core, int64 microseconds (shortest of 7 runs)", rows)
    return rows


def measure() -> list[Row]:
    """All rows."""
    known = almanac()
    open_time = compile_hours(office(), known, TEN_YEARS)
    tickets = made_tickets(open_time)
    split_time = compile_hours(split_office(), known, TEN_YEARS)
    on_the_hour, split = table_of(open_time), table_of(split_time)
    check(open_time, on_the_hour, tickets)
    check(split_time, split, tickets)
    rows = bulk_rows("09:00-17:00", on_the_hour, tickets, others(on_the_hour, tickets))
    return rows + bulk_rows("08:45-12:00, 13:15-17:00", split, tickets, {})


def bulk_rows(
    hours: str, table: OpenTable, tickets: Tickets, beside: dict[str, tuple[str, float]]
) -> list[Row]:
    """The figures for one set of hours."""
    starts, stops, targets, pauses = tickets.starts, tickets.stops, tickets.targets, tickets.pauses
    out = np.zeros(TICKETS, dtype=np.int64)
    many = PauseRows(np.arange(TICKETS + 1), pauses.starts, pauses.ends)
    works: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("elapsed", ">= 100 M", lambda: elapsed(table, starts, stops, out=out)),
        ("due", ">= 100 M", lambda: due(table, starts, targets, out=out)),
        ("elapsed, one pause each", ">= 40 M", lambda: elapsed(table, starts, stops, pauses, out=out)),
        ("due, one pause each", ">= 40 M", lambda: due(table, starts, targets, pauses, out=out)),
        ("elapsed, into a new array", "", lambda: elapsed(table, starts, stops)),
        ("elapsed, pauses in rows of any number", "", lambda: elapsed(table, starts, stops, many, out=out)),
        ("due, pauses in rows of any number", "", lambda: due(table, starts, targets, many, out=out)),
    )
    rows = []
    for what, asked, work in works:
        speed = TICKETS / shortest(work)
        other, its_speed = beside.get(what, ("", 0.0))
        ratio = speed / its_speed if its_speed else None
        rows.append(
            Row(
                what=f"{what} ({hours})",
                figure=speed / MILLION,
                unit="M tickets/s",
                asked=asked,
                beside=other,
                ratio=ratio,
            )
        )
    return rows


def check(open_time: OpenTime, table: OpenTable, tickets: Tickets) -> None:
    """Hold the first tickets against the scalar clock, so that no speed is told of wrong answers."""
    few = slice(0, SAMPLE)
    starts, stops, targets = tickets.starts[few], tickets.stops[few], tickets.targets[few]
    spent, dues = elapsed(table, starts, stops), due(table, starts, targets)
    for start, stop, target, took, ends in zip(
        *map(_plain, (starts, stops, targets, spent, dues)), strict=True
    ):
        assert took == open_time.elapsed(start, stop)
        assert ends == open_time.due(start, target).close


def others(table: OpenTable, tickets: Tickets) -> dict[str, tuple[str, float]]:
    """What other libraries make of the first tickets: for each kind of work, in words and by the second."""
    few = slice(0, SAMPLE)
    starts, stops = _moments(tickets.starts[few]), _moments(tickets.stops[few])
    hours = _plain(tickets.targets[few] // HOUR)
    spent = _plain(elapsed(table, tickets.starts[few], tickets.stops[few]))
    edges = [_plain(due(table, tickets.starts[few], tickets.targets[few], edge=edge)) for edge in Edge]
    dues = list(zip(*edges, strict=True))

    rules = business_rules()
    taken, lengths = _timed(lambda: [rules.difference(*ends) for ends in zip(starts, stops, strict=True)])
    right = sum(
        length.timedelta == timedelta(microseconds=us) for length, us in zip(lengths, spent, strict=True)
    )
    told = {"elapsed": (_told("businesstimedelta", taken, right), SAMPLE / taken)}

    spans = [BusinessTimeDelta(rules, hours=count) for count in hours]
    taken, ends = _timed(lambda: [start + span for start, span in zip(starts, spans, strict=True)])
    first = _told("businesstimedelta", taken, _agreeing(ends, dues))

    offsets = [
        CustomBusinessHour(n=count, start="09:00", end="17:00", holidays=_holidays()) for count in hours
    ]
    local = [pd.Timestamp(start).tz_convert(ZONE) for start in starts]
    pandas_taken, ends = _timed(lambda: [at + offset for at, offset in zip(local, offsets, strict=True)])
    second = _told("pandas CustomBusinessHour", pandas_taken, _agreeing(ends, dues))
    told["due"] = (f"{first}; {second}; against the faster", SAMPLE / min(taken, pandas_taken))
    return told


def business_rules() -> Rules:
    """Nine to five on Belgian business days, as the first of the two libraries takes them."""
    zone = pytz.timezone(ZONE)
    return Rules(
        [WorkDayRule(time(9), time(17), [0, 1, 2, 3, 4], tz=zone), HolidayRule(set(_holidays()), tz=zone)]
    )


def _holidays() -> list[date]:
    return [holiday.date for holiday in almanac().holidays_of(BELGIUM)]


def _agreeing(moments: list[datetime], dues: list[tuple[int, int]]) -> int:
    """How many moments are one of the two edges of the due time."""
    return sum(from_datetime(moment) in edges for moment, edges in zip(moments, dues, strict=True))


def _told(library: str, seconds: float, right: int) -> str:
    return f"{library} {SAMPLE / seconds:,.0f}/s, {right / SAMPLE:.1%} agree"


def _timed(work: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    """One run, as these take long enough to tell."""
    begun = perf_counter()
    results = work()
    return perf_counter() - begun, results


def _moments(instants: Stamps) -> list[datetime]:
    return [to_datetime(Instant(at)) for at in instants.tolist()]


def _plain(column: Stamps) -> list[int]:
    numbers: list[int] = column.tolist()
    return numbers


if __name__ == "__main__":
    main()
