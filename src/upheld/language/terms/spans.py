"""Spans: lengths of time that a calendar counts, such as `3 months` and `7 days`, and numbers of months."""

from __future__ import annotations

import re
from functools import partial

from upheld.agreement.clock import FewCases
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.quantity import Duration, Operator, Unit, parse_duration, parse_target
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import take_number, tidy

_MOST = 1000
_ANY = Pattern(
    r"^(?:(?:any|a|the|each) )?(?:period of )?(?:(?:rolling|consecutive) (?:period of )?)(?=[0-9a-z])", re.I
)


def parse_span(text: str) -> Duration:
    """The duration of `within 3 months`; PhraseError for nothing at all, and for a least one."""
    target = parse_target(text, parse_duration, default=Operator.AT_MOST)
    if target.operator is not Operator.AT_MOST:
        raise PhraseError(f"`{tidy(text)}` does not say until when", f"write `{target.bound}`")
    if target.bound.count == 0:
        raise PhraseError(f"`{target.bound}` is no time at all", "write a longer one, or delete the line")
    return target.bound


def parse_months(text: str) -> int:
    """The number of `6 months`, `six months` or `a year`; PhraseError for what is not counted in months."""
    duration = parse_duration(text)
    if duration.months == 0:
        raise PhraseError(f"`{duration}` is no time at all", "write at least one month")
    return duration.months


def parse_window(text: str) -> Duration:
    """The months of `6 months` or `any rolling 12 months`, or the days of `90 days`; or PhraseError."""
    phrase = _ANY.sub("", tidy(text))
    duration = parse_duration(phrase)
    if duration.unit in (Unit.DAY, Unit.CALENDAR_DAY, Unit.WEEK) and duration.count.denominator == 1:
        if duration.count == 0:
            raise PhraseError(f"`{duration}` is no time at all", "write at least one day")
        return duration
    parse_months(phrase)
    return duration


def parse_month_count(text: str, noun: str = "months") -> int:
    """The number of `3` or `3 months`."""
    phrase = tidy(text)
    return _count(phrase, phrase, noun)


def parse_least_count(text: str, noun: str = "breaches") -> int:
    """The least whole number that keeps `at least 4`, `4 or more` or `more than 3`."""
    phrase = tidy(text)
    target = parse_target(phrase, lambda bound: _count(bound, phrase, noun), default=Operator.AT_LEAST)
    if target.operator.is_ceiling:
        raise PhraseError(f"`{phrase}` sets no least number", f"write `at least {target.bound}`")
    return target.bound + (target.operator is Operator.MORE)


def parse_cases(text: str) -> int:
    """The least number of `20 tickets`, `at least 20 tickets`, `10 replies`."""
    phrase = tidy(text).removesuffix(" replies")
    return parse_least_count(phrase, "tickets")


_FEW = re.compile(r"(?P<late>.+?) of (?P<total>.+)")


def parse_few(text: str) -> FewCases:
    """The rule of `1 of fewer than 10 tickets`, `0 of at most 4`, or of `2 tickets`, of however many."""
    phrase = tidy(text)
    found = _FEW.fullmatch(phrase)
    late = _late(found["late"] if found else phrase, phrase)
    if found is None:
        return FewCases(late=late)
    target = parse_target(found["total"], lambda bound: _cases(bound, phrase))
    if not target.operator.is_ceiling:
        raise PhraseError(f"`{phrase}` is not about few", f"write `{late} of fewer than {target.bound}`")
    below = target.bound + (target.operator is Operator.AT_MOST)
    if late >= below - 1:
        raise PhraseError(f"by `{phrase}` all of them may be late", "write fewer that may be")
    return FewCases(late=late, below=below)


def _late(text: str, phrase: str) -> int:
    return 0 if tidy(text).lower() in ("0", "none", "no tickets", "no replies") else _cases(text, phrase)


def _cases(text: str, phrase: str) -> int:
    return _count(tidy(text).removesuffix(" replies").removesuffix(" reply"), phrase, "tickets")


def _count(text: str, phrase: str, noun: str) -> int:
    number, rest = take_number(tidy(text), words=True)
    if rest not in ("", noun, noun.removesuffix("s")) or number.denominator != 1:
        raise PhraseError(f"`{phrase}` is no number of {noun}", f"write a whole number, such as `3 {noun}`")
    if not 1 <= number <= _MOST:
        raise PhraseError(f"`{phrase}` is out of range", f"write a number from 1 to {_MOST}")
    return int(number)


SPAN = Phrase(parse_span, "a length of time (`7 days`, `5 business days`, `3 months`, `30 calendar days`)")
WINDOW = Phrase(parse_window, "a number of months or days (`6 months`, `90 days`)")
MONTHS = Phrase(parse_months, "a number of months (`6 months`)")
MONTH_COUNT = Phrase(parse_month_count, "how many months (`3`)")
QUARTER_COUNT = Phrase(partial(parse_month_count, noun="quarters"), "how many quarters (`2`)")
LEAST_COUNT = Phrase(parse_least_count, "a least number (`at least 4`)")
LEAST_MONTHS = Phrase(partial(parse_least_count, noun="months"), LEAST_COUNT.what)
LEAST_QUARTERS = Phrase(partial(parse_least_count, noun="quarters"), LEAST_COUNT.what)
LEAST_CASES = Phrase(partial(parse_least_count, noun="tickets"), LEAST_COUNT.what)
LEAST_OUTAGES = Phrase(partial(parse_least_count, noun="outages"), LEAST_COUNT.what)
