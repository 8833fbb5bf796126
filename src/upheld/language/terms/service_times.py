"""Service times: days and months of service that are given for a breach, as contracts write them."""

from __future__ import annotations

import re
from fractions import Fraction

from upheld.agreement.service_time import ServiceTime
from upheld.errors import PhraseError
from upheld.quantity import Duration, Unit, parse_duration
from upheld.quantity.pattern import Pattern

_MORE = r"(?:free|additional|extra)"
_OF_SERVICE = Pattern(
    rf"([^ ]+) (?:{_MORE} )?([a-z]+)['’]? of (?:{_MORE} )?services?(?: time)?", re.IGNORECASE
)
_FREE_TIME = Pattern(rf"([^ ]+) {_MORE} ([a-z]+)", re.IGNORECASE)
_DAYS = {
    Unit.MINUTE: Fraction(1, 1440),
    Unit.HOUR: Fraction(1, 24),
    Unit.DAY: Fraction(1),
    Unit.CALENDAR_DAY: Fraction(1),
    Unit.WEEK: Fraction(7),
}
_IN_MONTHS = frozenset({Unit.MONTH, Unit.QUARTER, Unit.YEAR})


def parse_service_time(phrase: str) -> ServiceTime | None:
    """The time of `3 days of service`, `1 month of free service`, `two free months`; nothing for other words.

    PhraseError for no time at all, and for a unit in which no service is given.
    """
    found = _OF_SERVICE.fullmatch(phrase) or _FREE_TIME.fullmatch(phrase)
    return None if found is None else _service_time(parse_duration(f"{found[1]} {found[2]}"), phrase)


def _service_time(length: Duration, phrase: str) -> ServiceTime:
    if length.count == 0:
        raise PhraseError(f"`{phrase}` is no credit at all", "write what is owed, or delete the credits")
    if length.unit in _DAYS:
        return ServiceTime(days=length.count * _DAYS[length.unit])
    if length.unit in _IN_MONTHS:
        return ServiceTime(months=Fraction(length.months))
    raise PhraseError(
        f"no service is given by `{length}`", "write it in minutes, hours, days, weeks or months"
    )
