"""Windows on the wall clock: of one date, and of the days of a week."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from msgspec import Struct

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
MONDAY_TO_FRIDAY = EVERY_DAY - {Weekday.SATURDAY, Weekday.SUNDAY}


class DayWindow(Struct, frozen=True, order=True):
    """Opening and closing on one date, half-open, by the wall clock; 24:00 is the end of the date."""

    opens: Micros
    closes: Micros

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise TimeError(
                f"{self} is not a window of one date: expected an opening from 00:00 on and a later closing, "
                "24:00 at the latest"
            )

    @property
    def length(self) -> Micros:
        """How long it is open, by the wall clock."""
        return Micros(self.closes - self.opens)

    def __str__(self) -> str:
        return f"{time_of_day(self.opens)}-{time_of_day(self.closes)}"


class Window(Struct, frozen=True):
    """A weekly window; one that closes at more than 24 hours runs past midnight (22:00-06:00: 30 hours)."""

    days: frozenset[Weekday]
    opens: Micros
    closes: Micros

    def __post_init__(self) -> None:
        if not self.days:
            raise TimeError(f"window {self} has no days: name at least one weekday")
        if not 0 <= self.opens < DAY:
            raise TimeError(f"window {self} opens outside its day: expected 00:00 to 23:59:59")
        if not self.opens < self.closes <= self.opens + DAY:
            raise TimeError(f"window {self} must close after it opens, within 24 hours")

    def on(self, weekday: Weekday) -> Iterable[DayWindow]:
        """What of it belongs to a weekday: the part from its opening, and the rest from the day before."""
        if weekday in self.days:
            yield DayWindow(self.opens, min(self.closes, DAY))
        if self.closes > DAY and any(day.next is weekday for day in self.days):
            yield DayWindow(Micros(0), Micros(self.closes - DAY))

    def __str__(self) -> str:
        closes = self.closes if self.closes <= DAY else Micros(self.closes - DAY)
        return f"{time_of_day(self.opens)}-{time_of_day(closes)}"


ALWAYS = (Window(EVERY_DAY, Micros(0), DAY),)
"""The weekly windows of hours that never close."""


def union_of_windows(windows: Iterable[DayWindow]) -> tuple[DayWindow, ...]:
    """Windows of one date made disjoint and put in order; touching ones become one."""
    merged: list[DayWindow] = []
    for window in sorted(windows):
        if merged and window.opens <= merged[-1].closes:
            merged[-1] = DayWindow(merged[-1].opens, max(merged[-1].closes, window.closes))
        else:
            merged.append(window)
    return tuple(merged)


def time_of_day(at: Micros) -> str:
    """A time of day as hours write it: `09:00`, `24:00`; seconds and fractions only where there are any."""
    minutes, rest = divmod(at, MINUTE)
    seconds, fraction = divmod(rest, SECOND)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if not rest:
        return text
    return f"{text}:{seconds:02d}" + (f".{fraction:06d}".rstrip("0") if fraction else "")
