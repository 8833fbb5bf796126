"""Indicators besides availability: shares of values and of time, jitter, excess, pass rates.

And targets by region, route or distance, and credits by bands of such figures.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from cases import settled
from drafted import Drafted, drafted
from stage import Play

HEAD = """\
upheld: 1
agreement: Example Network Service Level Agreement
provider: Example Network
version: "2026-01"
in_force: 2026-01-01
time_zone: UTC
currency: EUR
measures:
  latency: {unit: duration, measured_at: synthetic checks}
  baseline: {unit: duration, measured_at: synthetic checks}
  throughput: {unit: rate, measured_at: synthetic checks}
  releases: {unit: share, measured_at: server side}
"""
MEASUREMENTS = "source,series,labels,at,until,value,sum,count,histogram,unit\n"


def stage(folder: Path, indicator: str, target: str, more: str = "") -> Drafted:
    written = target if target.startswith("{") else f'"{target}"'
    words = f"objectives:\n  promise: {{{indicator}, target: {written}, period: calendar month}}\n{more}"
    return drafted(folder, words, head=HEAD, bindings="bindings: 1\n")


def judged(of: Drafted, rows: str, **how: str) -> Play:
    return of.play(period="2026-06", measurements=MEASUREMENTS + rows, **how)  # type: ignore[arg-type]


def values(*of: tuple[str, str], series: str = "latency", labels: str = "", unit: str = "ms") -> str:
    """Rows of values at instants of June 2026: `10 08:00`."""
    return "".join(
        f"probe,{series},{labels},2026-06-{at.replace(' ', 'T')}:00Z,,{value},,,,{unit}\n" for at, value in of
    )


def share(play: Play) -> Fraction:
    return Fraction(play.finding("promise")["figure"]["share"])


def bounds(play: Play) -> tuple[Fraction, Fraction]:
    record = play.finding("promise")["record"]
    return Fraction(record["lowest"]["share"]), Fraction(record["highest"]["share"])


class TestShareOfValues:
    def test_values_one_by_one(self, tmp_path: Path) -> None:
        """Of 499, 500, 500, 501 and 900 ms one is below 500 ms, and three are at most that."""
        rows = values(
            ("01 00:00", "499"),
            ("02 00:00", "500"),
            ("03 00:00", "500"),
            ("04 00:00", "501"),
            ("05 00:00", "900"),
        )
        below = stage(tmp_path / "a", 'share_of_values: {of: latency, within: "< 500 ms"}', ">= 90 %")
        at_most = stage(tmp_path / "b", 'share_of_values: {of: latency, within: "<= 500 ms"}', ">= 60 %")
        assert share(judged(below, rows)) == Fraction(1, 5)
        play = judged(at_most, rows)
        assert (share(play), play.verdict("promise")) == (Fraction(3, 5), "MET")
        assert "the share that is <= 500 ms of 5 values of latency is 60 %" in play.reasons("promise")

    def test_slow_ones(self, tmp_path: Path) -> None:
        """1 of 4 takes longer than 1 s: 25 %, and 20 % may."""
        rows = values(("01 00:00", "1001"), ("02 00:00", "1000"), ("03 00:00", "5"), ("04 00:00", "5"))
        of = stage(tmp_path, 'share_of_values: {of: latency, beyond: "> 1 s"}', "<= 20 %")
        play = judged(of, rows)
        assert (share(play), play.verdict("promise")) == (Fraction(1, 4), "MISSED")

    def test_buckets_tell_it_where_the_bound_is_theirs(self, tmp_path: Path) -> None:
        """970 up to 0.5 s and 20 more up to 1 s, of 1000: 97 % are <= 500 ms; of <= 800 ms 97 % to 99 %."""
        rows = "probe,latency,,2026-06-01T00:00:00Z,2026-06-30T00:00:00Z,,,,0.5:970;1:990;+Inf:1000,s\n"
        exact = stage(tmp_path / "a", 'share_of_values: {of: latency, within: "<= 500 ms"}', ">= 97 %")
        between = stage(tmp_path / "b", 'share_of_values: {of: latency, within: "<= 800 ms"}', ">= 98 %")
        assert share(judged(exact, rows)) == Fraction(97, 100)
        play = judged(between, rows)
        assert bounds(play) == (Fraction(97, 100), Fraction(99, 100))
        assert play.verdict("promise") == "INDETERMINATE"

    def test_sums_bound_it(self, tmp_path: Path) -> None:
        """Ten values that add up to 2 s: at most 4 of them are 500 ms or more, so 60 % to 100 % below."""
        rows = "probe,latency,,2026-06-01T00:00:00Z,2026-06-01T00:05:00Z,,2,10,,s\n"
        play = judged(stage(tmp_path, 'share_of_values: {of: latency, within: "< 500 ms"}', ">= 50 %"), rows)
        assert bounds(play) == (Fraction(3, 5), 1)
        assert play.verdict("promise") == "MET"


class TestShareOfTime:
    """June has 8640 slices of 5 minutes."""

    SLOW = values(
        # Slice of 08:00: 100, 200, 400: p95 is the largest by nearest rank, 400 ms; the mean 233.3 ms.
        ("03 08:00", "100"),
        ("03 08:01", "200"),
        ("03 08:04", "400"),
        # Slice of 08:05: p95 and mean 300 ms.
        ("03 08:05", "300"),
        # Slice of 09:00: p95 and mean 301 ms.
        ("03 09:00", "301"),
    )

    @pytest.mark.parametrize(
        ("figure", "bound", "bad"),
        [("p95", "<= 300 ms", 2), ("p95", "< 300 ms", 3), ("mean", "<= 300 ms", 1)],
    )
    def test_slices_beyond_a_bound(self, tmp_path: Path, figure: str, bound: str, bad: int) -> None:
        terms = f'{{of: latency, slices: 5 min, figure: {figure}, within: "{bound}", empty: good}}'
        play = judged(stage(tmp_path, f"share_of_time: {terms}", ">= 99.99 %"), self.SLOW)
        assert share(play) == 1 - Fraction(bad, 8640)

    def test_the_share_of_bad_time(self, tmp_path: Path) -> None:
        """2 of 8640 slices are above 300 ms: 0.0231… %, and 0.02 % may be."""
        terms = '{of: latency, slices: 5 min, figure: p95, beyond: "> 300 ms", empty: good}'
        play = judged(stage(tmp_path, f"share_of_time: {terms}", "<= 0.02 %"), self.SLOW)
        assert (share(play), play.verdict("promise")) == (Fraction(2, 8640), "MISSED")

    def test_left_out(self, tmp_path: Path) -> None:
        """1 of the 3 slices with values is within: 33.3 %."""
        terms = '{of: latency, slices: 5 min, figure: p95, within: "<= 300 ms", empty: left out}'
        assert share(judged(stage(tmp_path, f"share_of_time: {terms}", ">= 99 %"), self.SLOW)) == Fraction(
            1, 3
        )

    def test_silence_is_unknown(self, tmp_path: Path) -> None:
        """1 of 8640 slices is within for certain, 2 are not: from 1 to 8638 of 8640."""
        terms = '{of: latency, slices: 5 min, figure: p95, within: "<= 300 ms"}'
        play = judged(stage(tmp_path, f"share_of_time: {terms}", ">= 99 %"), self.SLOW)
        assert bounds(play) == (Fraction(1, 8640), Fraction(8638, 8640))
        assert play.verdict("promise") == "INDETERMINATE"

    def test_too_few_values(self, tmp_path: Path) -> None:
        """Only the slice of 08:00 has three values; its mean is within, so is all."""
        terms = '{of: latency, slices: 5 min, within: "<= 300 ms", empty: left out, values_in_slice: 3}'
        assert share(judged(stage(tmp_path, f"share_of_time: {terms}", ">= 99 %"), self.SLOW)) == 1

    def test_a_record_beyond_its_slice_is_taken_both_ways(self, tmp_path: Path) -> None:
        """A mean of 10 minutes, of two slices: nobody knows which of the two is beyond, or both."""
        rows = "probe,latency,,2026-06-03T08:00:00Z,2026-06-03T08:10:00Z,,4,10,,s\n"
        terms = '{of: latency, slices: 5 min, within: "<= 300 ms", empty: good}'
        play = judged(stage(tmp_path, f"share_of_time: {terms}", ">= 99 %"), rows)
        assert bounds(play) == (1 - Fraction(2, 8640), 1)


class TestJitter:
    def test_the_mean_difference_of_successive_values(self, tmp_path: Path) -> None:
        """20, 25, 22, 30 ms differ by 5, 3 and 8 ms: 16 / 3 = 5.333… ms; the largest by 8 ms."""
        rows = values(("01 00:00", "20"), ("01 00:01", "25"), ("01 00:02", "22"), ("01 00:03", "30"))
        play = judged(stage(tmp_path / "a", "jitter: latency", "< 5 ms"), rows)
        assert play.value("promise") == "16000/3"
        assert play.verdict("promise") == "MISSED"
        largest = stage(tmp_path / "b", "jitter: {of: latency, difference: largest difference}", "<= 8 ms")
        play = judged(largest, rows)
        assert (play.value("promise"), play.verdict("promise")) == ("8000", "MET")

    def test_each_route_by_itself(self, tmp_path: Path) -> None:
        """10 to 12 ms on one route and 100 to 104 ms on the other: (2 + 4) / 2 = 3 ms."""
        rows = values(("01 00:00", "10"), ("01 00:02", "12"), labels="route=a")
        rows += values(("01 00:01", "100"), ("01 00:03", "104"), labels="route=b")
        assert judged(stage(tmp_path, "jitter: latency", "< 5 ms"), rows).value("promise") == "3000"

    def test_sums_do_not_tell_it(self, tmp_path: Path) -> None:
        rows = "probe,latency,,2026-06-01T00:00:00Z,2026-06-01T00:05:00Z,,2,10,,s\n"
        play = judged(stage(tmp_path, "jitter: latency", "< 5 ms"), rows)
        assert play.verdict("promise") == "INDETERMINATE"


class TestRelativeExcess:
    def test_over_a_baseline(self, tmp_path: Path) -> None:
        """Means of 260 and 200 ms: 260 / 200 - 1 = 30 %, and 20 % are allowed."""
        rows = values(("01 00:00", "220"), ("02 00:00", "300"))
        rows += values(("01 00:00", "150"), ("02 00:00", "250"), series="baseline")
        play = judged(stage(tmp_path, "relative_excess: {of: latency, over: baseline}", "<= 20 %"), rows)
        assert (share(play), play.verdict("promise")) == (Fraction(3, 10), "MISSED")

    def test_over_a_fixed_figure(self, tmp_path: Path) -> None:
        """A p95 of 300 ms, by nearest rank the larger of two, over 400 ms: -25 %."""
        rows = values(("01 00:00", "220"), ("02 00:00", "300"))
        terms = "relative_excess: {of: latency, over_figure: 400 ms, figure: p95}"
        play = judged(stage(tmp_path, terms, "<= 0 %"), rows)
        assert (share(play), play.verdict("promise")) == (Fraction(-1, 4), "MET")

    def test_a_base_that_is_zero(self, tmp_path: Path) -> None:
        rows = values(("01 00:00", "220")) + values(("01 00:00", "0"), series="baseline")
        play = judged(stage(tmp_path, "relative_excess: {of: latency, over: baseline}", "<= 20 %"), rows)
        assert play.verdict("promise") in ("INDETERMINATE", "NOT APPLICABLE")


class TestTargetsByLabel:
    """Means: europe 20 and 30 ms, 25; transatlantic 80 and 100 ms, 90; asia 200 ms."""

    ROWS = (
        values(("01 00:00", "20"), ("02 00:00", "30"), labels="region=europe")
        + values(("01 00:00", "80"), ("02 00:00", "100"), labels="region=transatlantic")
        + values(("01 00:00", "200"), labels="region=asia")
    )

    def parts(self, play: Play) -> dict[str, str]:
        return {part["name"]: part["verdict"] for part in play.finding("promise")["record"]["parts"]}

    @pytest.mark.parametrize(
        ("table", "parts", "verdict"),
        [
            (
                '{europe: "< 30 ms", transatlantic: "<= 90 ms"}',
                {"europe": "MET", "transatlantic": "MET"},
                "MET",
            ),
            (
                '{europe: "< 30 ms", transatlantic: "< 90 ms", asia: tracked}',
                {"europe": "MET", "transatlantic": "MISSED", "asia": "TRACKED"},
                "MISSED",
            ),
            # All others together: (80 + 100 + 200) / 3 = 126.7 ms.
            (
                '{europe: "< 30 ms", any_other: "< 126 ms"}',
                {"europe": "MET", "any_other": "MISSED"},
                "MISSED",
            ),
            (
                '{europe: "< 30 ms", africa: "< 90 ms"}',
                {"europe": "MET", "africa": "INDETERMINATE"},
                "INDETERMINATE",
            ),
        ],
    )
    def test_by_region(self, tmp_path: Path, table: str, parts: dict[str, str], verdict: str) -> None:
        play = judged(stage(tmp_path, "mean: latency", table), self.ROWS)
        assert self.parts(play) == parts
        assert play.verdict("promise") == verdict

    def test_by_distance(self, tmp_path: Path) -> None:
        """Up to 500 km 4 and 6 ms: 5; up to 2000 km 25 ms; 6000 km is promised nothing."""
        rows = values(("01 00:00", "4"), labels="distance=120 km")
        rows += values(("01 00:00", "6"), labels="distance=500 km")
        rows += values(("01 00:00", "25"), labels="distance=500.5 km")
        rows += values(("01 00:00", "99"), labels="distance=6000 km")
        table = '{<= 500 km: "< 6 ms", <= 2000 km: "< 25 ms"}, target_by: distance'
        play = judged(stage(tmp_path, "mean: latency", table), rows)
        assert self.parts(play) == {"<= 500 km": "MET", "<= 2000 km": "MISSED"}
        assert "<= 500 km: 5 ms of 2 values, < 6 ms is promised: kept" in play.reasons("promise")
        assert play.finding("promise")["promised"] == (
            "mean by distance (<= 500 km < 6 ms, <= 2000 km < 25 ms)"
        )


def test_credit_by_bands_of_a_share_of_time(tmp_path: Path) -> None:
    """2 of 8640 slices are above 300 ms, 99.977 % within: the band up to 99.98 %, 15 % of 2000 EUR."""
    terms = '{of: latency, slices: 5 min, figure: p95, within: "<= 300 ms", empty: good}'
    more = """
credits:
  rules:
    - for: promise
      bands:
        - {below: 99.99 %, at_least: 99.98 %, amount: 5 % of monthly fee}
        - {below: 99.98 %, amount: 15 % of monthly fee}
"""
    of = stage(tmp_path, f"share_of_time: {terms}", ">= 99.99 %", more)
    assert judged(of, TestShareOfTime.SLOW, fee="2000").owed == "300.00 EUR"


def test_credit_by_bands_of_jitter(tmp_path: Path) -> None:
    """A jitter of 16 / 3 = 5.33 ms lies in the band from 5 to 10 ms: 10 % of 2000 EUR."""
    rows = values(("01 00:00", "20"), ("01 00:01", "25"), ("01 00:02", "22"), ("01 00:03", "30"))
    more = """
credits:
  rules:
    - for: promise
      bands:
        - {at_least: 5 ms, below: 10 ms, amount: 10 % of monthly fee}
        - {at_least: 10 ms, amount: 20 % of monthly fee}
"""
    assert judged(stage(tmp_path, "jitter: latency", "< 5 ms", more), rows, fee="2000").owed == "200.00 EUR"


def test_the_pass_rate_of_a_process(tmp_path: Path) -> None:
    """Of 40 releases 38 passed their test at first: 95 %."""
    rows = "desk,releases,,2026-06-01T00:00:00Z,2026-07-01T00:00:00Z,,38,40,,ratio\n"
    play = judged(stage(tmp_path, "ratio: releases", ">= 95 %"), rows)
    assert (share(play), play.verdict("promise")) == (Fraction(38, 40), "MET")


@pytest.mark.parametrize(
    ("indicator", "target", "says"),
    [
        ('share_of_values: {of: latency, within: "< 5 Mbps"}', ">= 99 %", "a length of time"),
        ("share_of_values: {of: latency}", ">= 99 %", "nothing says what bound"),
        (
            'share_of_values: {of: latency, within: "< 1 s", beyond: "> 1 s"}',
            ">= 99 %",
            "good ones and bad ones",
        ),
        ('share_of_values: {of: latency, within: "< 1 s"}', "<= 99 %", "met by being bad"),
        ('share_of_values: {of: latency, beyond: "> 1 s"}', ">= 99 %", "met by being bad"),
        ('share_of_values: {of: latency, within: "< 1 s"}', "< 600 ms", "is a share"),
        ('share_of_time: {of: latency, slices: 5 min, figure: mode, within: "< 1 s"}', ">= 99 %", "`mode`"),
        ("jitter: latency", ">= 5 ms", "met by being bad"),
        ("relative_excess: {of: latency}", "<= 20 %", "nothing says what is exceeded"),
        ("relative_excess: {of: latency, over_figure: 0 ms}", "<= 20 %", "nothing is a share"),
        ("mean: latency", '{europe: "< 5 Mbps"}', "a length of time"),
        ("mean: latency", '{europe: "> 5 ms"}', "met by being bad"),
        ("mean: {of: latency, regions: all}", '{europe: "< 5 ms"}', "delete `regions`"),
        ("mean: latency", '{">= 500 km": "< 5 ms"}', "is no range"),
        ("relative_excess: {of: latency, over: throughput}", "<= 20 %", "neither can exceed the other"),
    ],
)
def test_words_that_do_not_go_together(tmp_path: Path, indicator: str, target: str, says: str) -> None:
    with pytest.raises(AssertionError, match=r".*") as refused:
        judged(stage(tmp_path, indicator, target), "")
    assert says in str(refused.value)


HALL = """
measures: {temperature: {unit: number, source: sensors, measured_at: server side}}
objectives:
  temperature:
    share_of_time: {of: temperature, slices: 1 hour, figure: mean, within: "<= 27", empty: good}
    target: 100 %
    period: calendar month
"""


@pytest.mark.parametrize(
    ("more", "percent"),
    [
        # 26 and 29 are 27.5 in the mean: one hour of 720 was too hot, 99.8611…%.
        ("", "99.8611 %"),
        ("source: sensors, labels: measured_at=server side", "99.8611 %"),
        # Another thermometer does not count, and hours without a value are good.
        ("source: office", "100 %"),
        ("labels: measured_at=real users", "100 %"),
    ],
)
def test_values_of_a_case_are_from_where_the_agreement_asks_for(
    tmp_path: Path, more: str, percent: str
) -> None:
    case = f"""
    period: 2026-06
    measurements:
      - {{series: temperature, at: 2026-06-05 10:10, value: 26, {more}}}
      - {{series: temperature, at: 2026-06-05 10:50, value: 29, {more}}}
    """
    assert settled(tmp_path, HALL, case).percent("temperature") == percent
