"""Figures that the source worked out itself: which of them count, and what several come to together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from measure_court import MARCH, aggregate, agreed, known, measure, promised, record, series, value
from uptime_court import HERE, PLANNED, at, between, finding, period, work

from upheld.agreement.measure import Grain, Label, Load, LoadWords
from upheld.agreement.statistic import Percentile, Statistic, Summary
from upheld.chrono.instant import DAY, Instant
from upheld.chrono.period import RollingDays
from upheld.evaluation.reason import Words
from upheld.evaluation.statement import Finding, Verdict
from upheld.evidence.measurement import Aggregate, Measurements

END = MARCH.interval.end
MARCH_IN_LONDON = period("2026-03", "Europe/London")
P75 = Percentile(Fraction(3, 4))


def judge(
    *records: Measurements | Aggregate,
    summary: Summary | Percentile = P75,
    aim: str = "< 2.5 s",
    measured: dict[str, Any] | None = None,
    terms: dict[str, Any] | None = None,
    objective: dict[str, Any] | None = None,
    as_of: Instant | None = None,
    maintenance: tuple[Any, ...] = (),
    **more: Any,
) -> Finding:
    made = promised(Statistic(of="latency", summary=summary, **more), aim, **(objective or {}))
    agreement = agreed(made, measure(**({"grain": Grain.AGGREGATES} | (measured or {}))), **(terms or {}))
    return finding(agreement, known(*records, maintenance=maintenance), MARCH, as_of)


@pytest.mark.parametrize(("figure", "verdict"), [(2_499_999, Verdict.MET), (2_500_000, Verdict.MISSED)])
def test_the_figure_of_the_source_over_the_period_counts(figure: int, verdict: Verdict) -> None:
    only = aggregate(figure, count=120)
    found = judge(only, at_least=100)
    assert (found.verdict, value(found.figure), record(found).values) == (verdict, figure, 120)
    assert found.reason.evidence == (only.identity,)
    assert record(found).distribution == ()


def test_another_statistic_or_another_time_does_not_count_and_is_named() -> None:
    february = aggregate(1, interval=between("2026-02-01", "2026-03-01"))
    shorter = aggregate(1, interval=between("2026-03-01", "2026-03-29"))
    found = judge(aggregate(1, "p90"), aggregate(1, "mean"), shorter, february)
    assert found.verdict is Verdict.INDETERMINATE
    assert found.gaps == (
        "`latency`: 1 record does not count, a mean, where a p75 is promised",
        "`latency`: 1 record does not count, a p90, where a p75 is promised",
        "`latency`: 1 record does not count, over other time than the period judged",
    )
    assert sum(count for _, count in record(found).left_out) == 3


def test_what_the_source_published_later_is_not_known_yet() -> None:
    published = Instant(END + 3 * DAY)
    late = aggregate(1, published_at=published)
    found = judge(late)
    assert found.verdict is Verdict.INDETERMINATE
    assert found.gaps == (
        "`latency`: a p75 of the source is known only from 2026-04-04 00:00 UTC on; judge as of then",
    )
    assert judge(late, as_of=published).verdict is Verdict.MET


def test_a_figure_of_the_days_so_far_is_a_figure_to_date() -> None:
    to_date = aggregate(1, interval=between("2026-03-01", "2026-03-11"))
    assert judge(to_date, as_of=at("2026-03-11")).verdict is Verdict.MET
    assert judge(to_date, as_of=at("2026-03-12")).verdict is Verdict.INDETERMINATE


def test_the_number_of_values_must_be_known_where_so_many_are_asked_for() -> None:
    unknown = judge(aggregate(1), at_least=100)
    assert unknown.gaps == (
        "`latency`: the source does not say of how many values its figure is, and at least 100 are needed",
    )
    assert judge(aggregate(1)).verdict is Verdict.MET
    assert judge(aggregate(1, count=99), at_least=100).gaps == (
        "`latency`: 99 values, and at least 100 are needed",
    )


def test_figures_that_disagree_bound_what_they_leave_open() -> None:
    slow, fast = aggregate(2_600_000, labels=(("device", "phone"),)), aggregate(1_000_000)
    found = judge(slow, fast)
    assert (found.verdict, found.figure) == (Verdict.INDETERMINATE, Words("between 1 s and 2.6 s"))
    assert found.gaps == (
        "`latency`: what was recorded tells only that the figure lies between 1 s and 2.6 s",
    )
    assert judge(slow, fast, aim="< 3 s").verdict is Verdict.MET
    assert judge(slow, fast, aim="< 1 s").verdict is Verdict.MISSED
    only = judge(slow, fast, where=(Label("device", ("phone",)),))
    assert (only.verdict, value(only.figure)) == (Verdict.MISSED, 2_600_000)


def test_the_least_of_several_minima_is_the_minimum() -> None:
    parts = [aggregate(figure, "minimum", source=f"s{figure}") for figure in (80, 120)]
    found = judge(*parts, summary=Summary.MINIMUM, aim=">= 0.1 ms")
    assert (found.verdict, value(found.figure)) == (Verdict.MISSED, 80)
    parts = [aggregate(figure, "maximum", source=f"s{figure}") for figure in (80, 120)]
    found = judge(*parts, summary=Summary.MAXIMUM, aim="<= 0.1 ms")
    assert (found.verdict, value(found.figure)) == (Verdict.MISSED, 120)


def test_grains_are_never_mixed() -> None:
    both = judge(aggregate(1_000), series([9_000_000] * 3))
    assert (both.verdict, value(both.figure)) == (Verdict.MET, 1_000)
    assert dict(record(both).left_out) == {"a record of values, where figures of the source count": 3}
    samples = judge(aggregate(1_000), series([9_000_000] * 3), measured={"grain": Grain.SAMPLES})
    assert (samples.verdict, value(samples.figure)) == (Verdict.MISSED, 9_000_000)
    assert dict(record(samples).left_out) == {"a figure of the source, where records of values count": 1}


def test_without_any_record_of_values_the_figures_of_the_source_count() -> None:
    found = judge(aggregate(1_000), measured={"grain": Grain.SAMPLES})
    assert (found.verdict, value(found.figure)) == (Verdict.MET, 1_000)


def test_records_of_values_do_not_stand_in_for_figures_of_the_source() -> None:
    found = judge(series([1_000] * 3))
    assert found.verdict is Verdict.INDETERMINATE
    assert found.gaps == (
        "`latency`: no figure of the source",
        "`latency`: 3 records do not count, a record of values, where figures of the source count",
    )
    assert judge(aggregate(1, interval=between("2026-01-01", "2026-02-01"))).gaps == (
        "`latency`: no figure of the source for 2026-03-01 00:00 to 2026-04-01 00:00 UTC",
    )


def test_a_figure_over_time_of_which_some_is_excluded_can_not_be_cut() -> None:
    found = judge(
        aggregate(1),
        terms={"exclusions": (PLANNED,)},
        objective={"excluding": ("planned work",)},
        maintenance=(work(between("2026-03-02", "2026-03-03")),),
    )
    assert found.gaps == ("`latency`: 1 record does not count, over time of which some does not count",)


def test_figures_count_under_the_load_they_name() -> None:
    load = Load(name="normal load", means=LoadWords.AS_RECORDED, place=HERE)
    named, other = (
        aggregate(figure, labels=(("load", name),)) for figure, name in ((1, "normal load"), (9, "peak"))
    )
    found = judge(named, other, terms={"loads": (load,)}, load="normal load")
    assert value(found.figure) == 1
    assert judge(other, terms={"loads": (load,)}, load="normal load").verdict is Verdict.NOT_APPLICABLE


def test_the_period_judged_may_be_a_rolling_one() -> None:
    """28 days to the end of March, in London, where the clocks went forward on the 29th."""
    interval = between("2026-03-04", "2026-03-31 23:00")
    found = finding(
        agreed(
            promised(Statistic(of="latency", summary=P75), "< 2.5 s", period=RollingDays(28)),
            measure(grain=Grain.AGGREGATES),
            time_zone="Europe/London",
        ),
        known(aggregate(1, interval=interval)),
        MARCH_IN_LONDON,
    )
    assert (found.verdict, found.interval) == (Verdict.MET, interval)
