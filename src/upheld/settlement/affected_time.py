"""Affected time: the days and clock hours that downtime fell in, and how much of it counts in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from upheld.chrono.clock_rule import WallTime
from upheld.chrono.instant import DAY, HOUR, Instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.statement import AvailabilityRecord, Finding, Outage
from upheld.settlement.downtime_breach import countable
from upheld.settlement.figure_in_bands import counted_outages

Around = Callable[[Instant, Zone], Interval]
"""Gives the day, or the hour, that an instant lies in."""


def day_around(at: Instant, zone: Zone) -> Interval:
    """Give the calendar day of a zone that an instant lies in."""
    midnight = zone.wall(at) // DAY * DAY
    return Interval(zone.first_reaching(WallTime(midnight)), zone.first_reaching(WallTime(midnight + DAY)))


def hour_around(at: Instant, zone: Zone) -> Interval:
    """Give the hour of the wall clock that an instant lies in, from full hour to full hour."""
    start = Instant(at - (at + zone.offset(at)) % HOUR)
    return Interval(start, Instant(start + HOUR))


def downtime_in_each(finding: Finding, around: Around, zone: Zone) -> list[tuple[Interval, Fraction]]:
    """Give the days or hours with counted downtime, in order, and how much of it each has, in microseconds.

    What counts of an outage is spread evenly over what no exclusion takes off it.
    """
    found: dict[Interval, Fraction] = {}
    if isinstance(finding.record, AvailabilityRecord):
        for outage in counted_outages(finding):
            for cell, part in _spread(outage, finding.record, around, zone):
                found[cell] = found.get(cell, Fraction(0)) + part
    return sorted(found.items())


def _spread(
    outage: Outage, record: AvailabilityRecord, around: Around, zone: Zone
) -> Iterator[tuple[Interval, Fraction]]:
    stretches = countable(outage, record)
    weight = Fraction(outage.counted, stretches.length)
    for stretch in stretches:
        at = stretch.start
        while at < stretch.end:
            cell = around(at, zone)
            until = min(cell.end, stretch.end)
            yield cell, (until - at) * weight
            at = until


def time_there(finding: Finding, cell: Interval) -> int:
    """How much of a day or hour what failed was there, in microseconds."""
    record = finding.record
    stretches = record.timeline if isinstance(record, AvailabilityRecord) else ()
    return sum(max(min(time.end, cell.end) - max(time.start, cell.start), 0) for time, _ in stretches)
