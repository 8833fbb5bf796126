"""Figures: the targets that shares, lengths of time, rates and numbers are held against."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from upheld.agreement.measure import Better, MeasureUnit
from upheld.agreement.objective import FigureTarget
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.node import Node
from upheld.language.reader import Reader
from upheld.quantity import (
    Duration,
    Operator,
    Rate,
    Target,
    Unit,
    parse_duration,
    parse_rate,
    parse_share,
    parse_target,
    write_share,
)
from upheld.quantity.phrase import take_number, tidy
from upheld.quantity.share import as_fraction


class Tracked(Enum):
    """That a figure is measured and reported, and nothing is promised about it."""

    TRACKED = "tracked"


Bound: TypeAlias = Fraction | Duration | Rate | Decimal

_QUANTITIES = {
    MeasureUnit.SHARE: (Fraction, "a share", "99.9 %"),
    MeasureUnit.DURATION: (Duration, "a length of time", "600 ms"),
    MeasureUnit.RATE: (Rate, "a rate", "100 Mbps"),
    MeasureUnit.NUMBER: (Decimal, "a plain number", "0.1"),
    MeasureUnit.COUNT: (Decimal, "a plain number", "100"),
}
"""What the bound of a target for a unit is, in Python and in words, with an example."""
_FIXED = frozenset(
    {Unit.MICROSECOND, Unit.MILLISECOND, Unit.SECOND, Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK}
)


def parse_figure_target(text: str) -> FigureTarget | Tracked:
    """The target of `>= 99.9 %`, `< 600 ms`, `>= 100 Mbps`, `< 0.1`; or `tracked`, which promises nothing."""
    phrase = tidy(text)
    if phrase.lower() == Tracked.TRACKED.value:
        return Tracked.TRACKED
    target = parse_target(phrase, parse_bound, default=Operator.AT_LEAST)
    if not isinstance(target.bound, Fraction) and _is_bare(phrase):
        parse_target(phrase, parse_bound)
    return told_apart(target)


def _is_bare(phrase: str) -> bool:
    """Whether nothing compares: only of a share is it plain that more is better."""
    try:
        parse_target(phrase, parse_bound)
    except PhraseError:
        return True
    return False


def told_apart(target: Target[Bound]) -> FigureTarget:
    """The target, with a bound of one quantity."""
    match target.bound:
        case Fraction() as share:
            return Target(target.operator, share)
        case Duration() as duration:
            return Target(target.operator, duration)
        case Rate() as rate:
            return Target(target.operator, rate)
        case Decimal() as number:
            return Target(target.operator, number)


@lru_cache(maxsize=1024)
def parse_bound(text: str) -> Bound:
    """The share, length of time, rate or number that a phrase names, told by its unit."""
    text = as_fraction(text)
    _, unit = take_number(text, words=True, ratios=True)
    if unit.lower() in {"%", "percent", "per cent"}:
        return parse_share(text)
    if not unit:
        return parse_share(text) if "/" in text else Decimal(text)
    try:
        return parse_duration(text)
    except PhraseError as error:
        trouble = error
    try:
        return parse_rate(text)
    except PhraseError as error:
        raise (error if "/" in unit or " per " in f" {unit}" else trouble) from None


def check_unit(target: FigureTarget, unit: MeasureUnit, what: str, node: Node, reader: Reader) -> None:
    """Report a bound that is not of a unit; UnreadError there, since nothing else can be said about it."""
    quantity, name, example = _QUANTITIES[unit]
    if not isinstance(target.bound, quantity):
        found = next(words for kind, words, _ in _QUANTITIES.values() if isinstance(target.bound, kind))
        message = f"`{target}` is {found}, and {what} is {name}"
        remedy = f'write {name}, such as `"{target.operator.value} {example}"`'
        if unit is MeasureUnit.SHARE and isinstance(target.bound, Decimal):
            remedy = f'write `"{target} %"` if it is a percentage'
        raise reader.refuse(Code.WRONG_UNIT, node, message, remedy)
    if isinstance(target.bound, Duration) and target.bound.unit not in _FIXED:
        message, remedy = (
            f"`{target.bound}` has no fixed length, and {what} has",
            "write it in h, min, s or ms",
        )
        raise reader.refuse(Code.WRONG_UNIT, node, message, remedy)


def check_direction(target: FigureTarget, better: Better, what: str, node: Node, reader: Reader) -> None:
    """Report a target that is met by being bad."""
    if better is Better.EITHER or target.operator.is_ceiling is (better is Better.LOWER):
        return
    right = {Operator.LESS: ">", Operator.AT_MOST: ">=", Operator.MORE: "<", Operator.AT_LEAST: "<="}
    bound = str(target).removeprefix(target.operator.value).strip()
    way = "the less, the better" if better is Better.LOWER else "the more, the better"
    message = f"`{target}` is met by being bad: of {what}, {way}"
    remedy = f'write `"{right[target.operator]} {bound}"`'
    reader.report(Code.TARGET_DIRECTION, node, message, remedy)


def check_share(target: Target[Fraction], node: Node, reader: Reader) -> None:
    """Report a least share that points the wrong way, or that can never be met or missed."""
    bound = target.bound
    if target.operator.is_ceiling:
        share = write_share(bound if bound > Fraction(1, 2) else 1 - bound)
        message = f"`{target}` is kept by being bad: the less, the better it is met"
        reader.report(Code.TARGET_DIRECTION, node, message, f'write `">= {share}"`')
    else:
        check_reachable(target, node, reader)


def check_reachable(target: Target[Fraction], node: Node, reader: Reader) -> None:
    """Report a share that can never be met, or never be missed."""
    bound, operator = target.bound, target.operator
    if not operator.is_ceiling and (bound > 1 or (bound == 1 and operator is Operator.MORE)):
        message, remedy = f"`{target}` can't be reached: there is no more than 100 %", "write at most 100 %"
        reader.report(Code.TARGET_OUT_OF_RANGE, node, message, remedy)
    elif operator is Operator.LESS and bound == 0:
        message, remedy = f"`{target}` can't be reached: no share is less than 0 %", "write `<= 0 %`"
        reader.report(Code.TARGET_OUT_OF_RANGE, node, message, remedy)
    elif _never_missed(target):
        message = f"`{target}` promises nothing"
        remedy = "write the share that is promised, or `tracked`"
        reader.report(Code.TARGET_OUT_OF_RANGE, node, message, remedy)


def _never_missed(target: Target[Fraction]) -> bool:
    match target.operator:
        case Operator.AT_LEAST | Operator.MORE:
            return target.bound == 0
        case Operator.AT_MOST:
            return target.bound >= 1
        case Operator.LESS:
            return target.bound > 1
