"""What a figure comes to against its target: to the last unit, with too few values, and to date."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from measure_court import (
    MARCH,
    START,
    agreed,
    histogram,
    judged,
    known,
    mean,
    measure,
    promised,
    record,
    sentences,
    series,
    value,
)
from uptime_court import at, finding, period

from upheld.agreement.convention import BreachUnit, MissingData
from upheld.agreement.measure import MeasureUnit
from upheld.agreement.objective import Force
from upheld.agreement.statistic import Percentile, Rank, Statistic, Summary
from upheld.chrono.instant import DAY, HOUR, Instant
from upheld.evaluation.reason import Measured, Share, Words
from upheld.evaluation.statement import Finding, Verdict
from upheld.evidence.evidence import Evidence
from upheld.evidence.measurement import Measurements, Scale
from upheld.quantity import Operator

MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.INDETERMINATE
P75 = Statistic(of="latency", summary=Percentile(Fraction(3, 4)))


def of(summary: Summary, **terms: Any) -> Statistic:
    return Statistic(of="latency", summary=summary, **terms)


def in_unit(
    unit: MeasureUnit, promise: Statistic, aim: str, *records: Measurements, others: tuple[Any, ...] = ()
) -> Finding:
    agreement = agreed(promised(promise, aim), measure(unit=unit), *others)
    return finding(agreement, known(*records), MARCH)


@pytest.mark.parametrize(
    ("aim", "total", "verdict"),
    [
        ("<= 600 ms", 1_200_000, MET),
        ("<= 600 ms", 1_200_001, MISSED),
        ("< 600 ms", 1_200_000, MISSED),
        ("< 600 ms", 1_199_999, MET),
        (">= 600 ms", 1_200_000, MET),
        ("> 600 ms", 1_200_000, MISSED),
    ],
)
def test_a_mean_is_held_against_its_target_unrounded(aim: str, total: int, verdict: Verdict) -> None:
    found = judged(mean(), aim, series([total], counts=[2]))
    assert (found.verdict, value(found.figure)) == (verdict, Fraction(total, 2))


@pytest.mark.parametrize(("third", "verdict"), [(2_499_999, MET), (2_500_000, MISSED)])
def test_a_75th_percentile_of_exactly_2_5_s_is_not_under_2_5_s(third: int, verdict: Verdict) -> None:
    found = judged(P75, "< 2.5 s", series([1_000_000, 9_000_000, third, 2_000_000]))
    assert (found.verdict, value(found.figure)) == (verdict, third)
    assert found.breaches == (verdict is MISSED)
    assert "by nearest rank it is number 3 of 4 values in order, the smallest first" in sentences(
        found.reason
    )


def test_an_interpolated_percentile_lies_between_two_values() -> None:
    promise = Statistic(of="latency", summary=Percentile(Fraction(3, 4), Rank.INTERPOLATED))
    found = judged(promise, "< 2.5 s", series([1_000_000, 2_000_000, 2_400_000, 2_801_000]))
    assert value(found.figure) == 2_500_250
    assert found.verdict is MISSED
    assert judged(P75, "< 2.5 s", series([1_000_000, 2_000_000, 2_400_000, 2_801_000])).verdict is MET


@pytest.mark.parametrize(
    ("aim", "verdict"),
    [("<= 2500 ms", MET), ("< 2500 ms", OPEN), ("< 1000 ms", MISSED), ("<= 1 s", MISSED), ("> 1 s", MET)],
)
def test_a_percentile_over_buckets_is_decided_where_its_bucket_decides(aim: str, verdict: Verdict) -> None:
    """The 75th of 100 values lies above 1 s, up to and including 2.5 s."""
    buckets = histogram({1_000_000: 70, 2_500_000: 10, None: 20})
    found = judged(P75, aim, series([], histograms=[buckets]))
    assert found.verdict is verdict
    assert found.figure == Words("between 1.000001 s and 2.5 s")
    untold = "`latency`: what was recorded tells only that the figure lies between 1.000001 s and 2.5 s"
    assert found.gaps == ((untold,) if verdict is OPEN else ())


def test_extremes_are_of_all_values() -> None:
    values = series([99_999_999, 100_000_000, 250_000_000], scale=Scale.BITS_PER_SECOND)
    least = in_unit(MeasureUnit.RATE, of(Summary.MINIMUM), ">= 100 Mbps", values)
    assert (least.verdict, value(least.figure)) == (MISSED, 99_999_999)
    assert least.reason.says == (
        "the smallest of 3 values of latency is 99.999999 Mbit/s, and >= 100 Mbit/s is promised: missed"
    )
    assert least.reason.evidence[0] == values.identity(0)
    most = in_unit(MeasureUnit.RATE, of(Summary.MAXIMUM), "<= 250 Mbps", values)
    assert (most.verdict, value(most.figure)) == (MET, 250_000_000)


def test_a_rate_of_events_is_told_in_events_a_second() -> None:
    promise = of(Summary.MINIMUM)
    millionths = series([50_000_000], scale=Scale.MILLIONTHS)
    assert in_unit(MeasureUnit.RATE, promise, ">= 50 requests/s", millionths).verdict is MET
    assert in_unit(MeasureUnit.RATE, promise, "> 50 requests/s", millionths).verdict is MISSED
    assert (
        in_unit(MeasureUnit.RATE, promise, ">= 50 requests/s", series([50], scale=Scale.PIECES)).verdict
        is MET
    )


def test_plain_numbers_and_counts_are_held_against_plain_numbers() -> None:
    number = series([99_999], scale=Scale.MILLIONTHS)
    assert in_unit(MeasureUnit.NUMBER, P75, "< 0.1", number).verdict is MET
    count = series([3, 4], scale=Scale.PIECES)
    assert in_unit(MeasureUnit.COUNT, of(Summary.MAXIMUM), "< 4", count).verdict is MISSED


@pytest.mark.parametrize(("lost", "verdict"), [(999, MET), (1_000, MISSED)])
def test_a_share_that_brings_its_counts_is_pooled(lost: int, verdict: Verdict) -> None:
    """An idle hour that lost half of 2 packets weighs 2, not as much as the 999 998 of the others."""
    losses = series([(lost - 1) * 10**6, 10**6], counts=[999_998, 2], scale=Scale.MILLIONTHS)
    found = in_unit(MeasureUnit.SHARE, of(Summary.RATIO), "< 0.1 %", losses)
    assert (found.verdict, found.figure) == (verdict, Share(Fraction(lost, 10**6)))
    assert record(found).values == 10**6
    shares = series([1_000, 0], scale=Scale.MILLIONTHS)
    assert in_unit(MeasureUnit.SHARE, of(Summary.RATIO), "< 0.1 %", shares).figure == Share(Fraction(1, 2000))


REQUESTS = measure("requests", unit=MeasureUnit.COUNT)


def ratio(failed: list[int], every: list[int], aim: str = "< 1 %", at_least: int = 1) -> Finding:
    return in_unit(
        MeasureUnit.COUNT,
        of(Summary.RATIO, out_of="requests", at_least=at_least),
        aim,
        series(failed, scale=Scale.PIECES),
        series(every, name="requests", scale=Scale.PIECES),
        others=(REQUESTS,),
    )


def test_a_ratio_of_two_counts_is_one_sum_over_the_other() -> None:
    found = ratio([1, 0, 1], [150, 50, 1])
    assert (found.verdict, found.figure) == (MET, Share(Fraction(2, 201)))
    assert record(found).scale is Scale.MILLIONTHS
    assert found.reason.says == (
        "the ratio of latency to 201 requests is 0.99502 %, and < 1 % is promised: met"
    )
    assert ratio([2], [200]).verdict is MISSED
    assert ratio([1], [199], at_least=200).gaps == ("`requests`: 199 values, and at least 200 are needed",)


def test_a_ratio_of_nothing_is_not_applicable_and_one_without_records_is_open() -> None:
    assert ratio([0], [0]).verdict is Verdict.NOT_APPLICABLE
    assert ratio([], [100]).gaps == ("`latency`: no record in 2026-03-01 00:00 to 2026-04-01 00:00 UTC",)
    assert ratio([1], []).gaps == ("`requests`: no record in 2026-03-01 00:00 to 2026-04-01 00:00 UTC",)


def test_too_few_values_decide_nothing() -> None:
    enough = judged(mean(at_least=3), "<= 600 ms", series([1, 2, 3]))
    few = judged(mean(at_least=4), "<= 600 ms", series([1, 2, 3]))
    assert (enough.verdict, few.verdict, value(few.figure)) == (MET, OPEN, 2)
    assert "at least 4 values are needed, and there are 3 values: too few to judge by" in sentences(
        few.reason
    )
    summed = judged(mean(at_least=4), "<= 600 ms", series([8], counts=[4]))
    assert (summed.verdict, record(summed).values) == (MET, 4)


@pytest.mark.parametrize(
    ("rule", "few", "nothing", "in_doubt"),
    [
        (MissingData.INDETERMINATE, OPEN, OPEN, OPEN),
        (MissingData.AS_UP, MET, MET, MET),
        (MissingData.AS_DOWN, MISSED, MISSED, MISSED),
        (MissingData.LEFT_OUT, Verdict.NOT_APPLICABLE, Verdict.NOT_APPLICABLE, MET),
    ],
)
def test_the_rule_for_missing_data_decides_what_the_evidence_does_not(
    rule: MissingData, few: Verdict, nothing: Verdict, in_doubt: Verdict
) -> None:
    terms = {"conventions": {"missing_data": rule}}
    across = series([900_000, 590_000], times=[START - HOUR // 2, START + HOUR], lasting=HOUR)
    found = judged(mean(), "<= 600 ms", across, **terms)
    assert found.verdict is in_doubt
    assert judged(mean(at_least=2), "<= 600 ms", series([1]), **terms).verdict is few
    empty = judged(mean(), "<= 600 ms", **terms)
    assert empty.verdict is nothing
    assert (empty.breaches, bool(empty.gaps)) == (nothing is MISSED, nothing is OPEN)
    if rule is not MissingData.INDETERMINATE:
        assert any(
            "by the agreement, what the evidence leaves open" in line for line in sentences(found.reason)
        )
    clear = judged(mean(), "<= 600 ms", series([700_000]), **terms)
    assert clear.verdict is MISSED


def test_what_is_not_promised_is_tracked() -> None:
    found = judged(P75, None, series([1, 2, 3, 4]))
    assert (found.verdict, found.breaches, value(found.figure)) == (Verdict.TRACKED, 0, 3)
    assert found.reason.says == (
        "the 75th percentile of 4 values of latency is 0.003 ms, and nothing was promised"
    )
    assert judged(P75, None).verdict is Verdict.TRACKED


def test_only_a_missed_guarantee_is_a_breach_and_one_at_most() -> None:
    slow = series([700_000])
    assert judged(mean(), "<= 600 ms", slow).breaches == 1
    assert judged(mean(), "<= 600 ms", slow, conventions={"one_breach": BreachUnit.TICKET}).breaches == 1
    assert judged(mean(), "<= 600 ms", slow, force=Force.TARGET).breaches == 0
    assert judged(mean(), "<= 700 ms", slow).breaches == 0


def to_date(promise: Statistic, aim: str, *values: int) -> Finding:
    evidence: Evidence = known(series(values))
    return finding(agreed(promised(promise, aim)), evidence, MARCH, at("2026-03-10"))


def test_an_open_period_is_judged_to_date_and_a_mean_may_still_be_made_good() -> None:
    found = to_date(mean(), "<= 600 ms", 700_000)
    assert (found.verdict, found.is_final, found.breaches) == (MISSED, False, 0)
    assert found.reason.says.endswith("is promised: missed so far")
    assert "the period is open: it ends 2026-04-01 00:00" in sentences(found.reason)
    closed = finding(agreed(promised(mean())), known(series([700_000])), MARCH)
    assert (closed.is_final, closed.breaches) == (True, 1)


@pytest.mark.parametrize(
    ("summary", "aim", "breaches"),
    [
        (Summary.MAXIMUM, "<= 600 ms", 1),
        (Summary.MAXIMUM, ">= 800 ms", 0),
        (Summary.MINIMUM, ">= 800 ms", 1),
        (Summary.MINIMUM, "<= 600 ms", 0),
    ],
)
def test_a_worst_value_stays_whatever_follows(summary: Summary, aim: str, breaches: int) -> None:
    found = to_date(of(summary), aim, 700_000)
    assert (found.verdict, found.breaches) == (MISSED, breaches)
    assert found.reason.says.endswith("can't be made good in the rest of the period") is bool(breaches)


def test_coverage_stands_beside_the_figure_where_a_measure_says_how_often_it_is_sampled() -> None:
    hourly = series([100] * 24 * 31, every=HOUR)
    found = finding(agreed(promised(mean()), measure(sampled_every=HOUR // 2)), known(hourly), MARCH)
    assert record(found).coverage == Share(Fraction(1, 2))
    assert (
        "a record is expected every 30 min: there is evidence for 50 % of the time that counts"
        in sentences(found.reason)
    )


def test_a_finding_carries_the_clause_the_period_and_the_conventions() -> None:
    found = judged(mean(), "<= 600 ms", series([1]))
    assert (found.period, found.interval) == (MARCH, MARCH.interval)
    assert found.figure == Measured(Fraction(1), Scale.MICROSECONDS)
    assert found.conventions == found.objective.conventions
    target = found.objective.target
    assert target is not None
    assert target.operator is Operator.AT_MOST


def test_a_month_with_a_clock_change_has_its_real_length() -> None:
    agreement = agreed(promised(mean()), measure(sampled_every=HOUR), time_zone="Europe/London")
    march = period("2026-03", "Europe/London")
    every_hour = series([100] * 743, every=HOUR, start=march.interval.start)
    found = finding(agreement, known(every_hour), march)
    assert record(found).coverage == Share(Fraction(1))
    assert Instant(march.interval.start + 743 * HOUR) == march.interval.end
    assert march.interval.length % DAY
