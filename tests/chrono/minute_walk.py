"""The slow oracle of local time: walk the minutes of UTC and look at the clock on the wall each time.

Right for zones and years whose clocks change at whole minutes, as all have since 1973.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from upheld.chrono.instant import MINUTE, Instant, from_datetime


def minutes_around(wall: datetime, zone: ZoneInfo) -> Iterator[tuple[Instant, datetime]]:
    """Every minute within 26 hours of a naive wall time read as UTC, with what the wall clock shows then."""
    moment = wall.replace(tzinfo=UTC) - timedelta(hours=26)
    at = from_datetime(moment)
    for index in range(52 * 60 + 1):
        local = (moment + timedelta(minutes=index)).astimezone(zone)
        yield Instant(at + index * MINUTE), local.replace(tzinfo=None)


def instants_showing(wall: datetime, zone: ZoneInfo) -> tuple[Instant, ...]:
    return tuple(at for at, shown in minutes_around(wall, zone) if shown == wall)


def first_reaching(wall: datetime, zone: ZoneInfo) -> Instant:
    return next(at for at, shown in minutes_around(wall, zone) if shown >= wall)


def minutes_within(since: date, until: date, zone: ZoneInfo, holds: Callable[[date], bool]) -> int:
    """How many minutes between two UTC dates lie in a local date for which `holds` is true.

    A date lasts until a later one is first shown, whatever the clock repeats after that.
    """
    moment = datetime(since.year, since.month, since.day, tzinfo=UTC)
    end = datetime(until.year, until.month, until.day, tzinfo=UTC)
    latest, found = moment.astimezone(zone).date(), 0
    while moment < end:
        latest = max(latest, moment.astimezone(zone).date())
        found += holds(latest)
        moment += timedelta(minutes=1)
    return found
