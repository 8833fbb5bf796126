"""The yearly clock rule of a zone: a POSIX `TZ` string, as at the end of a TZif file (RFC 9636, 3.3)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum
from typing import NewType

from msgspec import Struct

from upheld.chrono.instant import DAY, EARLIEST, HOUR, MINUTE, SECOND, Instant, Micros
from upheld.errors import TimeError

WallTime = NewType("WallTime", int)
"""What a clock on the wall shows: microseconds since it showed 1970-01-01T00:00, in no zone."""

_TIME = r"[+-]?[0-9]{1,3}(?::[0-9]{1,2}){0,2}"
_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_DAY = r"M[0-9]+\.[0-9]+\.[0-9]+|J[0-9]+|[0-9]+"
_RULE = re.compile(
    rf"{_NAME}(?P<standard>{_TIME})"
    rf"(?:{_NAME}(?P<summer>{_TIME})?,(?P<first>{_DAY})(?:/(?P<first_at>{_TIME}))?"
    rf",(?P<last>{_DAY})(?:/(?P<last_at>{_TIME}))?)?"
)


class DayKind(Enum):
    """How a rule names a day of the year."""

    WEEKDAY = "M"
    """`Mm.w.d`: weekday d (0 is Sunday) of week w (5 is the last) of month m."""
    NO_LEAP_DAY = "J"
    """`Jn`: day n of 1 to 365, 29 February never counted."""
    ORDINAL = ""
    """`n`: day n of 0 to 365, 29 February counted."""


class YearlyChange(Struct, frozen=True):
    """A day and time of each year, on the wall clock in force until then, at which the offset changes."""

    kind: DayKind
    numbers: tuple[int, ...]
    time: Micros

    def wall(self, year: int) -> WallTime:
        """Give the wall time of the change in a year."""
        return WallTime((_ordinal(self.kind, self.numbers, year) - _EPOCH_ORDINAL) * DAY + self.time)


class ClockRule(Struct, frozen=True):
    """Offset of standard time and, where clocks change, that of summer time and the two changes of each year.

    Summer time may be the lesser offset: Irish law has it so, and so has the rule for Dublin.
    """

    standard: Micros
    summer: Micros
    to_summer: YearlyChange | None = None
    to_standard: YearlyChange | None = None

    def changes(self, first_year: int, last_year: int) -> list[tuple[Instant, Micros]]:
        """List when the offset changes, and to what, in the years given, both included; in order of time.

        Where both changes fall on one instant (summer time all year), the one to summer time comes last.
        """
        if self.to_summer is None or self.to_standard is None:
            return []
        found = []
        for year in range(first_year, last_year + 1):
            found.append((self.to_standard.wall(year) - self.summer, 0, self.standard))
            found.append((self.to_summer.wall(year) - self.standard, 1, self.summer))
        return [(Instant(at), offset) for at, _, offset in sorted(found)]


def parse_clock_rule(text: str) -> ClockRule:
    """Read a POSIX `TZ` string, such as `CET-1CEST,M3.5.0,M10.5.0/3`; `TimeError` where it is none."""
    match = _RULE.fullmatch(text)
    if match is None:
        raise TimeError(f"`{text}` is not a POSIX TZ rule; one looks like `CET-1CEST,M3.5.0,M10.5.0/3`")
    # POSIX counts offsets westward.
    standard = Micros(-_time(match["standard"]))
    if match["first"] is None:
        return ClockRule(standard, standard)
    summer = Micros(-_time(match["summer"])) if match["summer"] else Micros(standard + HOUR)
    return ClockRule(
        standard,
        summer,
        _change(match["first"], match["first_at"], text),
        _change(match["last"], match["last_at"], text),
    )


def _change(day: str, time: str | None, rule: str) -> YearlyChange:
    kind = DayKind(day[0] if day[0] in "MJ" else "")
    numbers = tuple(map(int, day.removeprefix(kind.value).split(".")))
    if not all(low <= n <= high for n, (low, high) in zip(numbers, _LIMITS[kind], strict=True)):
        raise TimeError(f"`{day}` in the POSIX TZ rule `{rule}` names no day of the year")
    return YearlyChange(kind, numbers, _time(time) if time else Micros(2 * HOUR))


def _time(text: str) -> Micros:
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    hours, minutes, seconds = (*parts, 0, 0)[:3]
    length = hours * HOUR + minutes * MINUTE + seconds * SECOND
    return Micros(-length if text.startswith("-") else length)


def _ordinal(kind: DayKind, numbers: tuple[int, ...], year: int) -> int:
    if kind is DayKind.WEEKDAY:
        return _weekday_of_month(year, *numbers).toordinal()
    (number,) = numbers
    new_year = date(year, 1, 1)
    if kind is DayKind.ORDINAL:
        return new_year.toordinal() + number
    after_february = number > 59 and (date(year, 3, 1) - new_year).days == 60
    return new_year.toordinal() + number - 1 + after_february


def _weekday_of_month(year: int, month: int, week: int, weekday: int) -> date:
    if week == 5:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (week - 1))


_EPOCH_ORDINAL = 1 - EARLIEST // DAY
_LIMITS = {
    DayKind.WEEKDAY: ((1, 12), (1, 5), (0, 6)),
    DayKind.NO_LEAP_DAY: ((1, 365),),
    DayKind.ORDINAL: ((0, 365),),
}
