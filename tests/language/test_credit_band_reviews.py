"""Bands of credits: edges as contracts write them, gaps, overlaps and boundaries against plain figures."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from upheld.agreement.credit_band import LOWEST, BandsCounted, BetweenBands, Edge, Stretch, TieredCredit
from upheld.language.catalogue import Code, Level
from upheld.language.reading import ReadAgreement

Read = Callable[[str], Any]

BANDS = {
    Code.CREDIT_BAND_GAP,
    Code.CREDIT_BAND_OVERLAP,
    Code.CREDIT_BAND_BOUNDARY,
}


def terms(bands: str, more: str = "", target: str = ">= 99.9 %", rule: str = "for: uptime") -> str:
    return (
        "currency: EUR\nservices: {app: {points: [web], sampled_every: 60 s}}\n"
        f'objectives: {{uptime: {{availability: app, target: "{target}", period: calendar month}}}}\n'
        f"credits: {{cap: none, rules: [{{{rule}, bands: [{bands}]{more}}}]}}\n"
    )


def band(edges: str, amount: int = 5) -> str:
    return f"{{{edges}, amount: {amount} EUR}}"


def found(read: ReadAgreement) -> set[Code]:
    return {each.code for each in read.diagnostics if each.level is not Level.NOTE}


def tiered(read: ReadAgreement) -> TieredCredit:
    assert read.agreement is not None
    assert read.agreement.credits is not None
    (rule,) = read.agreement.credits.rules
    assert isinstance(rule.formula, TieredCredit)
    return rule.formula


def test_a_band_without_lower_edge_goes_down_to_the_next(read: Read) -> None:
    bands = ", ".join([band("below: 99.9 %"), band("at_most: 99 %", 6), band("below: 95 %", 7)])
    formula = tiered(read(terms(bands)))
    assert (formula.counted, formula.between) == (BandsCounted.HIGHEST, BetweenBands.NOTHING)
    assert [each.stretch for each in formula.bands] == [
        Stretch(Edge(Fraction(99, 100), is_above=True), Edge(Fraction(999, 1000))),
        Stretch(Edge(Fraction(95, 100)), Edge(Fraction(99, 100), is_above=True)),
        Stretch(LOWEST, Edge(Fraction(95, 100))),
    ]
    assert [str(each.stretch) for each in formula.bands] == [
        "above 99 % and below 99.9 %",
        "at least 95 % and at most 99 %",
        "below 95 %",
    ]


def test_bands_that_are_owed_together_go_down_to_nothing(read: Read) -> None:
    bands = ", ".join([band("below: 99.9 %"), band("below: 99 %", 6)])
    formula = tiered(read(terms(bands, ", bands_counted: cumulative")))
    assert {each.stretch.lower for each in formula.bands} == {LOWEST}


@pytest.mark.parametrize(
    ("bands", "target", "codes"),
    [
        ([band("below: 99.9 %"), band("below: 99 %", 6)], ">= 99.9 %", set()),
        ([band("at_most: 99.9 %")], "> 99.9 %", set()),
        ([band("below: 99.9 %")], "> 99.9 %", {Code.CREDIT_BAND_BOUNDARY}),
        ([band("at_most: 99.9 %")], ">= 99.9 %", {Code.CREDIT_BAND_BOUNDARY}),
        ([band("below: 99.95 %")], ">= 99.9 %", {Code.CREDIT_BAND_BOUNDARY}),
        ([band("below: 99.5 %")], ">= 99.9 %", {Code.CREDIT_BAND_BOUNDARY}),
        ([band("above: 99 %, below: 99.9 %"), band("below: 99 %", 6)], ">= 99.9 %", {Code.CREDIT_BAND_GAP}),
        ([band("at_least: 99 %, below: 99.9 %")], ">= 99.9 %", {Code.CREDIT_BAND_GAP}),
        ([band("above: 0 %, below: 99.9 %")], ">= 99.9 %", {Code.CREDIT_BAND_GAP}),
        ([band("at_least: 0 %, below: 99.9 %")], ">= 99.9 %", set()),
        (
            [band("at_least: 99 %, below: 99.9 %"), band("at_most: 99 %", 6)],
            ">= 99.9 %",
            {Code.CREDIT_BAND_OVERLAP},
        ),
        ([band("at_least: 99 %, below: 99.9 %"), band("at_most: 99 %")], ">= 99.9 %", set()),
        ([band("below: 99.9 %"), band("below: 99.9 %", 6)], ">= 99.9 %", {Code.CREDIT_BAND_OVERLAP}),
    ],
)
def test_tables_held_against_a_target(read: Read, bands: list[str], target: str, codes: set[Code]) -> None:
    assert found(read(terms(", ".join(bands), target=target))) == codes
    assert found(read(terms(", ".join(reversed(bands)), target=target))) == codes


def test_a_gap_above_the_target_is_none(read: Read) -> None:
    bands = ", ".join([band("at_least: 99.8 %, below: 99.9 %"), band("below: 99.5 %", 6)])
    assert found(read(terms(bands, target=">= 99.5 %"))) == {Code.CREDIT_BAND_BOUNDARY}


def test_gaps_and_overlaps_are_questions_with_lines_to_write(read: Read) -> None:
    gap = ", ".join([band("at_least: 99.5 %, below: 99.9 %"), band("below: 99 %", 6)])
    (asked,) = read(terms(gap)).questions
    assert [each.label for each in asked.readings] == [
        "between_bands: nothing",
        "between_bands: band above",
        "between_bands: band below",
    ]
    (asked,) = read(terms(band("at_least: 90 %, below: 99.9 %"))).questions
    assert [each.label for each in asked.readings] == ["between_bands: nothing", "between_bands: band above"]
    for reading in BetweenBands:
        assert found(read(terms(gap, f", between_bands: {reading.value}"))) == set()
    overlap = ", ".join([band("at_least: 99 %, below: 99.9 %"), band("at_most: 99 %", 6)])
    for counted in BandsCounted:
        assert found(read(terms(overlap, f", bands_counted: {counted.value}"))) == set()


def test_an_edge_that_the_target_keeps_is_a_question(read: Read) -> None:
    (asked,) = read(terms(band("at_most: 99.9 %"))).questions
    assert asked.asks == "`exactly 99.9 %` keeps the target of `uptime`, and lies in a band all the same"
    assert [each.label for each in asked.readings] == ["below: 99.9 %", 'target: "> 99.9 %"']
    assert read(terms(band("below: 99.9 %"))).questions == ()
    assert read(terms(band("at_most: 99.9 %"), target="> 99.9 %")).questions == ()


def test_bands_that_begin_together_are_told_though_the_highest_is_declared(read: Read) -> None:
    bands = ", ".join([band("below: 99.9 %"), band("below: 99.9 %", 6)])
    reading = read(terms(bands, ", bands_counted: highest only"))
    assert found(reading) == {Code.CREDIT_BAND_OVERLAP}
    assert reading.questions == ()


def test_a_boundary_can_be_accepted(read: Read) -> None:
    entry = "{code: credit-band-boundary, at: credits.rules.0.bands, because: agreed}"
    assert found(read(terms(band("below: 99.5 %")) + f"accepted: [{entry}]\n")) == set()


def test_a_promise_that_an_earlier_rule_credits_is_not_held_against_bands(read: Read) -> None:
    text = terms(band("below: 99.5 %")).replace("rules: [", "rules: [{amount: 5 EUR}, ")
    assert Code.CREDIT_BAND_BOUNDARY not in found(read(text))


def test_bands_by_downtime_are_for_availability(read: Read) -> None:
    text = terms(band("above: 1 h"), ", bands_by: downtime").replace("availability: app", "response: {}")
    text = text.replace('target: ">= 99.9 %"', "within: 4 h")
    (told,) = [each for each in read(text).diagnostics if each.code is Code.DOWNTIME_CREDIT]
    assert told.message == "`uptime` has no downtime, so nothing can be owed for so much of it"


def test_money_of_a_band_is_in_the_currency_of_the_agreement(read: Read) -> None:
    assert Code.CURRENCY_MISMATCH in found(read(terms("{below: 99.9 %, amount: 5 USD}")))


def test_a_cap_below_a_band_is_told(read: Read) -> None:
    text = terms(", ".join([band("below: 99.9 %"), band("below: 99 %", 60)]))
    assert found(read(text.replace("cap: none", "cap: 50 EUR per month"))) == {Code.CAP_BELOW_CREDIT}


edges = st.tuples(st.integers(0, 9), st.booleans(), st.integers(1, 10), st.booleans()).filter(
    lambda each: (each[0], not each[1]) < (each[2], each[3])
)


def written(edge: tuple[int, bool, int, bool], amount: int) -> str:
    low, closed, high, reached = edge
    begin, end = "at_least" if closed else "above", "at_most" if reached else "below"
    return band(f"{begin}: 9{low}.0 %, {end}: {90 + high} %", amount)


def lies_in(edge: tuple[int, bool, int, bool], half: int) -> bool:
    low, closed, high, reached = edge
    after = half >= 2 * low if closed else half > 2 * low
    return after and (half <= 2 * high if reached else half < 2 * high)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(several=st.lists(edges, min_size=1, max_size=4))
def test_a_table_is_silent_where_each_missed_figure_lies_in_one_band(
    read: Read, several: list[tuple[int, bool, int, bool]]
) -> None:
    """Figures from 90 % to 100 % in half steps; below 90 % there is a band of its own; 99 % is promised."""
    amounts = [1 + number % 2 for number in range(len(several))]
    rows = [*map(written, several, amounts), band("below: 90 %", 9)]
    holding = [
        [amount for each, amount in zip(several, amounts, strict=True) if lies_in(each, half)]
        for half in range(21)
    ]
    codes = found(read(terms(", ".join(rows), target=">= 99 %"))) & BANDS
    top = max(half for half, amounts in enumerate(holding) if amounts)
    assert (Code.CREDIT_BAND_GAP in codes) == ([] in holding[: min(top, 18)])
    assert (Code.CREDIT_BAND_OVERLAP in codes) == any(len(set(amounts)) > 1 for amounts in holding)
    assert (Code.CREDIT_BAND_BOUNDARY in codes) == (top != 17)
