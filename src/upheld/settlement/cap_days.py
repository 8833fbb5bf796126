"""Caps on days: what credits come to on each calendar day, for a cap that holds day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.settlement.affected_time import day_around
from upheld.settlement.piece import Piece, part_of_amount


def days_of(piece: Piece, judged: Interval, zone: Zone) -> tuple[tuple[date, Piece], ...]:
    """Cut a piece into what it owes for each day; none where it is owed for the period as a whole.

    What is counted on lengths of time is earned on each day in proportion to its time there, a delay on each
    day of it that counts, anything else on the day on which it began. The parts keep the times of the whole,
    so that an incident stays one.
    """
    parts = list(_weighed(piece, judged, zone))
    whole = sum((part for _, part in parts), Fraction(0))
    by_day: dict[date, Fraction] = {}
    for day, part in parts:
        by_day[day] = by_day.get(day, Fraction(0)) + part
    return tuple(
        (day, replace(piece, amount=part_of_amount(piece.amount, part / whole)))
        for day, part in sorted(by_day.items())
        if part
    )


def _weighed(piece: Piece, judged: Interval, zone: Zone) -> Iterator[tuple[date, Fraction]]:
    """Days, each with its weight in what is owed."""
    line, tally = piece.line, piece.line.tally
    by_length = line.blocked is not None or (tally is not None and tally.is_by_length)
    if by_length and any(time.length > 1 for time in piece.times):
        yield from _by_time(piece.times, judged, zone)
    elif tally is not None and tally.late_days:
        days = dict(tally.late_days)
        yield from ((day, Fraction(1)) for time in piece.times for day in days.get(time, ()))
    elif piece.is_of_incident:
        yield zone.date(piece.times[0].start), Fraction(1)
    elif tally is not None and tally.days:
        yield from ((zone.date(cell.start), part) for cell, part in tally.days)
    elif tally is not None and len(piece.times) == tally.times:
        yield from ((zone.date(time.start), Fraction(1)) for time in piece.times)


def _by_time(times: Iterable[Interval], judged: Interval, zone: Zone) -> Iterator[tuple[date, Fraction]]:
    for time in times:
        at, end = time.start, min(time.end, max(judged.end, Instant(time.start + 1)))
        while at < end:
            until = min(day_around(at, zone).end, end)
            yield zone.date(at), Fraction(until - at)
            at = until
