"""The making of almanacs: zones from the `tzdata` package, public holidays from the `holidays` library.

Neither the system's zone files nor the locale of the environment has a say: the same versions of the two
packages give the same almanac on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import tzdata

from upheld.chrono.almanac import Almanac, HolidayRegion
from upheld.chrono.instant import DAY, Instant
from upheld.chrono.interval import EVER, Interval
from upheld.chrono.zone import Zone, wall_midnight, zone_from_tzif
from upheld.collect.gazetteer import zone_data, zone_names
from upheld.collect.public_holidays import holidays_of, library_version, years_known
from upheld.errors import TimeError
from upheld.quantity import did_you_mean

_MARGIN = 2 * DAY
"""Wider than any offset from UTC, so that every local day of the years lies within the span."""


def build_almanac(
    zones: Iterable[str], regions: Iterable[HolidayRegion], first_year: int, last_year: int
) -> Almanac:
    """The zones, and the public holidays of the regions, for a run of years (both included).

    Where the holidays of a region are known for fewer years, the almanac's years are fewer: it refuses the
    others. TimeError for an unknown zone or region, and where no year is known.
    """
    asked = sorted(set(regions), key=str)
    years = years_known(asked, first_year, last_year)
    sources = [("tzdata", tzdata.__version__)]
    if asked:
        sources.insert(0, ("holidays", library_version()))
    return Almanac(
        zones=tuple(read_zone(name, _span(first_year, last_year)) for name in sorted(set(zones))),
        holidays=tuple((region, holidays_of(region, *years)) for region in asked),
        span_years=years,
        sources=tuple(sources),
    )


def read_zone(name: str, span: Interval) -> Zone:
    """One zone of the tz database over a span; TimeError for an unknown name, with the nearest."""
    names = zone_names()
    if name not in names:
        remedy = did_you_mean(name, sorted(names), "use a name of the tz database such as Europe/Brussels")
        raise TimeError(f"there is no time zone `{name}`: {remedy}")
    data = zone_data("zoneinfo", *name.split("/")).read_bytes()
    return zone_from_tzif(name, data, span)


def _span(first_year: int, last_year: int) -> Interval:
    """The time in which it is one of the years anywhere on earth."""
    start = wall_midnight(date(first_year, 1, 1)) - _MARGIN
    end = wall_midnight(date(last_year, 12, 31)) + DAY + _MARGIN
    return Interval(Instant(max(start, EVER.start)), Instant(min(end, EVER.end)))
