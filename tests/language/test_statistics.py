"""Statistics: what figure is made of a measure, over which samples, and what it is held against."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.agreement.agreement import Agreement
from upheld.agreement.measure import Label
from upheld.agreement.objective import Objective
from upheld.agreement.statistic import Percentile, Rank, RegionShare, Statistic, Summary
from upheld.chrono.recurrence import CalendarMonth, RollingDays
from upheld.errors import PhraseError
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.language.terms.figures import Tracked, parse_figure_target
from upheld.language.terms.statistics import parse_percentile, parse_samples
from upheld.quantity import Counted, Duration, Operator, Rate, Target, Unit

Read = Callable[[str], Any]

GOOD = Path(__file__).parents[1] / "diagnostics" / "good" / "measured-hosting.yaml"
MEASURES = (
    "measures: {load: duration, speed: rate, shift: number, loss: share, lost: count, sent: count, "
    "errors: {unit: rate, better: lower}}\n"
)


@pytest.fixture(scope="module")
def example(gazetteer: Gazetteer) -> Agreement:
    agreement = read_agreement({GOOD.name: GOOD.read_bytes()}, GOOD.name, gazetteer).agreement
    assert agreement is not None
    return agreement


@pytest.fixture
def promise(read: Read) -> Callable[[str], Any]:
    """Read one objective, called `it`, among measures of every unit."""
    return lambda terms: read(f"{MEASURES}objectives: {{it: {{period: calendar month, {terms}}}}}\n")


def named(agreement: Agreement, name: str) -> Objective:
    return next(each for each in agreement.objectives if each.name == name)


def errors(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is Level.ERROR]


def test_every_figure_with_all_that_may_stand_beside_it(example: Agreement) -> None:
    mean = named(example, "mean_load")
    assert mean.indicator == Statistic(
        of="page_load",
        summary=Summary.MEAN,
        at_least=100,
        where=(Label("route", ("/product",)),),
        during="office",
    )
    assert mean.target == Target(Operator.AT_MOST, Duration(Fraction(600), Unit.MILLISECOND))
    assert mean.services == ("shop",)
    shift = named(example, "shift")
    assert isinstance(shift.indicator, Statistic)
    assert shift.indicator.summary == Percentile(Fraction(3, 4), Rank.NEAREST)
    assert shift.target == Target(Operator.LESS, Decimal("0.1"))
    assert shift.period == RollingDays(28)
    speed = named(example, "speed")
    assert speed.indicator == Statistic(of="throughput", summary=Summary.MINIMUM, load="peak load")
    assert speed.target == Target(Operator.AT_LEAST, Rate(Fraction(100_000_000), Counted.BITS))
    loss = named(example, "loss")
    share = Target(Operator.AT_LEAST, Fraction(4, 5))
    assert loss.indicator == Statistic(
        of="packets_lost",
        summary=Summary.RATIO,
        out_of="packets_sent",
        regions=RegionShare(share=share, among=("europe", "asia")),
    )
    assert loss.share_target == Target(Operator.LESS, Fraction(1, 1000))
    assert named(example, "slowest").target is None


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        (">= 99.9 %", Target(Operator.AT_LEAST, Fraction(999, 1000))),
        ("99.9 %", Target(Operator.AT_LEAST, Fraction(999, 1000))),
        ("at least 2/3", Target(Operator.AT_LEAST, Fraction(2, 3))),
        ("≤ 600ms", Target(Operator.AT_MOST, Duration(Fraction(600), Unit.MILLISECOND))),
        ("under 2.5 seconds", Target(Operator.LESS, Duration(Fraction(5, 2), Unit.SECOND))),
        ("100 Mbps or higher", Target(Operator.AT_LEAST, Rate(Fraction(10**8), Counted.BITS))),
        ("< 200 requests per second", Target(Operator.LESS, Rate(Fraction(200), Counted.REQUESTS))),
        ("under 0.1", Target(Operator.LESS, Decimal("0.1"))),
        (">= 1.2", Target(Operator.AT_LEAST, Decimal("1.2"))),
        ("tracked", Tracked.TRACKED),
    ],
)
def test_targets_of_every_kind_are_read(text: str, bound: object) -> None:
    assert parse_figure_target(text) == bound


@pytest.mark.parametrize(
    "text", ["600 ms", "100 Mbps", "0.1", "12 apples", "< 100 Mpbs", "", "~ 1 s", "< 5 m"]
)
def test_what_is_no_target(text: str) -> None:
    with pytest.raises(PhraseError):
        parse_figure_target(text)


@given(
    operator=st.sampled_from(Operator),
    bound=st.one_of(
        st.decimals(0, 10**6, places=3).map(lambda value: Fraction(value)),
        st.builds(Duration, st.integers(1, 10**6).map(Fraction), st.sampled_from([Unit.SECOND, Unit.HOUR])),
        st.builds(Rate, st.integers(1, 10**9).map(Fraction), st.sampled_from(Counted)),
        st.decimals(0, 10**6, places=3).map(abs),
    ),
)
def test_a_target_is_read_back_as_it_is_written(operator: Operator, bound: Any) -> None:
    assert parse_figure_target(str(Target(operator, bound))) == Target(operator, bound)


@pytest.mark.parametrize(
    "terms",
    [
        "mean: load, target: <= 600 ms",
        "mean: speed, target: '>= 100 Mbps'",
        "mean: shift, target: < 0.1",
        "mean: shift, target: '>= 3'",
        "mean: loss, target: < 0.1 %",
        "mean: loss, target: '>= 99 %'",
        "mean: errors, target: < 3 requests per hour",
        "minimum: speed, target: '>= 100 Mbps'",
        "maximum: load, target: < 3 s",
        "minimum: shift, target: '>= 1.2'",
        "ratio: loss, target: < 0.1 %",
        "ratio: {of: lost, out_of: sent}, target: < 0.1 %",
        "maximum: sent, target: <= 100",
        "percentile: {of: load, p: 99}, target: < 1 s",
    ],
)
def test_targets_that_fit(promise: Read, terms: str) -> None:
    assert errors(promise(terms)) == []


@pytest.mark.parametrize(
    "terms",
    [
        "mean: load, target: < 10 %",
        "mean: load, target: < 10",
        "mean: load, target: '>= 100 Mbps'",
        "mean: load, target: < 4 business hours",
        "mean: load, target: < 1 month",
        "mean: speed, target: '>= 100'",
        "mean: shift, target: < 1 s",
        "ratio: loss, target: < 3",
        "ratio: load, target: < 3 %",
        "ratio: {of: loss, out_of: sent}, target: < 3 %",
        "ratio: lost, target: < 3 %",
        "maximum: sent, target: <= 100 %",
    ],
)
def test_targets_of_another_unit(promise: Read, terms: str) -> None:
    assert errors(promise(terms)) == [Code.WRONG_UNIT]


@pytest.mark.parametrize(
    ("terms", "remedy"),
    [
        ("mean: load, target: '>= 600 ms'", 'write `"<= 600 ms"`'),
        ("percentile: {of: load, p: 75}, target: over 1 s", 'write `"< 1 s"`'),
        ("mean: speed, target: <= 100 Mbps", 'write `">= 100 Mbit/s"`'),
        ("minimum: speed, target: < 100 Mbps", 'write `"> 100 Mbit/s"`'),
        ("minimum: shift, target: < 3", 'write `"> 3"`'),
        ("maximum: loss, target: '>= 3 %'", 'write `"<= 3 %"`'),
        ("mean: errors, target: '>= 3 requests/s'", 'write `"<= 3 requests per second"`'),
    ],
)
def test_targets_that_point_the_wrong_way(promise: Read, terms: str, remedy: str) -> None:
    found = [each for each in promise(terms).diagnostics if each.level is Level.ERROR]
    assert [each.code for each in found] == [Code.TARGET_DIRECTION]
    assert found[0].remedy == remedy


@pytest.mark.parametrize(
    "target", ["more than 100 %", "100.1 %", "< 0 %", "<= 100 %", "< 100.1 %", "'>= 0 %'", "more than 0 %"]
)
def test_shares_that_nobody_can_keep_or_nobody_can_miss(promise: Read, target: str) -> None:
    assert errors(promise(f"mean: loss, target: {target}")) == [Code.TARGET_OUT_OF_RANGE]


@pytest.mark.parametrize("target", ["< 100 %", "<= 0 %", "'>= 100 %'", "< 0.1 %"])
def test_shares_at_the_edge_can_be_promised(promise: Read, target: str) -> None:
    assert errors(promise(f"mean: loss, target: {target}")) == []


def test_a_measure_that_cannot_be_read_makes_no_further_trouble(read: Read) -> None:
    reading = read(
        "measures: {load: {unit: druation}}\n"
        "objectives: {it: {mean: load, target: < 1 s, period: calendar month}}\n"
    )
    assert errors(reading) == [Code.UNKNOWN_WORD]


def test_a_figure_needs_a_target_or_says_that_it_is_tracked(promise: Read) -> None:
    assert errors(promise("mean: load")) == [Code.MISSING_KEY]
    assert promise("mean: load, target: tracked").agreement.objectives[0].target is None


def test_a_period_that_is_not_written_is_asked_for(read: Read) -> None:
    reading = read(f"{MEASURES}objectives: {{it: {{mean: load, target: < 1 s}}}}\n")
    assert [each.code for each in reading.questions] == [Code.PERIOD_UNSTATED]
    assert reading.agreement.objectives[0].period == CalendarMonth()


def test_a_percentile_that_is_not_written_is_asked_for(promise: Read) -> None:
    reading = promise("percentile: load, target: < 1 s")
    assert [each.code for each in reading.questions] == [Code.PERCENTILE_UNSTATED]
    assert [each.label for each in reading.questions[0].readings] == ["p: 75", "p: 95", "p: 50"]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("75", Fraction(3, 4)),
        ("75th", Fraction(3, 4)),
        ("75th percentile", Fraction(3, 4)),
        ("p99.9", Fraction(999, 1000)),
        ("50 %", Fraction(1, 2)),
    ],
)
def test_percentiles_are_read(text: str, share: Fraction) -> None:
    assert parse_percentile(text) == share


@pytest.mark.parametrize("text", ["0", "100", "150", "median", "7.5.1", "-5", "p"])
def test_what_is_no_percentile(text: str) -> None:
    with pytest.raises(PhraseError):
        parse_percentile(text)


def test_samples_are_counted() -> None:
    texts = ("100 samples", "1 sample", "100", "one value")
    assert [parse_samples(text) for text in texts] == [100, 1, 100, 1]
    for text in ("0 samples", "2.5 samples", "100 users", "many"):
        with pytest.raises(PhraseError):
            parse_samples(text)


@pytest.mark.parametrize(
    ("regions", "share"),
    [
        ("all", Target(Operator.AT_LEAST, Fraction(1))),
        ("every region", Target(Operator.AT_LEAST, Fraction(1))),
        ("80 %", Target(Operator.AT_LEAST, Fraction(4, 5))),
        ("more than 50 %", Target(Operator.MORE, Fraction(1, 2))),
    ],
)
def test_a_share_of_regions(promise: Read, regions: str, share: Target[Fraction]) -> None:
    reading = promise(f"mean: {{of: load, regions: {regions}}}, target: < 1 s")
    assert reading.agreement.objectives[0].indicator.regions == RegionShare(share=share)
    assert reading.questions == ()


@pytest.mark.parametrize("regions", ["most", "most regions", "{share: nearly all}"])
def test_most_regions_are_asked_about(promise: Read, regions: str) -> None:
    reading = promise(f"mean: {{of: load, regions: {regions}}}, target: < 1 s")
    assert [each.code for each in reading.questions] == [Code.REGION_SHARE]
    indicator = reading.agreement.objectives[0].indicator
    assert indicator.regions.share == Target(Operator.MORE, Fraction(1, 2))


@pytest.mark.parametrize(
    "regions", ["<= 80 %", "more than 100 %", "120 %", "some", "{share: all, among: mars}"]
)
def test_what_is_no_share_of_regions(promise: Read, regions: str) -> None:
    found = errors(promise(f"mean: {{of: load, regions: {regions}}}, target: < 1 s"))
    assert found in ([Code.UNREADABLE_VALUE], [Code.UNKNOWN_NAME])
