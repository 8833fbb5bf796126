"""Cadences: how often something is done, as contracts say it: `24 hours`, `3 months`, `quarter`."""

from __future__ import annotations

from fractions import Fraction

from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.quantity import Duration, Unit, parse_duration
from upheld.quantity.phrase import tidy

_ALONE = {
    "daily": Unit.DAY,
    "day": Unit.DAY,
    "weekly": Unit.WEEK,
    "week": Unit.WEEK,
    "monthly": Unit.MONTH,
    "month": Unit.MONTH,
    "quarterly": Unit.QUARTER,
    "quarter": Unit.QUARTER,
    "yearly": Unit.YEAR,
    "annually": Unit.YEAR,
    "year": Unit.YEAR,
}


def parse_cadence(text: str) -> Duration:
    """The time between two of `24 hours`, `quarter`, `monthly`; PhraseError for business time, and 0."""
    phrase = tidy(text).lower().removeprefix("every ")
    if phrase in _ALONE:
        return Duration(Fraction(1), _ALONE[phrase])
    duration = parse_duration(phrase)
    if duration.is_business or duration.count == 0:
        raise PhraseError(
            f"`{phrase}` does not say how often", "write such as `24 hours`, `month` or `quarter`"
        )
    return duration


CADENCE = Phrase(parse_cadence, "how often (`24 hours`, `month`, `quarter`)")
