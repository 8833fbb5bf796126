"""Service hours and business days as an agreement declares them: windows on the wall clock of a zone.

A date is open in the windows of its weekday, unless it is a holiday or a special date. All goes by what the
wall clock shows: a window that runs past midnight is the part until 24:00 on its own date and the rest on the
next, and a holiday closes the date on the clock, not the shift that began on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from upheld.chrono.almanac import HolidayRegion
from upheld.chrono.instant import Micros
from upheld.chrono.window import (
    ALWAYS,
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    DayWindow,
    Weekday,
    Window,
    union_of_windows,
)
from upheld.errors import TimeError

__all__ = [
    "ALWAYS",
    "EVERY_DAY",
    "MONDAY_TO_FRIDAY",
    "NO_HOLIDAYS",
    "BusinessDays",
    "DayWindow",
    "HolidayRule",
    "Holidays",
    "HoursVersion",
    "Replacement",
    "ServiceHours",
    "SpecialDate",
    "Weekday",
    "Window",
    "day_length",
]


def _repeated(dates: Sequence[date]) -> list[date]:
    return sorted(on for on in set(dates) if dates.count(on) > 1)


class HolidayRule(Struct, frozen=True):
    """The public holidays of a region, less those struck by name or by date."""

    region: HolidayRegion
    without: tuple[str | date, ...] = ()


class Replacement(Struct, frozen=True):
    """A holiday kept on another date: `on` is closed, and `instead_of` is a day like any other.

    Belgian replacement days are of this kind; no table has them, the contract or the employer names them.
    """

    instead_of: date
    on: date

    def __post_init__(self) -> None:
        if self.instead_of == self.on:
            raise TimeError(
                f"{self.on} can't replace itself: name the date on which the holiday is kept instead"
            )


class Holidays(Struct, frozen=True, kw_only=True):
    """Which dates are closed: public holidays by rule, dates added, and holidays moved."""

    rules: tuple[HolidayRule, ...] = ()
    extra: tuple[date, ...] = ()
    replacements: tuple[Replacement, ...] = ()

    def __post_init__(self) -> None:
        for twice in _repeated([replacement.instead_of for replacement in self.replacements]):
            raise TimeError(f"the holiday of {twice} is replaced twice: name one replacement day")


NO_HOLIDAYS = Holidays()


class SpecialDate(Struct, frozen=True):
    """A date with windows of its own, holiday or not; closed where it has none."""

    on: date
    windows: tuple[DayWindow, ...] = ()


class HoursVersion(Struct, frozen=True, kw_only=True):
    """Hours as they stand from `since` to before `until`, dates in the zone of the hours.

    Open-ended where a date is absent. Windows may overlap: a date is open in their union.
    """

    since: date | None = None
    until: date | None = None
    windows: tuple[Window, ...]
    holidays: Holidays = NO_HOLIDAYS
    special: tuple[SpecialDate, ...] = ()

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise TimeError(f"hours from {self.since} until {self.until} are never in force: end them later")
        for twice in _repeated([special.on for special in self.special]):
            raise TimeError(f"special date {twice} is given twice: put all its windows in one place")

    def covers(self, on: date) -> bool:
        """Whether this version is in force on a date."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def weekly(self, weekday: Weekday) -> tuple[DayWindow, ...]:
        """When an ordinary date of this weekday is open: disjoint and in order."""
        return union_of_windows(part for window in self.windows for part in window.on(weekday))


class ServiceHours(Struct, frozen=True, cache_hash=True):
    """Named hours in a zone; where no version is in force they are closed."""

    name: str
    zone: str
    versions: tuple[HoursVersion, ...]

    def __post_init__(self) -> None:
        in_order = sorted(self.versions, key=lambda version: version.since or date.min)
        for earlier, later in pairwise(in_order):
            if earlier.until is None or (later.since or date.min) < earlier.until:
                raise TimeError(
                    f"hours {self.name!r} have two versions in force on {later.since or date.min}: "
                    "end the earlier one where the later one begins"
                )

    @property
    def are_day_and_night(self) -> bool:
        """Whether they are open at every instant, so that they pass as the wall clock does."""
        return self.versions == (_DAY_AND_NIGHT,)

    def version_on(self, on: date) -> HoursVersion:
        """The version in force on a date; one without windows where there is none."""
        return next((version for version in self.versions if version.covers(on)), _CLOSED)


_CLOSED = HoursVersion(windows=())
_DAY_AND_NIGHT = HoursVersion(windows=ALWAYS)


class BusinessDays(Struct, frozen=True, kw_only=True, cache_hash=True):
    """A calendar of business days, apart from service hours: which dates count, when each begins and ends."""

    name: str
    zone: str
    days: frozenset[Weekday]
    opens: Micros
    closes: Micros
    holidays: Holidays = NO_HOLIDAYS

    def __post_init__(self) -> None:
        if not self.days:
            raise TimeError(f"business days {self.name!r} have no days: name at least one weekday")
        DayWindow(self.opens, self.closes)

    @property
    def length(self) -> Micros:
        """Length of one business day, by the wall clock."""
        return Micros(self.closes - self.opens)

    def as_hours(self) -> ServiceHours:
        """The same calendar as service hours: open from the beginning to the end of every business day."""
        window = Window(self.days, self.opens, self.closes)
        return ServiceHours(self.name, self.zone, (HoursVersion(windows=(window,), holidays=self.holidays),))


def day_length(hours: ServiceHours, on: date) -> Micros:
    """How long an ordinary open day is under the hours in force on a date, to count a `day` of open time by.

    TimeError where open days differ in length, or where there is none: business days must be declared then.
    """
    version = hours.version_on(on)
    lengths = {sum(window.length for window in version.weekly(day)) for day in Weekday} - {0}
    if len(lengths) != 1:
        found = "open days of different length" if lengths else "no open day"
        raise TimeError(
            f"hours {hours.name!r} have {found} on {on}: declare business days to say what a day is"
        )
    return Micros(lengths.pop())
