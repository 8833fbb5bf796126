"""Shares of regions: each with a figure of its own, and the ones nobody can judge open both ways."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_court import (
    MARCH,
    aggregate,
    agreed,
    known,
    mean,
    measure,
    promised,
    record,
    sentences,
    series,
    value,
)
from uptime_court import HERE, finding

from upheld.agreement.convention import MissingData
from upheld.agreement.measure import Grain, Load, LoadWords
from upheld.agreement.statistic import RegionShare
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import Finding, Verdict
from upheld.evidence.measurement import Aggregate, Measurements
from upheld.quantity import Operator, Target

MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.INDETERMINATE
NAMES = ("africa", "asia", "europe", "oceania")


def share(text: str, *among: str) -> RegionShare:
    sign, bound = text.split()
    return RegionShare(share=Target(Operator(sign), Fraction(bound)), among=among)


def region(name: str, *values: int) -> Measurements:
    return series(values, labels={"region": name})


def judge(
    among: RegionShare,
    *records: Measurements | Aggregate,
    aim: str | None = "< 50 ms",
    conventions: dict[str, Any] | None = None,
    measured: dict[str, Any] | None = None,
    at_least: int = 1,
    load: str | None = None,
    **terms: Any,
) -> Finding:
    promise = mean(regions=among, at_least=at_least, load=load)
    made = promised(promise, aim, conventions=conventions or {})
    agreement = agreed(made, measure(**(measured or {})), **terms)
    return finding(agreement, known(*records), MARCH)


FAST, SLOW = 49_999, 50_000


@pytest.mark.parametrize(
    ("bound", "verdict"), [(">= 2/3", MET), ("> 2/3", MISSED), (">= 3/4", MISSED), ("> 1/2", MET)]
)
def test_the_promise_is_kept_in_a_share_of_the_regions(bound: str, verdict: Verdict) -> None:
    found = judge(share(bound), region("europe", FAST), region("asia", FAST, FAST), region("africa", SLOW))
    assert (found.verdict, found.figure) == (verdict, Share(Fraction(2, 3)))
    assert [(part.name, part.verdict) for part in record(found).parts] == [
        ("africa", MISSED),
        ("asia", MET),
        ("europe", MET),
    ]
    assert [value(part.figure) for part in record(found).parts] == [SLOW, FAST, FAST]
    assert record(found).values == 4
    assert found.breaches == (verdict is MISSED)


def test_one_figure_of_all_regions_together_is_another_promise() -> None:
    records = region("europe", FAST, FAST, FAST), region("asia", SLOW)
    assert finding(agreed(promised(mean(), "< 50 ms")), known(*records), MARCH).verdict is MET
    assert judge(share(">= 1"), *records).verdict is MISSED


def test_regions_are_those_named_or_of_the_agreement_or_in_the_evidence() -> None:
    records = region("europe", FAST), region("asia", SLOW), series([1])
    everything = judge(share(">= 1"), *records)
    assert [part.name for part in record(everything).parts] == ["asia", "europe"]
    assert dict(record(everything).left_out) == {"naming no region": 1}
    declared = judge(share(">= 1"), *records, regions=("europe", "africa"))
    assert [(part.name, part.verdict) for part in record(declared).parts] == [
        ("europe", MET),
        ("africa", OPEN),
    ]
    assert dict(record(declared).left_out) == {"naming no region": 1, "of a region that does not count": 1}
    among = judge(share(">= 1", "europe"), *records, regions=("europe", "asia"))
    assert (among.verdict, among.figure) == (MET, Share(Fraction(1)))


def test_a_region_without_enough_values_is_open_both_ways() -> None:
    records = region("europe", FAST, FAST), region("asia", SLOW, SLOW), region("africa", FAST)
    found = judge(share(">= 1/2"), *records, at_least=2)
    assert found.verdict is OPEN
    assert found.figure == Share(Fraction(1, 2))
    assert (record(found).lowest, record(found).highest) == (Share(Fraction(1, 3)), Share(Fraction(2, 3)))
    assert found.gaps == ("africa: `latency`: 1 value, and at least 2 are needed",)
    assert judge(share(">= 1/3"), *records, at_least=2).verdict is MET
    assert judge(share("> 2/3"), *records, at_least=2).verdict is MISSED


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [(MissingData.AS_UP, MET), (MissingData.AS_DOWN, MISSED), (MissingData.LEFT_OUT, MET)],
)
def test_the_rule_for_missing_data_speaks_for_all_regions_together(
    rule: MissingData, verdict: Verdict
) -> None:
    records = region("europe", FAST), region("asia", SLOW)
    found = judge(
        share(">= 1/2"), *records, regions=("europe", "asia", "africa"), conventions={"missing_data": rule}
    )
    assert found.verdict is verdict


def test_regions_that_nothing_is_known_of_are_named() -> None:
    found = judge(share(">= 1/2"), regions=("europe", "asia"))
    assert found.verdict is OPEN
    assert found.gaps == (
        "`latency`: no record at all",
        "europe: no value of `latency` counts",
        "asia: no value of `latency` counts",
    )
    unnamed = judge(share(">= 1/2"), series([1]))
    assert unnamed.gaps == ("`latency`: no record names its region",)


def test_a_region_without_the_load_is_left_aside() -> None:
    load = Load(name="normal load", means=LoadWords.AS_RECORDED, place=HERE)
    busy = series([SLOW], labels={"region": "asia", "load": "peak"})
    calm = series([FAST], labels={"region": "europe", "load": "normal load"})
    terms: dict[str, Any] = {"loads": (load,), "load": "normal load", "regions": ("asia", "europe")}
    found = judge(share(">= 1"), busy, calm, **terms)
    assert (found.verdict, found.figure) == (MET, Share(Fraction(1)))
    assert [part.verdict for part in record(found).parts] == [Verdict.NOT_APPLICABLE, MET]
    nowhere = judge(share(">= 1"), busy, **(terms | {"regions": ("asia",)}))
    assert nowhere.verdict is Verdict.NOT_APPLICABLE


def test_figures_of_the_source_stand_for_their_regions() -> None:
    parts = [
        aggregate(figure, "mean", labels=(("region", name),))
        for name, figure in (("europe", FAST), ("asia", SLOW))
    ]
    found = judge(share(">= 1/2"), *parts, measured={"grain": Grain.AGGREGATES})
    assert (found.verdict, found.figure) == (MET, Share(Fraction(1, 2)))


def test_without_a_target_every_region_is_tracked() -> None:
    found = judge(share(">= 1/2"), region("europe", FAST), aim=None)
    assert found.verdict is Verdict.TRACKED
    assert isinstance(found.figure, NoData)
    assert [(part.verdict, value(part.figure)) for part in record(found).parts] == [(Verdict.TRACKED, FAST)]


def test_the_reasons_tell_the_worst_regions_first() -> None:
    found = judge(share(">= 9/10"), region("europe", FAST), region("asia", SLOW, SLOW))
    assert sentences(found.reason) == [
        "by the mean of latency, < 50 ms was kept in 50 % of the regions, and >= 90 % of them is promised: "
        "missed",
        "3 records count of latency, 2026-03-01 00:00 to 2026-04-01 00:00 UTC",
        "each region has a figure of its own: kept in 1 of 2 regions",
        "asia: 50 ms of 2 values: missed",
        "europe: 49.999 ms of 1 value: kept",
    ]


@given(
    st.lists(st.sampled_from((MET, MISSED, OPEN)), min_size=4, max_size=4),
    st.fractions(min_value=0, max_value=1, max_denominator=8),
    st.sampled_from((Operator.AT_LEAST, Operator.MORE)),
)
def test_the_share_is_judged_for_every_way_the_open_regions_may_be(
    came_to: list[Verdict], bound: Fraction, operator: Operator
) -> None:
    figures = {MET: FAST, MISSED: SLOW}
    records = [
        region(name, figures[verdict])
        for name, verdict in zip(NAMES, came_to, strict=True)
        if verdict is not OPEN
    ]
    regions = RegionShare(share=Target(operator, bound), among=NAMES)
    found = judge(regions, *records)
    kept, undecided = came_to.count(MET), came_to.count(OPEN)
    verdicts = {operator.holds(Fraction(kept + more, 4), bound) for more in range(undecided + 1)}
    expected = OPEN if len(verdicts) == 2 else MET if verdicts == {True} else MISSED
    assert found.verdict is expected
