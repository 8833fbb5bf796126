"""Period words: `calendar month`, `billing month from day 15`, `rolling 28 days`."""

from __future__ import annotations

import re

from upheld.chrono.recurrence import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    PeriodRule,
    RollingDays,
    RollingMonths,
)
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.quantity.phrase import nearest, tidy

_CALENDAR: dict[str, PeriodRule] = {
    "calendar month": CalendarMonth(),
    "calendar quarter": CalendarQuarter(),
    "calendar year": CalendarYear(),
}
_BILLING = re.compile(r"billing month from day ([0-9]{1,2})")
_ROLLING = re.compile(r"rolling ([0-9]{1,4}) (day|month)s?")
_LONGEST = {"day": 3660, "month": 120}
_FORMS = (
    "write `calendar month`, `calendar quarter`, `calendar year`, `billing month from day 15`, "
    "`rolling 28 days` or `rolling 6 months`"
)


def parse_period_rule(text: str) -> PeriodRule:
    """The rule of periods a phrase names; PhraseError says which there are."""
    phrase = tidy(text).lower()
    if phrase in _CALENDAR:
        return _CALENDAR[phrase]
    if billing := _BILLING.fullmatch(phrase):
        return BillingMonth(int(billing[1]))
    if rolling := _ROLLING.fullmatch(phrase):
        return _rolling(int(rolling[1]), rolling[2], phrase)
    close = nearest(phrase, [*_CALENDAR, "billing month from day 1", "rolling 28 days", "rolling 6 months"])
    raise PhraseError(f"`{phrase}` is not a period", f"did you mean `{close}`?" if close else _FORMS)


def _rolling(count: int, unit: str, phrase: str) -> PeriodRule:
    if count > _LONGEST[unit]:
        raise PhraseError(f"`{phrase}` is longer than ten years", "write a shorter period")
    return RollingDays(count) if unit == "day" else RollingMonths(count)


PERIOD = Phrase(
    parse_period_rule,
    "a period (`calendar month`, `calendar quarter`, `calendar year`, `billing month from day 15`, "
    "`rolling 28 days`, `rolling 6 months`)",
)
