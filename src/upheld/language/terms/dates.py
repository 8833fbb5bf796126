"""Dates and instants as agreements write them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.recurrence import MONTHS
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_DATE = Pattern(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OTHER_ORDER = Pattern(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")


def parse_date(text: str) -> date:
    """The date that `2025-01-31` names; PhraseError for other orders, and for dates that don't exist."""
    phrase = tidy(text)
    found = _DATE.fullmatch(phrase)
    if found is None:
        raise PhraseError(f"`{phrase}` is not a date", _likely(phrase))
    year, month, day = (int(part) for part in found.groups())
    if year == 0 or not 1 <= month <= 12:
        message = f"`{phrase}` does not exist: "
        raise PhraseError(
            message + ("there is no year 0" if year == 0 else f"there is no month {month:02}"),
            "write year, month and day",
        )
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        name = MONTHS[month - 1]
        raise PhraseError(f"`{phrase}` does not exist", f"{name} {year} has {length} days")
    return date(year, month, day)


def _likely(phrase: str) -> str:
    """Which date may be meant; both, where day and month can be told apart only by habit."""
    other = _OTHER_ORDER.fullmatch(phrase)
    if other is None:
        return "write year, month and day, as in 2025-01-31"
    first, second, year = int(other[1]), int(other[2]), other[3]
    months = [
        f"{year}-{month:02}-{day:02}"
        for day, month in sorted({(first, second), (second, first)})
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    return f"write {' or '.join(months)}" if months else "write year, month and day, as in 2025-01-31"


def parse_moment(text: str) -> Instant:
    """The instant an RFC 3339 time names; TimeError for one without an offset."""
    return parse_instant(tidy(text))


DATE = Phrase(parse_date, "a date (2025-01-31)", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
INSTANT = Phrase(parse_moment, "a time with its offset (2025-01-31T09:00:00Z)")
