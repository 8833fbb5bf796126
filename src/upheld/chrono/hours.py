"""Service hours and business days as an agreement declares them: windows on the wall clock of a zone.

A date is open in the windows of its weekday, unless it is a holiday or a special date. Everything goes by what the
wall clock shows: a window that runs past midnight is the part until 24:00 on its own date and the rest on the next,
and a holiday closes the date on the clock, not the shift that began on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import pairwise

from upheld.chrono.almanac import HolidayRegion
from upheld.chrono.instant import DAY, MINUTE, SECOND, Micros
from upheld.errors import TimeError


class Weekday(IntEnum):
    """Days of the week, numbered as `datetime.date.weekday` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @property
    def next(self) -> Weekday:
        """The day after; Monday follows Sunday."""
        return Weekday((self + 1) % 7)


EVERY_DAY = frozenset(Weekday)
MONDAY_TO_FRIDAY = frozenset(Weekday) - {Weekday.SATURDAY, Weekday.SUNDAY}


@dataclass(frozen=True, slots=True, order=True)
class DayWindow:
    """Opening and closing on one date, half-open, as time shown by the wall clock; 24:00 is the end of the date."""

    opens: Micros
    closes: Micros

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise TimeError(
                f"{self} is not a window of one date: it must open at 00:00 or later, and close after that, by 24:00"
            )

    def __str__(self) -> str:
        return f"{time_of_day(self.opens)}-{time_of_day(self.closes)}"


FULL_DAY = DayWindow(Micros(0), DAY)


@dataclass(frozen=True, slots=True)
class Window:
    """A weekly window; `closes` beyond 24 hours means that it runs past midnight (22:00-06:00 closes at 30 hours)."""

    days: frozenset[Weekday]
    opens: Micros
    closes: Micros

    def __post_init__(self) -> None:
        if not self.days:
            raise TimeError(f"window {self} has no days: name at least one weekday")
        if not 0 <= self.opens < DAY:
            raise TimeError(f"window {self} opens outside its day: expected 00:00 to 23:59:59")
        if not self.opens < self.closes <= self.opens + DAY:
            raise TimeError(f"window {self} must be longer than nothing and at most 24 hours long")

    @property
    def length(self) -> Micros:
        """How long it is open, by the wall clock."""
        return Micros(self.closes - self.opens)

    def __str__(self) -> str:
        closes = self.closes if self.closes <= DAY else Micros(self.closes - DAY)
        return f"{time_of_day(self.opens)}-{time_of_day(closes)}"


ALWAYS = (Window(EVERY_DAY, Micros(0), DAY),)
"""The weekly windows of a version that never closes."""


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """The public holidays of a region, less those struck by name or by date."""

    region: HolidayRegion
    without: tuple[str | date, ...] = ()


@dataclass(frozen=True, slots=True)
class Replacement:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """Which dates are closed: public holidays by rule, dates added, and holidays moved."""

    rules: tuple[HolidayRule, ...] = ()
    extra: tuple[date, ...] = ()
    replacements: tuple[Replacement, ...] = ()

    def __post_init__(self) -> None:
        moved = [replacement.instead_of for replacement in self.replacements]
        if len(set(moved)) < len(moved):
            twice = next(on for on in moved if moved.count(on) > 1)
            raise TimeError(f"the holiday of {twice} is replaced twice: name one replacement day")


NO_HOLIDAYS = Holidays()


@dataclass(frozen=True, slots=True)
class SpecialDate:
    """A date with windows of its own, whatever its weekday and though it be a holiday; closed where it has none."""

    on: date
    windows: tuple[DayWindow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursVersion:
    """Hours as they stand from `since` to before `until`, dates in the zone of the hours; open-ended where absent.

    Windows may overlap: a date is open in their union.
    """

    since: date | None = None
    until: date | None = None
    windows: tuple[Window, ...]
    holidays: Holidays = NO_HOLIDAYS
    special: tuple[SpecialDate, ...] = ()

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise TimeError(
                f"hours from {self.since} until {self.until} are never in force: `until` must be later"
            )
        dates = [special.on for special in self.special]
        if len(set(dates)) < len(dates):
            twice = next(on for on in dates if dates.count(on) > 1)
            raise TimeError(f"special date {twice} is given twice: put all its windows in one place")

    def covers(self, on: date) -> bool:
        """Whether this version is in force on a date."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def weekly(self, weekday: Weekday) -> tuple[DayWindow, ...]:
        """When an ordinary date of this weekday is open: disjoint, in order, midnight taken into account."""
        return union_of_windows(_on_weekday(self.windows, weekday))


@dataclass(frozen=True, slots=True)
class ServiceHours:
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

    def version_on(self, on: date) -> HoursVersion:
        """The version in force on a date; one without windows where there is none."""
        return next((version for version in self.versions if version.covers(on)), _CLOSED)


_CLOSED = HoursVersion(windows=())


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDays:
    """A calendar of business days, apart from service hours: which dates count, and when such a day begins and ends."""

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
    """How long an ordinary open day is under the hours in force on a date, for counting a `day` of open time.

    TimeError where open days differ in length, or where there is none: then business days have to be declared.
    """
    version = hours.version_on(on)
    lengths = {sum(window.closes - window.opens for window in version.weekly(day)) for day in Weekday} - {0}
    if len(lengths) != 1:
        found = "no open day" if not lengths else "open days of different length"
        raise TimeError(
            f"hours {hours.name!r} have {found} on {on}: declare business days to say what one day is"
        )
    return Micros(lengths.pop())


def union_of_windows(windows: tuple[DayWindow, ...]) -> tuple[DayWindow, ...]:
    """Windows of one date made disjoint and put in order; touching ones become one."""
    merged: list[DayWindow] = []
    for window in sorted(windows):
        if merged and window.opens <= merged[-1].closes:
            merged[-1] = DayWindow(merged[-1].opens, max(merged[-1].closes, window.closes))
        else:
            merged.append(window)
    return tuple(merged)


def _on_weekday(windows: tuple[Window, ...], weekday: Weekday) -> tuple[DayWindow, ...]:
    until_midnight = tuple(
        DayWindow(window.opens, min(window.closes, DAY)) for window in windows if weekday in window.days
    )
    after_midnight = tuple(
        DayWindow(Micros(0), Micros(window.closes - DAY))
        for window in windows
        if window.closes > DAY and weekday in {day.next for day in window.days}
    )
    return until_midnight + after_midnight


def time_of_day(at: Micros) -> str:
    """A time of day as hours write it: `09:00`, `24:00`, with seconds and fractions only where there are any."""
    minutes, rest = divmod(at, MINUTE)
    seconds, fraction = divmod(rest, SECOND)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if seconds or fraction:
        text += f":{seconds:02d}"
    return text + f".{fraction:06d}".rstrip("0") if fraction else text
