"""Hours to try: those of the conformance cases, and made ones over zones whose clocks do odd things."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st
from open_minutes import almanac, around, changes

from upheld.chrono.hours import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    DayWindow,
    Holidays,
    HoursVersion,
    ServiceHours,
    SpecialDate,
    Weekday,
    Window,
)
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros, parse_instant, to_datetime
from upheld.chrono.interval import Interval
from upheld.chrono.open_time import OpenTime, compile_hours

CHANGES = {
    "America/New_York": "2025-11-02T06:00:00Z",
    "America/Santiago": "2022-09-11T04:00:00Z",
    "America/St_Johns": "2006-10-29T02:31:00Z",
    "Asia/Kathmandu": "1985-12-31T18:30:00Z",
    "Australia/Lord_Howe": "2025-10-04T15:30:00Z",
    "Europe/Brussels": "2025-03-30T01:00:00Z",
    "Europe/London": "2025-10-26T01:00:00Z",
    "Pacific/Apia": "2011-12-30T10:00:00Z",
}
"""Zones, each with a change of clocks: at midnight in Santiago, across it in St John's, by a day in Apia."""
ZONES = tuple(CHANGES)

CASES = Path(__file__).parent.parent / "evaluation" / "ticket_cases.json"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Declared:
    """Hours with the dates on which they are closed, and a span to try them over."""

    hours: ServiceHours
    closed: frozenset[date]
    span: Interval

    def compiled(self) -> OpenTime:
        return compile_hours(self.hours, almanac(self.hours.zone), self.span)


def conformance_hours(name: str) -> ServiceHours:
    """A calendar of the conformance cases; its holidays are dates."""
    calendar = json.loads(CASES.read_text())["calendars"][name]
    windows = tuple(
        Window(frozenset({Weekday(WEEKDAYS.index(day))}), time(opens), time(closes))
        for day, parts in calendar["weekly"].items()
        for opens, closes in parts
    )
    closed = Holidays(extra=tuple(map(date.fromisoformat, calendar["holidays"])))
    return ServiceHours(name, calendar["tz"], (HoursVersion(windows=windows, holidays=closed),))


def time(text: str) -> Micros:
    hours, minutes = text.split(":")
    return Micros(int(hours) * HOUR + int(minutes) * MINUTE)


def made_hours() -> tuple[Declared, ...]:
    """For each zone the weeks about its change of clocks, of hours with everything that can be declared."""
    return tuple(_made(name, index) for index, name in enumerate(ZONES))


def _made(name: str, index: int) -> Declared:
    changed = parse_instant(CHANGES[name])
    span = around(changed, 40 * DAY, 41 * DAY)
    on = to_datetime(changed).date()
    windows = (
        (
            Window(MONDAY_TO_FRIDAY, Micros(9 * HOUR), Micros(12 * HOUR + 30 * MINUTE)),
            Window(MONDAY_TO_FRIDAY, Micros(13 * HOUR + 15 * MINUTE), Micros(17 * HOUR)),
        ),
        (Window(EVERY_DAY, Micros(22 * HOUR), Micros(30 * HOUR)),),
        (Window(EVERY_DAY, Micros(0), DAY),),
    )
    closed = tuple(on + timedelta(days=days) for days in (-17, -1, 0, 3, 12))
    special = (
        SpecialDate(on + timedelta(days=1), (DayWindow(Micros(0), Micros(4 * HOUR + 5 * MINUTE)),)),
        SpecialDate(on + timedelta(days=12), (DayWindow(Micros(23 * HOUR), DAY),)),
        SpecialDate(on + timedelta(days=9)),
    )
    turn, gone = on - timedelta(days=10), on + timedelta(days=25)
    versions = (
        HoursVersion(
            since=turn,
            until=gone,
            windows=windows[(index + 1) % 3],
            holidays=Holidays(extra=closed),
            special=special,
        ),
        HoursVersion(until=turn, windows=windows[index % 3], holidays=Holidays(extra=closed)),
        HoursVersion(since=gone + timedelta(days=2), windows=windows[(index + 2) % 3]),
    )
    return Declared(ServiceHours(f"made for {name}", name, versions), frozenset(closed), span)


@st.composite
def declared_hours(draw: st.DrawFn, grain: int = MINUTE, days: int = 3) -> Declared:
    """Any hours, over a few days about a change of clocks."""
    name = draw(st.sampled_from(ZONES))
    changed = draw(st.sampled_from(changes(name)))
    span = around(changed, draw(st.integers(0, 24 * days)) * HOUR, days * DAY)
    first = to_datetime(Instant(span.start - DAY)).date()
    dates = st.integers(0, 2 * days + 3).map(lambda index: first + timedelta(days=index))
    closed = draw(st.frozensets(dates, max_size=2))
    special = draw(st.dictionaries(dates, st.lists(_day_windows(grain), max_size=2), max_size=2))
    versions = [
        HoursVersion(
            windows=tuple(draw(st.lists(_windows(grain), max_size=3))),
            holidays=Holidays(extra=tuple(closed)),
            special=tuple(SpecialDate(on, tuple(windows)) for on, windows in special.items()),
        )
    ]
    if draw(st.booleans()):
        turn = draw(dates)
        later = HoursVersion(since=turn, windows=tuple(draw(st.lists(_windows(grain), max_size=2))))
        versions = [_until(versions[0], turn - timedelta(days=draw(st.integers(0, 1)))), later]
        closed_later = frozenset(on for on in closed if on < turn)
        return Declared(ServiceHours("any", name, tuple(versions)), closed_later, span)
    return Declared(ServiceHours("any", name, tuple(versions)), closed, span)


def _until(version: HoursVersion, until: date) -> HoursVersion:
    return HoursVersion(
        until=until, windows=version.windows, holidays=version.holidays, special=version.special
    )


def _times(grain: int, last: int) -> st.SearchStrategy[Micros]:
    return st.integers(0, last // grain).map(lambda count: Micros(count * grain))


@st.composite
def _windows(draw: st.DrawFn, grain: int) -> Window:
    opens = draw(_times(grain, DAY - grain))
    round_lengths = st.sampled_from((DAY, Micros(8 * HOUR), Micros(DAY - opens)))
    length = draw(round_lengths | _times(grain, DAY - grain).map(lambda length: Micros(length + grain)))
    days = draw(st.frozensets(st.sampled_from(Weekday), min_size=1))
    return Window(days, opens, Micros(opens + length))


@st.composite
def _day_windows(draw: st.DrawFn, grain: int) -> DayWindow:
    opens = draw(_times(grain, DAY - grain))
    return DayWindow(opens, Micros(opens + grain + draw(_times(grain, DAY - opens - grain))))
