"""Durations as contracts state them: a count and a unit, business time and calendar units kept apart."""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from upheld.errors import PhraseError
from upheld.quantity.phrase import did_you_mean, refuse_range, take_number, tidy, write_decimal, write_number

_SECOND = 1_000_000
_LONGEST_YEARS = 10_000
"""More than calendars reach, and well within 64 bits of microseconds."""


class Unit(Enum):
    """What a duration counts; the value is how the unit is written back."""

    MICROSECOND = "µs"
    MILLISECOND = "ms"
    SECOND = "s"
    MINUTE = "min"
    HOUR = "h"
    DAY = "day"
    """A bare day: 24 hours, unless the term it stands in says otherwise."""
    WEEK = "week"
    """7 × 24 hours."""
    CALENDAR_DAY = "calendar day"
    BUSINESS_MINUTE = "business minute"
    BUSINESS_HOUR = "business hour"
    BUSINESS_DAY = "business day"
    NEXT_BUSINESS_DAY = "next business day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_ELAPSED = {
    Unit.MICROSECOND: 1,
    Unit.MILLISECOND: 1_000,
    Unit.SECOND: _SECOND,
    Unit.MINUTE: 60 * _SECOND,
    Unit.HOUR: 3_600 * _SECOND,
    Unit.DAY: 86_400 * _SECOND,
    Unit.WEEK: 7 * 86_400 * _SECOND,
}
_OPEN = {Unit.BUSINESS_MINUTE: 60 * _SECOND, Unit.BUSINESS_HOUR: 3_600 * _SECOND}
_MICROS = _ELAPSED | _OPEN
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_FAMILIES = (_ELAPSED, _OPEN, _MONTHS)
_BUSINESS = frozenset({*_OPEN, Unit.BUSINESS_DAY, Unit.NEXT_BUSINESS_DAY})
_IN_A_YEAR = (
    dict.fromkeys(Unit, 366)
    | {unit: Fraction(366 * _ELAPSED[Unit.DAY], size) for unit, size in _MICROS.items()}
    | {unit: Fraction(12, months) for unit, months in _MONTHS.items()}
)
"""How many of a unit a long year has."""
_SYMBOLS = frozenset({Unit.MICROSECOND, Unit.MILLISECOND, Unit.SECOND, Unit.MINUTE, Unit.HOUR})

_NAMES = {
    # The sign for micro, and the Greek letter that many keyboards give for it.
    Unit.MICROSECOND: ("us", "\u00b5s", "\u03bcs", "usec", "usecs", "microsecond", "microseconds"),
    Unit.MILLISECOND: ("ms", "msec", "msecs", "millisecond", "milliseconds"),
    Unit.SECOND: ("s", "sec", "secs", "second", "seconds"),
    Unit.MINUTE: ("min", "mins", "minute", "minutes"),
    Unit.HOUR: ("h", "hr", "hrs", "hour", "hours", "clock hour", "clock hours"),
    Unit.DAY: ("d", "day", "days"),
    Unit.WEEK: ("w", "wk", "wks", "week", "weeks"),
    Unit.CALENDAR_DAY: ("calendar day", "calendar days"),
    Unit.BUSINESS_MINUTE: ("business minute", "business minutes", "business min"),
    Unit.BUSINESS_HOUR: ("business hour", "business hours", "business h"),
    Unit.BUSINESS_DAY: ("business day", "business days"),
    Unit.MONTH: ("month", "months", "calendar month", "calendar months"),
    Unit.QUARTER: ("quarter", "quarters", "calendar quarter", "calendar quarters"),
    Unit.YEAR: ("y", "yr", "yrs", "year", "years", "calendar year", "calendar years"),
}
_SPELLINGS = {name: unit for unit, names in _NAMES.items() for name in names}
_SPELLINGS |= {name.replace("business", "working"): unit for name, unit in _SPELLINGS.items()}
_UNCLEAR = {
    "m": "write `min` for minutes or `months`",
    "mo": "write `months`",
}
_TOO_FINE = "is finer than a microsecond", "write at most whole microseconds, such as 0.001 ms"
_NOT_WHOLE = "is not a whole number of them", "write a whole number, or a smaller unit"
_NEXT_BUSINESS_DAY = re.compile(r"(?:the )?next (?:business|working) day", re.IGNORECASE)
_AROUND_THE_CLOCK = re.compile(r"24 ?[/x×*] ?7", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?: (?!(?:and|or|to) )[^\W\d_]+)*\.?")
_AND = re.compile(r"^ ?and(?= )", re.IGNORECASE)
_UP_TO = re.compile(r"(?:-|–|—|\.\.|to |or ) ?[0-9]", re.IGNORECASE)
_HYPHEN = re.compile(r"^([0-9.]+)-(?=[a-zA-Z])")


class Duration(Struct, frozen=True):
    """How long, as the text says it: `60 min` and `1 h` are different words, so they are not equal.

    Raises PhraseError for a count that is negative, longer than all time or finer than a microsecond, and for
    a fraction where only whole units exist (months, calendar and business days).
    """

    count: Fraction
    unit: Unit

    def __post_init__(self) -> None:
        trouble = _trouble(self.count, self.unit)
        if trouble is not None:
            message, remedy = trouble
            raise PhraseError(f"a duration of {write_number(self.count)} {self.unit.value} {message}", remedy)

    @property
    def micros(self) -> int:
        """The length in microseconds; of open time where the unit is a business minute or hour.

        Raises PhraseError for units without a fixed length: calendar and business days, months and longer.
        """
        if self.unit not in _MICROS:
            raise PhraseError(
                f"`{self}` has no fixed length", "write it in hours, or let a calendar count it"
            )
        return int(self.count * _MICROS[self.unit])

    @property
    def months(self) -> int:
        """The length in calendar months; raises PhraseError for units that are not made of months."""
        if self.unit not in _MONTHS:
            raise PhraseError(f"`{self}` is not counted in months", "write it in months, quarters or years")
        return int(self.count * _MONTHS[self.unit])

    @property
    def is_business(self) -> bool:
        """Whether it counts business time: minutes and hours of open time, or business days."""
        return self.unit in _BUSINESS

    def __str__(self) -> str:
        noun = self.unit.value
        if self.unit is Unit.NEXT_BUSINESS_DAY:
            return noun
        plural = "s" if self.count != 1 and self.unit not in _SYMBOLS else ""
        return f"{write_decimal(self.count)} {noun}{plural}"


def _trouble(count: Fraction, unit: Unit) -> tuple[str, str] | None:
    """What is wrong with so many of a unit, and the remedy; None where nothing is."""
    size = _MICROS.get(unit, 1)
    if count < 0:
        return "is negative", "write it without the sign"
    if count > _LONGEST_YEARS * _IN_A_YEAR[unit]:
        return "is longer than all time", "write a shorter one"
    if unit is Unit.NEXT_BUSINESS_DAY and count != 1:
        return "doesn't exist", "write `next business day`, or so many `business days`"
    if (count * size).denominator != 1:
        return _TOO_FINE if unit in _MICROS else _NOT_WHOLE
    if write_decimal(count) is None:
        return "has no end as a decimal", "write it in a smaller unit, such as `20 min`"
    return None


@lru_cache(maxsize=1024)
def parse_duration(text: str) -> Duration:
    """The duration a phrase names: `4 business hours`, `2.5 s`, `one hour`, `next business day`.

    Parts become a count of the last one's unit: `1 h 30 min` is 90 min. Raises PhraseError for unknown
    or ambiguous units (`m`), for ranges, and for `24/7`, which says when and not how long.
    """
    phrase = tidy(text)
    if _AROUND_THE_CLOCK.match(phrase):
        raise PhraseError(f"`{phrase}` says when, not how long", "write a duration such as `30 min`")
    if _NEXT_BUSINESS_DAY.fullmatch(phrase):
        return Duration(Fraction(1), Unit.NEXT_BUSINESS_DAY)
    parts = [Duration(count, _unit(name, phrase)) for count, name in _parts(phrase)]
    return _sum(parts, phrase)


def _parts(phrase: str) -> list[tuple[Fraction, str]]:
    """The counts and unit names of a phrase such as `1 h 30 min`, in order."""
    parts: list[tuple[Fraction, str]] = []
    rest = phrase
    while rest:
        if parts and _UP_TO.match(rest):
            refuse_range(phrase)
        count, rest = take_number(_HYPHEN.sub(r"\1 ", rest), words=True)
        name = _NAME.match(rest)
        parts.append((count, name[0].strip() if name else rest))
        rest = _AND.sub("", rest[name.end() :]).lstrip(" ") if name else ""
    return parts


def _unit(name: str, phrase: str) -> Unit:
    """The unit a name stands for."""
    known = _SPELLINGS.get(name.lower())
    if known is not None:
        return known
    if not name:
        raise PhraseError(
            f"`{phrase}` has no unit", f"write `{phrase} h` if it is hours, `{phrase} min` if minutes"
        )
    if name.lower() in _UNCLEAR:
        raise PhraseError(f"the unit `{name}` in `{phrase}` is unclear", _UNCLEAR[name.lower()])
    remedy = did_you_mean(name, _SPELLINGS, "write one of " + ", ".join(unit.value for unit in Unit))
    raise PhraseError(f"`{name}` in `{phrase}` is not a unit of time", remedy)


def _sum(parts: list[Duration], phrase: str) -> Duration:
    """The parts together, in the unit of the last; each of one family and smaller than the one before."""
    last = parts[-1]
    if len(parts) == 1:
        return last
    family = next((sizes for sizes in _FAMILIES if last.unit in sizes), {})
    sizes = [family.get(part.unit, 0) for part in parts]
    if 0 in sizes or any(size <= smaller for size, smaller in pairwise(sizes)):
        raise PhraseError(
            f"`{phrase}` mixes units that don't add up", "write it in one unit, such as `90 min`"
        )
    total = sum(part.count * size for part, size in zip(parts, sizes, strict=True))
    return Duration(Fraction(total, sizes[-1]), last.unit)
