"""For how much of the time there is evidence of a measure or a service."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_court import MARCH, START, aggregate, histogram, known, measure, sentences, series, value
from msgspec.structs import replace
from uptime_court import (
    DOWN,
    PLANNED,
    UNKNOWN,
    UP,
    agreement,
    at,
    between,
    changes,
    checks,
    finding,
    objective,
    observed,
    service,
    work,
)

from upheld.agreement.control import Coverage
from upheld.agreement.convention import BeforeStart, MissingData
from upheld.agreement.measure import Measure
from upheld.agreement.objective import Force, Objective
from upheld.agreement.service import Point
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import CoverageRecord, Finding, Verdict
from upheld.evidence.evidence import Table
from upheld.evidence.measurement import Aggregate, Measurements
from upheld.evidence.observation import Observations

MONTH = MARCH.interval.length
TABLES = frozenset({Table.MEASUREMENTS, Table.AGGREGATES, Table.SAMPLES, Table.STATES})


def watched(*names: str, **terms: Any) -> Objective:
    return objective(**({"name": "watched", "indicator": Coverage(of=names), "target": "0.99"} | terms))


def judge(
    *records: Measurements | Aggregate | Observations,
    of: tuple[str, ...] = ("latency",),
    measures: tuple[Measure, ...] = (),
    as_of: Instant | None = None,
    services: tuple[Any, ...] = (),
    exclusions: tuple[Any, ...] = (),
    maintenance: tuple[Any, ...] = (),
    tables: frozenset[Table] = TABLES,
    **terms: Any,
) -> Finding:
    agreed = agreement(
        watched(*of, **terms),
        measures=measures or (measure(sampled_every=HOUR),),
        services=services or (service(),),
        exclusions=exclusions,
    )
    evidence = known(
        *(each for each in records if not isinstance(each, Observations)),
        tables=tables,
        observations=tuple(each for each in records if isinstance(each, Observations)),
        maintenance=maintenance,
    )
    return finding(agreed, evidence, MARCH, as_of)


def parts(found: Finding) -> dict[str, Fraction | str]:
    assert isinstance(found.record, CoverageRecord)
    return {part.name: value(part.covered) for part in found.record.parts}


def gaps_of(found: Finding) -> tuple[Interval, ...]:
    assert isinstance(found.record, CoverageRecord)
    return found.record.parts[0].gaps


def hourly(hours: int, **terms: Any) -> Measurements:
    return series([1] * hours, every=HOUR, **terms)


HOURS = 31 * 24


def test_each_record_covers_the_time_until_the_next_is_expected_and_no_more() -> None:
    full = judge(hourly(HOURS))
    assert (full.verdict, full.figure, gaps_of(full)) == (Verdict.MET, Share(Fraction(1)), ())
    half = judge(hourly(HOURS // 2))
    assert (half.verdict, half.figure) == (Verdict.MISSED, Share(Fraction(1, 2)))
    assert gaps_of(half) == (Interval(Instant(START + MONTH // 2), MARCH.interval.end),)
    sparse = judge(series([1] * (HOURS // 2), every=2 * HOUR))
    assert sparse.figure == Share(Fraction(1, 2))
    assert len(gaps_of(sparse)) == 10
    assert half.breaches == 1


@given(
    st.lists(st.tuples(st.integers(-3, 60), st.integers(0, 9)), max_size=8),
    st.integers(1, 6),
)
def test_coverage_is_what_a_walk_over_every_minute_finds(records: list[tuple[int, int]], every: int) -> None:
    unique = sorted(dict(records).items())
    minutes = range(60)
    made = [
        series([1], times=[START + minute * MINUTE], lasting=length * MINUTE, source=str(index))
        for index, (minute, length) in enumerate(unique)
    ]
    as_of = Instant(START + 60 * MINUTE)
    found = judge(*made, measures=(measure(sampled_every=every * MINUTE),), as_of=as_of)
    seen = [(minute, length or every) for minute, length in unique if minute + length <= 60]
    expected = sum(any(start <= each < start + size for start, size in seen) for each in minutes)
    assert found.figure == Share(Fraction(expected, 60))


def test_records_over_some_time_histograms_and_published_figures_cover_that_time() -> None:
    lasting = hourly(1, lasting=2 * HOUR)
    sorted_values = series([], histograms=[histogram({10: 1}, start=START + 10 * HOUR, lasting=3 * HOUR)])
    figure = aggregate(1, interval=between("2026-03-11", "2026-03-12"))
    found = judge(lasting, sorted_values, figure)
    assert parts(found) == {"latency": Fraction(2 + 3 + 24, HOURS)}
    later = aggregate(1, interval=between("2026-03-11", "2026-03-12"), published_at=at("2026-04-02"))
    assert parts(judge(lasting, later)) == {"latency": Fraction(2, HOURS)}


def test_only_records_of_the_measure_cover_it() -> None:
    elsewhere = hourly(HOURS, source="lab")
    found = judge(elsewhere, hourly(HOURS // 2), measures=(measure(sampled_every=HOUR, source="monitor"),))
    assert parts(found) == {"latency": Fraction(1, 2)}


def test_a_service_is_watched_while_any_of_its_points_is_known() -> None:
    half = Interval(START, Instant(START + MONTH // 2))
    front = observed(checks(half, HOUR, down=[half]), point="front")
    back = observed([(START + MONTH // 2, DOWN), (START + MONTH // 2 + HOUR, UNKNOWN)], point="back")
    found = judge(
        front,
        back,
        of=("app",),
        services=(service(points=("front", "back"), sampled_every=HOUR, stale_after=HOUR),),
    )
    assert parts(found) == {"app": Fraction(HOURS // 2 + 1, HOURS)}


def test_the_least_watched_counts() -> None:
    found = judge(hourly(HOURS), changes((START + MONTH // 4, UP)), of=("latency", "app"))
    assert parts(found) == {"latency": Fraction(1), "app": Fraction(3, 4)}
    assert (found.verdict, found.figure) == (Verdict.MISSED, Share(Fraction(3, 4)))
    assert sentences(found.reason)[:3] == [
        "there is evidence of what was watched least for 75 % of the time, and >= 99 % is promised: missed",
        "app: evidence for 558 h of 744 h, 75 %",
        "no evidence for 186 h, 2026-03-01 00:00 to 2026-03-08 18:00 UTC",
    ]


@pytest.mark.parametrize(
    ("rule", "share"),
    [
        (BeforeStart.LEFT_OUT, Fraction(1)),
        (BeforeStart.AS_UP, Fraction(1)),
        (BeforeStart.AS_DOWN, Fraction(1, 2)),
    ],
)
def test_time_before_a_point_stood_for_the_service(rule: BeforeStart, share: Fraction) -> None:
    since = Instant(START + MONTH // 2)
    young = service(points=(Point(name="p", since=since),))
    log = changes((START + DAY, UP))
    found = judge(log, of=("app",), services=(young,), conventions={"before_start": rule})
    assert parts(found) == {"app": share}


def test_excluded_time_need_not_be_watched() -> None:
    second_half = Interval(Instant(START + MONTH // 2), MARCH.interval.end)
    terms: dict[str, Any] = {"exclusions": (PLANNED,), "maintenance": (work(second_half),)}
    made = judge(hourly(HOURS // 2), **terms)
    assert made.figure == Share(Fraction(1, 2))
    excluding = replace(watched("latency"), excluding=("planned work",))
    agreed = agreement(excluding, measures=(measure(sampled_every=HOUR),), exclusions=(PLANNED,))
    found = finding(agreed, known(hourly(HOURS // 2), maintenance=(work(second_half),)), MARCH)
    assert (found.verdict, found.figure) == (Verdict.MET, Share(Fraction(1)))
    assert "372 h of the period is excluded, and need not be watched" in sentences(found.reason)


def test_a_measure_that_nobody_says_how_often_to_sample_can_not_be_judged() -> None:
    found = judge(hourly(HOURS), measures=(measure(),))
    assert found.verdict is Verdict.INDETERMINATE
    assert isinstance(found.figure, NoData)
    assert found.gaps == ("`latency`: nothing says how often a record is expected",)
    other = measure("errors", sampled_every=HOUR)
    half = judge(hourly(HOURS), of=("latency", "errors"), measures=(measure(), other))
    assert (half.verdict, half.figure) == (Verdict.MISSED, Share(Fraction(0)))


def test_a_missing_table_is_no_evidence_and_an_empty_one_is_evidence_of_none() -> None:
    missing = judge(tables=frozenset())
    assert missing.verdict is Verdict.INDETERMINATE
    assert missing.gaps == (
        "`latency`: no measurements and no aggregates: the evidence has no table of either",
    )
    assert (judge().verdict, judge().figure) == (Verdict.MISSED, Share(Fraction(0)))
    assert judge(of=("app",), tables=frozenset()).gaps == (
        "`app`: no samples and no states: the evidence has no table of either",
    )
    as_up = judge(tables=frozenset(), conventions={"missing_data": MissingData.AS_UP})
    assert as_up.verdict is Verdict.INDETERMINATE


def test_while_the_period_is_open_a_miss_is_a_breach_once_it_can_not_be_made_good() -> None:
    """1 % of March is 7 h 26 min 24 s."""
    silent_for_7_hours = judge(hourly(24, start=START + 7 * HOUR), as_of=Instant(START + 31 * HOUR))
    assert (silent_for_7_hours.verdict, silent_for_7_hours.breaches) == (Verdict.MISSED, 0)
    assert not silent_for_7_hours.is_final
    for_8_hours = judge(hourly(24, start=START + 8 * HOUR), as_of=Instant(START + 32 * HOUR))
    assert (for_8_hours.verdict, for_8_hours.breaches) == (Verdict.MISSED, 1)
    assert "missed so far" in for_8_hours.reason.says
    target = judge(hourly(24, start=START + 8 * HOUR), force=Force.TARGET)
    assert target.breaches == 0


def test_names_of_nothing_are_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no service and no measure `latencies`: did you mean `latency`"):
        judge(of=("latencies",))


def test_everything_excluded_is_not_applicable() -> None:
    agreed = agreement(
        replace(watched("latency"), excluding=("planned work",)),
        measures=(measure(sampled_every=HOUR),),
        exclusions=(PLANNED,),
    )
    found = finding(agreed, known(maintenance=(work(MARCH.interval),)), MARCH)
    assert (found.verdict, found.breaches) == (Verdict.NOT_APPLICABLE, 0)
