"""Measures, loads and regions: what is measured, which records count, and under which load."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.agreement import Agreement
from upheld.agreement.measure import Better, Grain, Label, Load, LoadWords, Measure, MeasureUnit, Vantage
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import MINUTE, Micros
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.quantity import Counted, Operator, Rate, Target

Read = Callable[[str], Any]

GOOD = Path(__file__).parents[1] / "diagnostics" / "good" / "measured-hosting.yaml"
MEAN = "objectives: {speed: {mean: it, target: <= 600 ms, period: calendar month}}\n"


@pytest.fixture(scope="module")
def example(gazetteer: Gazetteer) -> Agreement:
    agreement = read_agreement({GOOD.name: GOOD.read_bytes()}, GOOD.name, gazetteer).agreement
    assert agreement is not None
    return agreement


def errors(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is Level.ERROR]


def questions(reading: Any) -> list[Code]:
    return [each.code for each in reading.questions]


def test_a_measure_with_all_that_may_stand_beside_it(example: Agreement) -> None:
    page_load = example.measures[0]
    assert page_load == Measure(
        name="page_load",
        unit=MeasureUnit.DURATION,
        of="shop",
        measured_at=Vantage.SERVER_SIDE,
        source="web server",
        where=(Label("route", ("/product", "/basket")),),
        load="normal load",
        grain=Grain.SAMPLES,
        better=Better.LOWER,
        sampled_every=Micros(5 * MINUTE),
        clause=Clause("3. Performance"),
        place=page_load.place,
    )


def test_a_unit_alone_makes_a_measure(read: Read) -> None:
    measure = read("measures: {it: duration}\n" + MEAN).agreement.measures[0]
    assert measure == Measure(name="it", unit=MeasureUnit.DURATION, better=Better.LOWER, place=measure.place)


@pytest.mark.parametrize(
    ("terms", "better"),
    [
        ("duration", Better.LOWER),
        ("rate", Better.HIGHER),
        ("share", Better.EITHER),
        ("number", Better.EITHER),
        ("{unit: rate, better: lower}", Better.LOWER),
        ("{unit: number, better: higher}", Better.HIGHER),
    ],
)
def test_which_way_a_measure_is_good_is_told_by_its_unit_or_declared(
    read: Read, terms: str, better: Better
) -> None:
    reading = read(f"measures: {{it: {terms}}}\nobjectives: {{all: {{mean: it, target: tracked}}}}\n")
    assert reading.agreement.measures[0].better is better


def test_a_load_is_a_rate_or_a_word(example: Agreement) -> None:
    normal, peak = example.loads
    ceiling = Target(Operator.AT_MOST, Rate(Fraction(200), Counted.REQUESTS))
    assert normal == Load(
        name="normal load",
        means=ceiling,
        measured_by="request_rate",
        clause=Clause("3. Performance"),
        place=normal.place,
    )
    assert peak == Load(name="peak load", means=LoadWords.AS_RECORDED, place=peak.place)


LOADED = "measures: {it: {unit: duration, load: usual}}\n" + MEAN


def test_a_load_that_nothing_defines_is_asked_about_and_may_be_answered(read: Read) -> None:
    reading = read(LOADED + "loads: {usual: {}}\n")
    assert questions(reading) == [Code.LOAD_UNDEFINED]
    assert reading.agreement.loads[0].means is LoadWords.EVERY_LOAD
    labels = [each.label for each in reading.questions[0].readings]
    assert labels == ["means: every load", "means: as recorded"]
    assert questions(read(LOADED + "loads: {usual: as recorded}\n")) == []
    assert questions(read(LOADED + "loads: {usual: {at_most: 200 requests/s}}\n")) == []


@pytest.mark.parametrize(
    ("load", "code"),
    [
        ("{at_most: '>= 200 requests/s'}", Code.UNREADABLE_VALUE),
        ("{at_most: 0 requests/s}", Code.UNREADABLE_VALUE),
        ("{at_most: 200}", Code.UNREADABLE_VALUE),
        ("{at_most: 200 requests/s, means: every load}", Code.CONFLICTING_KEYS),
        ("{measured_by: it}", Code.MISPLACED_KEY),
        ("{at_most: 200 requests/s, measured_by: thing}", Code.UNKNOWN_NAME),
        ("usual load", Code.UNKNOWN_WORD),
    ],
)
def test_what_is_no_load(read: Read, load: str, code: Code) -> None:
    assert code in errors(read(LOADED + f"loads: {{usual: {load}}}\n"))


def test_an_unknown_load_or_service_names_the_nearest(read: Read) -> None:
    reading = read(LOADED + "loads: {usuall: as recorded}\n")
    assert errors(reading) == [Code.UNKNOWN_NAME]
    assert "did you mean `usuall`?" in reading.diagnostics[0].remedy


def test_a_measure_and_a_load_that_nothing_uses_are_told(read: Read) -> None:
    unused = "measures: {it: duration, other: duration}\nloads: {quiet: as recorded}\n"
    reading = read(unused + MEAN)
    told = [each.message for each in reading.diagnostics if each.code is Code.UNUSED_NAME]
    assert sorted(told) == ["nothing refers to the load `quiet`", "nothing refers to the measure `other`"]


def test_regions_and_locations_are_lists_of_names(example: Agreement) -> None:
    assert example.regions == ("europe", "north america", "asia")
    assert example.locations == ("frankfurt", "dublin")
