"""Targets: the words of comparison, strictness at the bound, and the round trip."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PhraseError
from upheld.quantity import (
    Operator,
    Target,
    parse_duration,
    parse_money,
    parse_rate,
    parse_share,
    parse_target,
    write_share,
)

ORACLE = {
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}
BEFORE = {
    Operator.LESS: ["<", "under", "below", "less than", "fewer than", "Under"],
    Operator.AT_MOST: [
        "<=",
        "≤",
        "within",
        "at most",
        "up to",
        "no more than",
        "not exceeding",
        "a maximum of",
    ],
    Operator.MORE: [">", "above", "over", "more than", "greater than"],
    Operator.AT_LEAST: [">=", "≥", "at least", "not less than", "no less than", "a minimum of", "At least"],
}
AFTER = {
    Operator.AT_LEAST: ["or more", "or higher", "minimum"],
    Operator.AT_MOST: ["or less", "or lower", "maximum"],
}
BOUNDS: list[tuple[Callable[[str], object], str]] = [
    (parse_share, "99.9 %"),
    (parse_share, "2/3"),
    (parse_duration, "4 business hours"),
    (parse_duration, "1 h 30 min"),
    (parse_duration, "one hour"),
    (parse_duration, "next business day"),
    (parse_rate, "100 Mbps"),
    (parse_money, "EUR 500"),
]


@pytest.mark.parametrize(("parse", "bound"), BOUNDS)
@pytest.mark.parametrize(("kind", "words"), [(kind, word) for kind, each in BEFORE.items() for word in each])
def test_a_comparison_before_the_bound(
    parse: Callable[[str], object], bound: str, kind: Operator, words: str
) -> None:
    assert parse_target(f"{words} {bound}", parse) == Target(kind, parse(bound))


@pytest.mark.parametrize(("parse", "bound"), BOUNDS)
@pytest.mark.parametrize(("kind", "words"), [(kind, word) for kind, each in AFTER.items() for word in each])
def test_a_comparison_after_the_bound(
    parse: Callable[[str], object], bound: str, kind: Operator, words: str
) -> None:
    assert parse_target(f"{bound} {words}", parse) == Target(kind, parse(bound))


@pytest.mark.parametrize(("parse", "bound"), BOUNDS)
@pytest.mark.parametrize("kind", Operator)
def test_a_target_reads_back_the_same(parse: Callable[[str], object], bound: str, kind: Operator) -> None:
    target = Target(kind, parse(bound))
    assert parse_target(str(target), parse) == target


@given(st.sampled_from(Operator), st.fractions(0, 2), st.fractions(0, 2))
def test_a_figure_keeps_a_target_as_its_operator_says(
    kind: Operator, bound: Fraction, value: Fraction
) -> None:
    assert Target(kind, bound).kept_by(value) is ORACLE[kind](value, bound)
    assert Target(kind, bound).kept_by(bound) is ORACLE[kind](0, 0)
    assert parse_target(f"{kind.value}{write_share(bound)}", parse_share) == Target(kind, bound)


def test_one_hour_exactly_breaks_a_strict_target_only() -> None:
    hour = parse_duration("1 h").micros
    strict = parse_target("< 1 h", parse_duration).map(lambda bound: bound.micros)
    within = parse_target("within 1 h", parse_duration).map(lambda bound: bound.micros)
    assert not strict.kept_by(hour)
    assert strict.kept_by(hour - 1)
    assert within.kept_by(hour)
    assert not within.kept_by(hour + 1)


def test_a_bare_bound_takes_the_operator_its_key_implies() -> None:
    target = parse_target("4 business hours", parse_duration, Operator.AT_MOST)
    assert str(target) == "<= 4 business hours"
    assert str(parse_target("< 1 h", parse_duration, Operator.AT_MOST)) == "< 1 h"


def test_less_than_or_equal_to_is_not_read_as_less_than() -> None:
    assert parse_target("less than or equal to 3 h", parse_duration).operator is Operator.AT_MOST
    assert parse_target("greater than or equal to 3 %", parse_share).operator is Operator.AT_LEAST


def test_ceilings_are_told_from_floors() -> None:
    assert [kind for kind in Operator if kind.is_ceiling] == [Operator.LESS, Operator.AT_MOST]


@pytest.mark.parametrize(
    ("phrase", "says", "remedy"),
    [
        ("99.9 %", "doesn't say whether more or less is right", "write `>= 99.9 %` or `<= 99.9 %`"),
        (">= 99.9 % or more", "compares twice", "keep one"),
        ("atleast 99 %", "`atleast` in `atleast 99 %` is not a comparison", "did you mean `at least`?"),
        ("mor than 99 %", "`mor than`", "did you mean `more than`?"),
        ("approximately 99 %", "is approximate", "the figure that binds"),
        ("typically 99 %", "is approximate", "the figure that binds"),
        ("~99 %", "is approximate", "the figure that binds"),
        ("= 99 %", "sets no bound", "compare with one of"),
        ("=> 99 %", "sets no bound", "compare with one of"),
        ("=< 99 %", "sets no bound", "compare with one of"),
        ("exactly 99 %", "sets no bound", "compare with one of"),
        (">= 99,9 %", "has a comma", "a point before decimals"),
        (">=", "nothing is written here", "write a value"),
        ("underneath 99 %", "`underneath`", "did you mean `under`?"),
        ("per 99 %", "doesn't start with a number", "write a figure"),
    ],
)
def test_a_phrase_that_is_no_target_says_why(phrase: str, says: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        parse_target(phrase, parse_share)
    assert says in refusal.value.message
    assert remedy in refusal.value.remedy
