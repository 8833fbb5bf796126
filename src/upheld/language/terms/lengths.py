"""Lengths of time with a fixed size: how often, how long, how long before."""

from __future__ import annotations

import re

from upheld.chrono.instant import Micros
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.quantity import Duration, Operator, Unit, parse_duration, parse_target
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_BEFORE = Pattern(
    r" (?:in advance|before|beforehand|prior|notice|advance notice|prior notice)$", re.IGNORECASE
)


def parse_length(text: str) -> Micros:
    """The length a phrase such as `60 s` names; PhraseError for business time, months, and nothing at all."""
    return _fixed(parse_duration(text))


def parse_least(text: str) -> Micros:
    """The length of `at least 24 hours`; PhraseError where it says anything but a least one."""
    target = parse_target(text, parse_duration, default=Operator.AT_LEAST)
    if target.operator is not Operator.AT_LEAST:
        raise PhraseError(f"`{text}` is not a least length", f"write `at least {target.bound}`")
    return _fixed(target.bound)


def parse_notice_before(text: str) -> Micros | Duration:
    """The length of `at least 24 hours`, or the days of `at least 5 business days`."""
    text = _BEFORE.sub("", tidy(text))
    target = parse_target(text, parse_duration, default=Operator.AT_LEAST)
    if target.operator is Operator.AT_LEAST and target.bound.unit is Unit.BUSINESS_DAY and target.bound.count:
        return target.bound
    return parse_least(text)


def _fixed(duration: Duration) -> Micros:
    if duration.is_business:
        raise PhraseError(
            f"`{duration}` is business time", "write it in seconds, minutes, hours or days of 24 hours"
        )
    if duration.micros == 0:
        raise PhraseError(f"`{duration}` is no time at all", "write a longer one, or delete the line")
    return Micros(duration.micros)


LENGTH = Phrase(parse_length, "a length of time (`60 s`, `5 min`, `24 hours`)")
LEAST_LENGTH = Phrase(parse_least, "a least length of time (`at least 24 hours`)")
