"""Which records count for a figure: by source, labels, place, time, exclusions and load; and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_court import (
    MARCH,
    START,
    aggregate,
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
from uptime_court import PLANNED, at, between, finding, weekly, work

from upheld.agreement.measure import Label, Load, LoadWords, MeasureUnit, Vantage
from upheld.agreement.statistic import Percentile, Statistic, Summary
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.measures.standing import Standing, TimeLimit, spans, standing_in
from upheld.evaluation.statement import Finding, Verdict
from upheld.evidence.measurement import Aggregate, Measurements, Scale
from upheld.quantity import Operator, Target, parse_rate

HERE = PLANNED.place
END = MARCH.interval.end
AT_MOST = Target(Operator.AT_MOST, parse_rate("200 requests per second"))
EDGES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=6)


def judge(
    *records: Measurements | Aggregate,
    measured: dict[str, Any] | None = None,
    promise: Statistic | None = None,
    terms: dict[str, Any] | None = None,
    other: Sequence[Any] = (),
    objective: dict[str, Any] | None = None,
    as_of: Instant | None = None,
    **more: Any,
) -> Finding:
    """The finding on `latency <= 600 ms` in March."""
    made = promised(promise or mean(), "<= 600 ms", **(objective or {}))
    agreement = agreed(made, measure(**(measured or {})), *other, **(terms or {}))
    return finding(agreement, known(*records, **more), MARCH, as_of)


def left_out(found: Finding) -> dict[str, int]:
    return dict(record(found).left_out)


def interval_set(edges: list[tuple[int, int]]) -> IntervalSet:
    return IntervalSet.from_iterable(Interval(Instant(start), Instant(start + size)) for start, size in edges)


@given(EDGES, EDGES, st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=12))
def test_a_record_counts_if_all_of_it_lies_in_time_that_counts(
    certain: list[tuple[int, int]], more: list[tuple[int, int]], records: list[tuple[int, int]]
) -> None:
    limit = TimeLimit(
        certain=interval_set(certain),
        possible=interval_set(certain + more),
        otherwise="outside",
        in_doubt="partly",
    )
    times = np.array([start for start, _ in records], dtype=np.int64)
    ends = np.array([start + size for start, size in records], dtype=np.int64)
    for found, (start, size) in zip(standing_in(times, ends, limit), records, strict=True):
        instants = [Instant(each) for each in range(start, start + max(size, 1))]
        if all(each in limit.certain for each in instants):
            assert found == Standing.COUNTS
        elif not any(each in limit.possible for each in instants):
            assert found == Standing.LEFT_OUT
        else:
            assert found == Standing.IN_DOUBT


@given(EDGES)
def test_many_stretches_make_one_set_of_time(edges: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in edges], dtype=np.int64)
    ends = np.array([start + size for start, size in edges], dtype=np.int64)
    assert spans(starts, ends) == interval_set(edges)
    assert spans(starts, starts) == IntervalSet()


def test_only_the_source_of_the_measure_counts() -> None:
    found = judge(series([500_000]), series([900_000], source="lab"), measured={"source": "monitor"})
    assert value(found.figure) == 500_000
    assert left_out(found) == {"of another source than monitor": 1}


def test_records_must_bear_every_label_of_the_measure_and_of_the_promise() -> None:
    found = judge(
        series([100_000], labels={"route": "/a", "kind": "page"}),
        series([200_000], labels={"route": "/a"}),
        series([300_000, 1], labels={"route": "/c", "kind": "page"}),
        series([400_000], labels={"route": "/b", "kind": "page"}),
        measured={"where": (Label("route", ("/a", "/b")),)},
        promise=mean(where=(Label("kind", ("page",)),)),
    )
    assert value(found.figure) == 250_000
    assert left_out(found) == {"without the label kind page": 1, "without the label route /a and /b": 2}
    assert "only records with route /a or /b and kind page count" in sentences(found.reason)


@pytest.mark.parametrize("name", ["measured at", "measured_at"])
def test_records_that_say_they_were_taken_elsewhere_do_not_count(name: str) -> None:
    found = judge(
        series([100_000], labels={name: "Server_Side"}),
        series([200_000]),
        series([900_000], labels={name: "real users"}),
        measured={"measured_at": Vantage.SERVER_SIDE},
    )
    assert value(found.figure) == 150_000
    assert left_out(found) == {"taken elsewhere than server side": 1}


def test_only_records_of_the_period_that_were_known_count() -> None:
    times = [START - 1, START, START + DAY, START + 2 * DAY, END - 1, END]
    records = series([1, 2, 3, 4, 5, 6], times=times)
    assert value(judge(records).figure) == Fraction(2 + 3 + 4 + 5, 4)
    assert value(judge(records, as_of=Instant(START + DAY)).figure) == 2
    assert value(judge(records, as_of=Instant(START + DAY + 1)).figure) == Fraction(5, 2)


def test_a_record_over_some_time_is_known_once_that_is_over() -> None:
    hourly = series([100, 900], every=HOUR, lasting=HOUR, counts=[1, 1])
    assert value(judge(hourly, as_of=Instant(START + 2 * HOUR - 1)).figure) == 100
    assert value(judge(hourly, as_of=Instant(START + 2 * HOUR)).figure) == 500


def test_a_sum_that_straddles_the_period_is_left_open() -> None:
    """Of 10 values that add up to 6 s none, any or all lie in March: one of 6 s, or nine of nothing."""
    times = [START - MINUTE, START + HOUR]
    hourly = series([6_000_000, 5_500_000], counts=[10, 10], times=times, lasting=HOUR)
    found = judge(hourly)
    assert (found.verdict, value(found.figure)) == (Verdict.INDETERMINATE, 550_000)
    assert value(record(found).highest) == Fraction(11_500_000, 11)
    assert value(record(found).lowest) == Fraction(5_500_000, 19)
    assert found.gaps == ("`latency`: nobody knows whether 1 record counts, reaching beyond the period",)
    assert "taken with and without: reaching beyond the period" in sentences(found.reason)


def test_only_values_of_the_hours_count() -> None:
    office = weekly("office", "UTC", range(5), 9 * HOUR, 17 * HOUR)
    times = [at("2026-03-02 09:00"), at("2026-03-02 16:59"), at("2026-03-02 17:00")]
    found = judge(
        series([100, 200, 900], times=times), promise=mean(during="office"), terms={"hours": (office,)}
    )
    assert value(found.figure) == 150
    assert left_out(found) == {"taken outside office": 1}
    assert "only values of office count: 176 h" in sentences(found.reason)


def test_values_of_excluded_time_do_not_count_and_a_sum_cut_by_it_is_open() -> None:
    planned = work(between("2026-03-10 10:00", "2026-03-10 11:30"), services=("app",))
    at_once = [at("2026-03-10 09:59"), at("2026-03-10 10:00"), at("2026-03-10 11:30")]
    by_hour = [at("2026-03-10 11:00"), at("2026-03-10 12:00")]
    records = (
        series([100, 200, 300], times=at_once),
        series([9_000, 600], counts=[3, 2], times=by_hour, lasting=HOUR),
    )
    terms: dict[str, Any] = {"measured": {"of": "app"}, "terms": {"exclusions": (PLANNED,)}}
    counted = judge(*records, **terms, maintenance=(planned,))
    assert value(counted.figure) == Fraction(100 + 200 + 300 + 9_000 + 600, 8)
    found = judge(*records, **terms, maintenance=(planned,), objective={"excluding": ("planned work",)})
    assert value(found.figure) == Fraction(100 + 300 + 600, 4)
    assert value(record(found).highest) == Fraction(100 + 300 + 600 + 9_000, 5)
    assert left_out(found) == {"excluded by planned work": 1}
    assert found.verdict is Verdict.MET
    said = sentences(found.reason)
    assert "1 h 30 min of the period is excluded; values of that time do not count" in said
    assert any("excluded by planned work, because it is planned" in line for line in said)
    assert "taken with and without: reaching into time excluded by planned work" in said


def test_maintenance_of_another_service_excludes_nothing() -> None:
    elsewhere = work(between("2026-03-10", "2026-03-11"), services=("billing",))
    found = judge(
        series([100, 900], times=[at("2026-03-09"), at("2026-03-10")]),
        measured={"of": "app"},
        terms={"exclusions": (PLANNED,)},
        objective={"excluding": ("planned work",)},
        maintenance=(elsewhere,),
    )
    assert value(found.figure) == 500


def test_where_no_time_counts_nothing_applies() -> None:
    throughout = work(MARCH.interval)
    found = judge(
        series([900_000]),
        terms={"exclusions": (PLANNED,)},
        objective={"excluding": ("planned work",)},
        maintenance=(throughout,),
    )
    assert (found.verdict, found.breaches) == (Verdict.NOT_APPLICABLE, 0)
    assert found.reason.says == "none of the time counts, so nothing could be kept or broken"


def load(**terms: Any) -> dict[str, Any]:
    """An agreement with a load under which alone latency is promised."""
    made = Load(**({"name": "normal load", "means": LoadWords.AS_RECORDED, "place": HERE} | terms))
    peak = Load(name="peak", means=LoadWords.AS_RECORDED, place=HERE)
    return {"terms": {"loads": (made, peak)}, "promise": mean(load="normal load")}


def test_records_that_name_the_load_count() -> None:
    found = judge(
        series([100], labels={"load": "normal load"}),
        series([900], labels={"load": "peak"}),
        series([800, 700]),
        **load(),
    )
    assert value(found.figure) == 100
    assert left_out(found) == {
        "naming no load, where normal load counts": 2,
        "not taken under normal load": 1,
    }
    assert "only values under normal load count, as each record names it" in sentences(found.reason)


def test_every_load_counts_where_every_load_is_meant() -> None:
    found = judge(series([100]), series([900], labels={"load": "peak"}), **load(means=LoadWords.EVERY_LOAD))
    assert value(found.figure) == 500


def test_the_load_of_the_measure_goes_before_that_of_the_promise() -> None:
    terms = load()
    found = judge(
        series([100], labels={"load": "normal load"}),
        series([900], labels={"load": "peak"}),
        measured={"load": "peak"},
        **terms,
    )
    assert value(found.figure) == 900


def test_a_load_that_never_was_is_not_applicable_and_one_that_nobody_recorded_is_open() -> None:
    never = judge(series([900_000], labels={"load": "peak"}), **load())
    assert (never.verdict, never.gaps) == (Verdict.NOT_APPLICABLE, ())
    assert "no record was taken under normal load" in never.reason.says
    unsaid = judge(series([900_000]), series([1], labels={"load": "peak"}), **load())
    assert unsaid.verdict is Verdict.INDETERMINATE
    assert "`latency`: 1 record does not count, naming no load, where normal load counts" in unsaid.gaps


def test_each_record_tells_its_own_rate() -> None:
    found = judge(
        series([100], labels={"load": "200 requests per second"}),
        series([200], labels={"load": "normal load"}),
        series([900], labels={"load": "201 requests/s"}),
        series([800], labels={"load": "peak"}),
        **load(means=AT_MOST),
    )
    assert value(found.figure) == 150
    assert left_out(found) == {"not taken under normal load": 2}
    assert "only values under normal load, <= 200 requests per second, count, as each record names it" in (
        sentences(found.reason)
    )


@pytest.mark.parametrize("named", [None, "busy", "20 Mbit/s"])
def test_a_record_whose_rate_is_not_known_is_in_doubt(named: str | None) -> None:
    labels = {} if named is None else {"load": named}
    found = judge(
        series([100_000], labels={"load": "normal load"}),
        series([2_000_000], labels=labels),
        **load(means=AT_MOST),
    )
    assert found.verdict is Verdict.INDETERMINATE
    assert (value(record(found).lowest), value(record(found).highest)) == (100_000, 1_050_000)
    assert len(found.gaps) == 1


def requests(rates: Sequence[int], *, lasting: int = 0, **more: Any) -> Measurements:
    """A rate of requests per second, every hour."""
    return series(
        [rate * 10**6 for rate in rates],
        name="requests",
        every=HOUR,
        scale=Scale.MILLIONTHS,
        lasting=lasting,
        **more,
    )


def by_rate(**terms: Any) -> dict[str, Any]:
    rate = measure("requests", unit=MeasureUnit.RATE, **({"sampled_every": HOUR} | terms))
    return {"other": (rate,), **load(means=AT_MOST, measured_by="requests")}


def test_the_rate_in_force_decides_as_far_as_it_is_sampled() -> None:
    """200, then 201 requests a second, then nothing from 02:00 on."""
    half_past = series([100, 900, 500], every=HOUR, start=START + 30 * MINUTE)
    found = judge(half_past, requests([200, 201]), **by_rate())
    assert value(found.figure) == 100
    assert left_out(found) == {"not taken under normal load": 1}
    assert (value(record(found).lowest), value(record(found).highest)) == (100, 300)
    why = "taken when requests does not tell whether there was normal load"
    assert f"taken with and without: {why}" in sentences(found.reason)


def test_a_rate_that_says_nothing_of_how_often_it_is_sampled_holds_over_its_own_time_alone() -> None:
    half_past = series([100, 900], every=HOUR, start=START + 30 * MINUTE)
    at_instants = judge(half_past, requests([200, 201]), **by_rate(sampled_every=None))
    assert at_instants.verdict is Verdict.INDETERMINATE
    over_time = judge(half_past, requests([200, 201], lasting=HOUR), **by_rate(sampled_every=None))
    assert (over_time.verdict, value(over_time.figure)) == (Verdict.MET, 100)


def test_series_of_a_rate_that_disagree_leave_it_open() -> None:
    one, other = requests([100, 100]), requests([100, 300], source="proxy")
    found = judge(series([100, 900], every=HOUR, start=START + 30 * MINUTE), one, other, **by_rate())
    assert (value(record(found).lowest), value(record(found).highest)) == (100, 500)


def test_a_sum_over_a_change_of_load_is_in_doubt() -> None:
    found = judge(
        series([1_000], counts=[2], start=START + 30 * MINUTE, lasting=HOUR),
        series([100], start=START + MINUTE),
        requests([100, 300]),
        **by_rate(),
    )
    assert (value(found.figure), value(record(found).highest)) == (100, 550)


def test_rates_of_data_are_told_in_bits() -> None:
    limit = Target(Operator.LESS, parse_rate("1 MB/s"))
    rate = measure("traffic", unit=MeasureUnit.RATE, sampled_every=HOUR)
    traffic = series([7_999_999, 8_000_000], name="traffic", every=HOUR, scale=Scale.BITS_PER_SECOND)
    found = judge(
        series([100, 900], every=HOUR, start=START + MINUTE),
        traffic,
        other=(rate,),
        **load(means=limit, measured_by="traffic"),
    )
    assert value(found.figure) == 100


def test_names_that_the_agreement_does_not_have_are_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no measure `latencey`: did you mean `latency`"):
        judge(promise=Statistic(of="latencey", summary=Summary.MEAN))
    with pytest.raises(UsageError, match="no load `normal lod`: did you mean `normal load`"):
        judge(**{**load(), "promise": mean(load="normal lod")})


def test_units_that_do_not_fit_are_refused_with_what_would_be_right() -> None:
    message = (
        r"series `monitor/latency` counts in bits per second, and measure `latency` is a duration: "
        r"record it as a length of time, such as ms or s, or bind the series to another measure"
    )
    with pytest.raises(UsageError, match=message):
        judge(series([1], scale=Scale.BITS_PER_SECOND))
    with pytest.raises(UsageError, match="`monitor/latency` counts in pieces"):
        judge(aggregate(1, "mean", scale=Scale.PIECES))
    with pytest.raises(UsageError, match=r"`<= 600 ms` can't be held against measure `latency`"):
        judge(series([1], scale=Scale.PIECES), measured={"unit": MeasureUnit.COUNT})
    with pytest.raises(UsageError, match="recorded in bits per second and millionths, of which"):
        judge(
            series([1], scale=Scale.BITS_PER_SECOND),
            series([1], scale=Scale.MILLIONTHS, source="other"),
            measured={"unit": MeasureUnit.RATE},
        )


def test_what_is_missing_is_named() -> None:
    assert judge(tables=frozenset()).gaps == (
        "no table `measurements` in the evidence: nothing is known of `latency`",
    )
    assert judge().gaps == ("`latency`: no record at all",)
    assert judge(series([1], start=START - DAY)).gaps == (
        "`latency`: no record in 2026-03-01 00:00 to 2026-04-01 00:00 UTC",
    )
    assert judge(series([1], source="lab"), measured={"source": "monitor"}).gaps == (
        "`latency`: 1 record does not count, of another source than monitor",
    )
    few = judge(series([1, 2]), promise=mean(at_least=3))
    assert few.gaps == ("`latency`: 2 values, and at least 3 are needed",)
    summed = judge(
        series([10_000_000], counts=[20]),
        promise=Statistic(of="latency", summary=Percentile(Fraction(3, 4))),
    )
    assert summed.gaps == ("`latency`: 1 record adds values up, of which no percentile can be told",)


def test_histograms_count_by_their_time_like_any_record() -> None:
    known_bounds: dict[int | None, int] = {100_000: 3, 700_000: 1, None: 0}
    inside = histogram(known_bounds, total=900_000)
    across = histogram(known_bounds, start=START - 30_000_000, total=900_000)
    found = judge(series([], histograms=[across, inside]))
    assert value(found.figure) == 225_000
    assert record(found).values == 4
    assert value(record(found).highest) == Fraction(900_000 + 700_000, 5)
    assert found.reason.evidence == (inside.evidence,)


def test_records_that_say_there_was_nothing_to_measure_make_nothing_applicable() -> None:
    found = judge(series([0, 0], counts=[0, 0]))
    assert found.verdict is Verdict.NOT_APPLICABLE
    assert found.reason.says.startswith("the records say that there was no value of `latency`")
    some = judge(series([0, 500_000], counts=[0, 1]))
    assert (some.verdict, value(some.figure)) == (Verdict.MET, 500_000)


def test_the_most_telling_records_are_the_worst() -> None:
    slow = series([10, 90, 30, 80, 20, 70, 60, 50])
    found = judge(slow)
    assert found.reason.evidence == tuple(slow.identity(row) for row in (1, 3, 5, 6, 7))
    assert found.reason.evidence_count == 8
    summed = series([100, 95], counts=[4, 1])
    assert judge(summed).reason.evidence == tuple(summed.identity(row) for row in (1, 0))


def test_the_same_evidence_in_any_order_gives_the_same_finding() -> None:
    records = [series([index, 5], source=f"s{index}", labels={"region": str(index)}) for index in range(4)]
    assert judge(*records) == judge(*reversed(records))


def test_judging_in_march_reads_a_million_values() -> None:
    values = np.random.default_rng(1).integers(0, 10**6, 1_000_000)
    found = judge(series(values.tolist(), every=2 * 10**6), measured={"sampled_every": 2 * 10**6})
    assert value(found.figure) == Fraction(int(values.sum()), 10**6)
    assert judged(mean(), None, series([1])).verdict is Verdict.TRACKED
