"""The figures that the example agreements promise, as their files say, on evidence made for the test."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from measure_court import MS, aggregate, known, record, sentences, series, value
from uptime_court import checks, observed

from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period, parse_period
from upheld.collect.almanac import build_almanac
from upheld.collect.gazetteer import gazetteer
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import CoverageRecord, Finding, Verdict
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.measurement import Aggregate, Measurements, Scale
from upheld.language.reading import read_agreement

EXAMPLES = Path(__file__).parents[2] / "examples"
MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.INDETERMINATE


@cache
def example(name: str, plan: str | None = None) -> Agreement:
    text = (EXAMPLES / name / "agreement.yaml").read_bytes()
    read = read_agreement({"agreement.yaml": text}, "agreement.yaml", gazetteer())
    if plan is not None and read.differs_by_plan:
        read = read.for_plan(plan)
    assert read.agreement is not None, read.diagnostics
    return read.agreement


@cache
def almanac(zone: str) -> Almanac:
    return build_almanac((zone,), (), 2024, 2027)


def march(name: str) -> Period:
    zone = example(name).time_zone
    return parse_period("2026-03", almanac(zone).zone(zone))


def judge(
    name: str, objective: str, evidence: Evidence, plan: str | None = None, as_of: Instant | None = None
) -> Finding:
    agreement, over = example(name, plan), march(name)
    statement = evaluate(
        agreement,
        evidence,
        over,
        over.interval.end if as_of is None else as_of,
        almanac=almanac(agreement.time_zone),
        subscription=Subscription(plan=plan),
        objectives=[objective],
    )
    (only,) = statement.findings
    return only


def in_march(name: str, values: Iterable[int], measure: str, **terms: Any) -> Measurements:
    return series(values, name=measure, start=march(name).interval.start, **terms)


@pytest.mark.parametrize(
    ("objective", "measure", "limit", "labels"),
    [
        ("product_page", "product_page_load", 600, {}),
        ("app_search", "app_search", 500, {}),
        ("product_lookup", "product_lookup", 300, {"route": "/api/product/{id}"}),
        ("api_search", "api_search", 800, {"route": "/api/search"}),
    ],
)
def test_pl_6_to_9_a_mean_of_exactly_the_limit_is_kept(
    objective: str, measure: str, limit: int, labels: dict[str, str]
) -> None:
    kept = in_march("pimlayer", [limit * MS - 1, limit * MS + 1], measure, labels=labels)
    broken = in_march("pimlayer", [limit * MS, limit * MS + 1], measure, labels=labels)
    found = judge("pimlayer", objective, known(kept))
    assert (found.verdict, value(found.figure)) == (MET, limit * MS)
    assert found.reason.clause is not None
    late = judge("pimlayer", objective, known(broken))
    assert (late.verdict, late.breaches) == (MISSED, 0), "a target, not a guarantee"
    elsewhere = in_march("pimlayer", [1], measure, labels=labels | {"measured at": "real users"})
    assert judge("pimlayer", objective, known(broken, elsewhere)).verdict is MISSED


def test_pl_10_every_load_is_normal_load_where_the_reading_says_so() -> None:
    busy = in_march("pimlayer", [700 * MS], "product_page_load", labels={"load": "peak"})
    found = judge("pimlayer", "product_page", known(busy))
    assert found.verdict is MISSED
    assert "every load counts as normal load: nothing is left out for its load" in sentences(found.reason)


def test_pl_14_the_least_watched_measure_counts() -> None:
    whole = march("pimlayer").interval
    every = range((whole.length) // (5 * MINUTE))
    measures = {
        "product_lookup": {"labels": {"route": "/api/product/{id}"}},
        "api_search": {"labels": {"route": "/api/search"}},
        "database_health": {"scale": Scale.MILLIONTHS},
        "queue_latency": {},
    }
    full = [
        in_march("pimlayer", [1 for _ in every], name, every=5 * MINUTE, **terms)
        for name, terms in measures.items()
    ]
    up = observed(checks(whole, 5 * MINUTE), point="web application")
    tables = frozenset({Table.MEASUREMENTS, Table.SAMPLES})
    found = judge("pimlayer", "monitoring", known(*full, tables=tables, observations=(up,)))
    assert (found.verdict, found.figure) == (MET, Share(Fraction(1)))
    short = [*full[:3], in_march("pimlayer", [1] * (len(every) - 90), "queue_latency", every=5 * MINUTE)]
    silent = judge("pimlayer", "monitoring", known(*short, tables=tables, observations=(up,)))
    assert silent.verdict is MISSED
    assert isinstance(silent.record, CoverageRecord)
    (gap,) = silent.record.parts[-1].gaps
    assert (gap.length, gap.end) == (90 * 5 * MINUTE, whole.end)


def test_ic_3_latency_in_nine_of_ten_regions() -> None:
    fast = [in_march("infopromo", [49 * MS], "latency", labels={"region": f"r{n}"}) for n in range(9)]
    slow = in_march("infopromo", [50 * MS], "latency", labels={"region": "r9"})
    slower = in_march("infopromo", [50 * MS], "latency", labels={"region": "s"})
    found = judge("infopromo", "latency", known(*fast, slow), plan="standard")
    assert (found.verdict, found.figure) == (MET, Share(Fraction(9, 10)))
    assert judge("infopromo", "latency", known(*fast, slow, slower), plan="standard").verdict is MISSED


@pytest.mark.parametrize(("least", "verdict", "breaches"), [(100_000_000, MET, 0), (99_999_999, MISSED, 1)])
def test_ic_3_throughput_never_below_100_mbps(least: int, verdict: Verdict, breaches: int) -> None:
    rates = in_march("infopromo", [10**9, least], "throughput", scale=Scale.BITS_PER_SECOND)
    found = judge("infopromo", "throughput", known(rates), plan="standard")
    assert (found.verdict, found.breaches) == (verdict, breaches)


@pytest.mark.parametrize(("lost", "verdict"), [(99, MET), (100, MISSED)])
def test_ic_3_packet_loss_below_one_in_a_thousand(lost: int, verdict: Verdict) -> None:
    packets = in_march(
        "infopromo", [lost * 10**6, 0], "packet_loss", counts=[50_000, 50_000], scale=Scale.MILLIONTHS
    )
    found = judge("infopromo", "packet_loss", known(packets), plan="standard")
    assert (found.verdict, found.figure) == (verdict, Share(Fraction(lost, 100_000)))


def of_28_days(figure: int, measure: str, **terms: Any) -> Aggregate:
    """What the source publishes for the 28 days that end with March in London."""
    end = march("optizio").interval.end
    start = Instant(end - 28 * DAY + HOUR)
    return aggregate(
        figure,
        measure=measure,
        series=measure,
        source="shopify insights",
        interval=Interval(start, end),
        **terms,
    )


@pytest.mark.parametrize(
    ("objective", "measure", "limit", "scale"),
    [
        ("lcp", "largest_contentful_paint", 2_500 * MS, Scale.MICROSECONDS),
        ("cls", "cumulative_layout_shift", 100_000, Scale.MILLIONTHS),
        ("inp", "interaction_to_next_paint", 200 * MS, Scale.MICROSECONDS),
    ],
)
def test_op_5_the_source_s_own_75th_percentile_of_28_days_is_under_the_limit(
    objective: str, measure: str, limit: int, scale: Scale
) -> None:
    def heard(figure: int, **terms: Any) -> Finding:
        evidence = known(of_28_days(figure, measure, scale=scale, **({"count": 100} | terms)))
        return judge("optizio", objective, evidence, plan="enterprise")

    assert heard(limit - 1).verdict is MET
    exactly = heard(limit)
    assert (exactly.verdict, exactly.breaches) == (MISSED, 1)
    assert heard(limit - 1, count=99).verdict is OPEN
    assert heard(limit - 1, count=None).verdict is OPEN
    assert heard(limit - 1, statistic="p90").verdict is OPEN


def test_up_5_the_platform_s_own_pages_are_measured_value_by_value() -> None:
    start = Instant(march("upheld").interval.end - 28 * DAY)
    values = [2_499_999] * 75 + [9_000_000] * 25

    def heard(taken: list[int]) -> Finding:
        vitals = series(taken, name="largest_contentful_paint", start=start, every=HOUR)
        return judge("upheld", "lcp", known(vitals))

    found = heard(values)
    assert (found.verdict, value(found.figure), record(found).values) == (MET, 2_499_999, 100)
    assert heard([*values[1:], 9_000_000]).verdict is MISSED
    assert heard(values[:99]).gaps == ("`largest_contentful_paint`: 99 values, and at least 100 are needed",)
