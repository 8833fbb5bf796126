"""How long it takes to compile ten years of hours: `python -m benchmarks.calendars`."""

from __future__ import annotations

from datetime import date, timedelta

from benchmarks.row import Row, shortest, show
from upheld.chrono.almanac import Almanac, HolidayRegion
from upheld.chrono.hours import (
    ALWAYS,
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    HolidayRule,
    Holidays,
    HoursVersion,
    ServiceHours,
    Window,
)
from upheld.chrono.instant import HOUR, MINUTE, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.open_time import compile_hours
from upheld.chrono.slots import table_of
from upheld.collect.almanac import build_almanac

ZONE = "Europe/Brussels"
BELGIUM = HolidayRegion("BE")
TEN_YEARS = Interval(parse_instant("2017-01-01T00:00:00+01:00"), parse_instant("2027-01-01T00:00:00+01:00"))


def almanac() -> Almanac:
    """Zone and holidays of the ten years."""
    return build_almanac([ZONE], [BELGIUM], 2017, 2026)


def office() -> ServiceHours:
    """Nine to five, closed on Belgian public holidays."""
    return _hours("office", _week(9 * HOUR, 17 * HOUR))


def split_office() -> ServiceHours:
    """Two windows a day on quarter hours, closed on Belgian public holidays."""
    return _hours(
        "split", _week(8 * HOUR + 45 * MINUTE, 12 * HOUR), _week(13 * HOUR + 15 * MINUTE, 17 * HOUR)
    )


def nights() -> ServiceHours:
    """Every night, closed on Belgian public holidays."""
    return _hours("nights", Window(EVERY_DAY, Micros(22 * HOUR), Micros(30 * HOUR)))


def always() -> ServiceHours:
    """Round the clock."""
    return ServiceHours("always", ZONE, (HoursVersion(windows=ALWAYS),))


def yearly() -> ServiceHours:
    """Another version of the office hours every year."""
    versions = tuple(
        HoursVersion(
            since=date(year, 1, 1),
            until=date(year + 1, 1, 1),
            windows=(_week(9 * HOUR, (16 + year % 2) * HOUR),),
            holidays=Holidays(rules=(HolidayRule(BELGIUM, (date(year, 7, 21) + timedelta(days=25),)),)),
        )
        for year in range(2017, 2027)
    )
    return ServiceHours("yearly", ZONE, versions)


def main() -> list[Row]:
    """Measure, print and return the rows."""
    known = almanac()
    named = (
        ("Mon-Fri 09:00-17:00, Belgian holidays", office()),
        ("Mon-Fri 08:45-12:00, 13:15-17:00, Belgian holidays", split_office()),
        ("every night 22:00-06:00, Belgian holidays", nights()),
        ("ten versions of a year each, Belgian holidays", yearly()),
        ("always open", always()),
    )
    rows = [
        Row(
            what=f"compile: {name}",
            figure=1000 * shortest(lambda hours=hours: compile_hours(hours, known, TEN_YEARS)),
            unit="ms",
            asked="<= 20 ms",
        )
        for name, hours in named
    ]
    compiled = compile_hours(split_office(), known, TEN_YEARS)
    rows.append(
        Row(
            what="table of quarter hours",
            figure=1000 * shortest(lambda: table_of(compiled)),
            unit="ms",
        )
    )
    show("Ten years of a calendar in Europe/Brussels (shortest of 7 runs)", rows)
    return rows


def _hours(name: str, *windows: Window) -> ServiceHours:
    closed = Holidays(rules=(HolidayRule(BELGIUM),))
    return ServiceHours(name, ZONE, (HoursVersion(windows=windows, holidays=closed),))


def _week(opens: int, closes: int) -> Window:
    return Window(MONDAY_TO_FRIDAY, Micros(opens), Micros(closes))


if __name__ == "__main__":
    main()
