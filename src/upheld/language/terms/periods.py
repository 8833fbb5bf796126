"""Period words: `calendar month`, `billing month from day 15`, `rolling 28 days`."""

from __future__ import annotations

import re

from upheld.chrono.recurrence import (
    MONTHS,
    BillingMonth,
    CalendarDay,
    CalendarMonth,
    CalendarQuarter,
    CalendarWeek,
    CalendarYear,
    ContractPeriod,
    MonthsFrom,
    PeriodRule,
    PromisedPeriod,
    RollingDays,
    RollingMonths,
)
from upheld.chrono.window import Weekday
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import nearest, tidy

_CALENDAR: dict[str, PromisedPeriod] = {
    "calendar month": CalendarMonth(),
    "calendar quarter": CalendarQuarter(),
    "calendar year": CalendarYear(),
    "calendar week": CalendarWeek(),
    "calendar day": CalendarDay(),
    "contract month": ContractPeriod(1),
    "calendar half-year": MonthsFrom(6, 1),
    "contract quarter": ContractPeriod(3),
    "contract half-year": ContractPeriod(6),
    "contract year": ContractPeriod(12),
}
_BILLING = Pattern(r"billing month from day ([0-9]{1,2})")
_FROM = Pattern(
    r"(?:fiscal |financial |business |service )?(quarter|half-year|year)s? (?:from|beginning(?: in| on)?) "
    r"(?:([0-9]{1,2})(?:\.|st|nd|rd|th)? )?([a-z]+)(?: ([0-9]{1,2})(?:st|nd|rd|th)?)?"
)
_WEEK_FROM = Pattern(r"(?:calendar )?weeks? (?:from|beginning(?: on)?) ([a-z]+)", needs=("week",))
_PLAIN = Pattern(
    r"(?:per |each |every |a |any )?"
    r"(month|quarter|half-year|year|monthly|quarterly|half-yearly|semi-annual(?:ly)?|six-monthly|yearly|annual|"
    r"annually|week|weekly|day|daily|semester)"
)
_EACH = Pattern(r"^(?:per|each|every|a|any|one) (?=calendar|contract|billing|fiscal|rolling)")
_BILLED = Pattern(
    r"(?:per |each |every |a |any )?(?:monthly )?billing (?:month|cycle|period)", needs=("billing",)
)
_BEGINS = {
    "month": "`billing month from day 15`",
    "quarter": "`fiscal quarter from February`",
    "half-year": "`half-year from September`",
    "year": "`fiscal year from July`",
}
_NOUNS = {
    "mo": "month",
    "qu": "quarter",
    "ha": "half-year",
    "se": "half-year",
    "si": "half-year",
    "we": "week",
    "da": "day",
}
_DAYS = {
    "week": "`calendar week from Monday`, `calendar week from Sunday` or `rolling 7 days`",
    "day": "`calendar day` or `rolling 1 day`",
}
_MONTHS_OF = {"quarter": 3, "half-year": 6, "year": 12}
_ROLLING = Pattern(r"rolling ([0-9]{1,4}) (day|month)s?")
_LONGEST = {"day": 3660, "month": 120}
_FORMS = (
    "write `calendar month`, `calendar quarter`, `calendar half-year`, `calendar year`, `billing month from "
    "day 15`, `fiscal quarter from February`, `half-year from September`, `fiscal year from July`, `contract "
    "month`, `contract quarter`, `contract half-year`, `contract year`, `calendar week`, `calendar day`, "
    "`rolling 28 days` or `rolling 6 months`"
)


def parse_period_rule(text: str) -> PromisedPeriod:
    """The rule of periods a phrase names; PhraseError says which there are."""
    phrase = _EACH.sub("", tidy(text).lower())
    if phrase in _CALENDAR:
        return _CALENDAR[phrase]
    if billing := _BILLING.fullmatch(phrase):
        return BillingMonth(int(billing[1]))
    if begins := _FROM.fullmatch(phrase):
        return _from_month(begins, phrase)
    if week := _WEEK_FROM.fullmatch(phrase):
        return _week_from(week[1], phrase)
    if rolling := _ROLLING.fullmatch(phrase):
        return _rolling(int(rolling[1]), rolling[2], phrase)
    if _BILLED.fullmatch(phrase):
        remedy = "write `calendar month` where bills are of calendar months, or `billing month from day 15`"
        raise PhraseError(f"`{phrase}` does not say on which day it begins", remedy)
    if plain := _PLAIN.fullmatch(phrase):
        noun = _NOUNS.get(plain[1][:2], "year")
        if noun in _DAYS:
            raise PhraseError(f"`{phrase}` may be any {noun}", f"write {_DAYS[noun]}")
        forms = f"`calendar {noun}`, `contract {noun}` or a {noun} that begins otherwise, as {_BEGINS[noun]}"
        raise PhraseError(f"`{phrase}` may be any {noun}", f"write {forms}")
    known = [
        "billing month from day 1",
        "fiscal quarter from February",
        "half-year from July",
        "fiscal year from July",
    ]
    close = nearest(phrase, [*_CALENDAR, *known, "rolling 28 days", "rolling 6 months"])
    raise PhraseError(f"`{phrase}` is not a period", f"did you mean `{close}`?" if close else _FORMS)


def _from_month(match: re.Match[str], phrase: str) -> PeriodRule:
    """A quarter, half-year or year from a month, or a day of one that stands before or after its name."""
    name = match[3].capitalize()
    months = [month for month in MONTHS if name in (month, month[:3])]
    if not months or (match[2] and match[4]):
        raise PhraseError(f"`{phrase}` names no month", "write `fiscal year from July`, or `from 6 April`")
    day = int(match[2] or match[4] or 1)
    return MonthsFrom(_MONTHS_OF[match[1]], MONTHS.index(months[0]) + 1, day)


def _week_from(name: str, phrase: str) -> PeriodRule:
    days = [day for day in Weekday if name.capitalize() in (day.name.capitalize(), day.name[:3].capitalize())]
    if not days:
        raise PhraseError(f"`{phrase}` names no day of the week", "write `calendar week from Monday`")
    return CalendarWeek(days[0])


def _rolling(count: int, unit: str, phrase: str) -> PeriodRule:
    if count > _LONGEST[unit]:
        raise PhraseError(f"`{phrase}` is longer than ten years", "write a shorter period")
    return RollingDays(count) if unit == "day" else RollingMonths(count)


PERIOD = Phrase(
    parse_period_rule,
    "a period (`calendar month`, `calendar quarter`, `calendar half-year`, `calendar year`, `billing month "
    "from day 15`, `fiscal quarter from February`, `half-year from September`, `fiscal year from July`, "
    "`contract month`, `contract quarter`, `contract half-year`, `contract year`, `calendar week`, `calendar "
    "day`, `rolling 28 days`, `rolling 6 months`)",
)
