"""Availability by requests: of all of a month, by slices that are down, and by the mean of error rates.

June 2026 has 30 days, 43 200 minutes: 8640 slices of 5 minutes.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from drafted import Drafted, drafted
from stage import Play

HEAD = """\
upheld: 1
agreement: Example Storage Service Level Agreement
provider: Example Storage
version: "2026-01"
in_force: 2026-01-01
time_zone: UTC
currency: USD
services:
  store: {points: [eu, us]}
"""
BINDINGS = "bindings: 1\n"
BANDS = """
credits:
  rules:
    - for: uptime
      bands:
        - {at_least: 99 %, below: 99.9 %, amount: 10 % of monthly fee}
        - {below: 99 %, amount: 25 % of monthly fee}
"""
DAY = 288
"""Slices of 5 minutes in a day."""


def stage(
    folder: Path, availability: str, *, target: str = ">= 99.9 %", more: str = "", head: str = HEAD
) -> Drafted:
    words = (
        f"objectives:\n  uptime:\n    availability: {availability}\n"
        f'    target: "{target}"\n    period: calendar month\n{more}'
    )
    return drafted(folder, words, head=head, bindings=BINDINGS)


def judged(of: Drafted, requests: str | None, **how: str) -> Play:
    tables = {} if requests is None else {"requests": requests}
    return of.play(period="2026-06", **how, **tables)  # type: ignore[arg-type]


def counts(*rows: tuple[str, str, int | str, int | str], resource: str = "", spread: str = "") -> str:
    """Rows of `requests`: from and until in June 2026 (`03 14:05`), total and failed."""
    header = "source,service,resource,since,until,total,failed,spread\n"
    return header + more_counts(*rows, resource=resource, spread=spread)


def more_counts(*rows: tuple[str, str, int | str, int | str], resource: str = "", spread: str = "") -> str:
    return "".join(
        f"gateway,store,{resource},{_at(since)},{_at(until)},{total},{failed},{spread}\n"
        for since, until, total, failed in rows
    )


def _at(text: str) -> str:
    if text == "end":
        return "2026-07-01T00:00:00Z"
    day, clock = text.split()
    return f"2026-06-{day}T{clock}:00Z"


def share(play: Play) -> Fraction:
    """The exact figure."""
    return Fraction(play.finding("uptime")["figure"]["share"])


def slices(play: Play) -> dict[str, int]:
    found = play.finding("uptime")["record"]["requests"]["slices"]
    return {key: found[key] for key in ("number", "empty", "left_out", "unknown", "bad")}


MONTH = ("01 00:00", "30 00:00", 970_000, 600)
LAST_DAY = ("30 00:00", "end", 30_000, 1000)


class TestAllOfAMonth:
    def test_the_share_that_did_not_fail(self, tmp_path: Path) -> None:
        """970 000 + 30 000 = 1 000 000; 600 + 1000 = 1600 failed; 1 - 1600 / 1 000 000 = 99.84 %."""
        play = judged(stage(tmp_path, "{of: store, by: requests}"), counts(MONTH, LAST_DAY))
        assert share(play) == Fraction(9984, 10_000)
        assert (play.verdict("uptime"), play.breaches("uptime")) == ("MISSED", 1)
        assert "1600 of 1000000 requests to store failed; 99.84 %" in play.reasons("uptime")
        assert "lets 1000 of them fail, and 1600 did" in play.reasons("uptime")

    def test_credit_by_bands(self, tmp_path: Path) -> None:
        """99.84 % lies in the band from 99 % to 99.9 %: 10 % of 8000 = 800."""
        of = stage(tmp_path, "{of: store, by: requests}", more=BANDS)
        assert judged(of, counts(MONTH, LAST_DAY), fee="8000").owed == "800.00 USD"

    def test_user_minutes(self, tmp_path: Path) -> None:
        """200 users in 43 200 minutes are 8 640 000 user minutes; 100 of them are cut off for 90 minutes,
        9000 user minutes: 1 - 9000 / 8 640 000 = 1 - 1/960 = 99.8958… %."""
        rows = counts(
            ("01 00:00", "10 09:00", 200 * (9 * 1440 + 540), 0),
            ("10 09:00", "10 10:30", 200 * 90, 100 * 90),
            ("10 10:30", "end", 200 * (20 * 1440 + 810), 0),
        )
        play = judged(stage(tmp_path, "{of: store, by: requests}"), rows)
        assert share(play) == 1 - Fraction(1, 960)
        assert play.verdict("uptime") == "MISSED"

    @pytest.mark.parametrize(
        ("terms", "total", "failed", "verdict"),
        [
            # 5 of 999 failed, 99.49 %, and it takes 1000 to be judged.
            ("at_least: 1000 requests", 999, 5, "NOT APPLICABLE"),
            ("at_least: 1000 requests", 1000, 5, "MISSED"),
            ("at_least: 1000 requests, empty: good", 999, 5, "MET"),
            ("empty: left out", 0, 0, "NOT APPLICABLE"),
            ("empty: good", 0, 0, "MET"),
        ],
    )
    def test_too_few(self, tmp_path: Path, terms: str, total: int, failed: int, verdict: str) -> None:
        of = stage(tmp_path, f"{{of: store, by: requests, {terms}}}")
        assert judged(of, counts(("01 00:00", "end", total, failed))).verdict("uptime") == verdict

    def test_without_a_table_nothing_is_known(self, tmp_path: Path) -> None:
        play = judged(stage(tmp_path, "{of: store, by: requests}"), None)
        assert play.verdict("uptime") == "INDETERMINATE"
        assert play.finding("uptime")["gaps"] == [
            "no table `requests` in the evidence: nothing is known of requests to `store`"
        ]

    def test_an_empty_table_says_that_there_were_none(self, tmp_path: Path) -> None:
        play = judged(stage(tmp_path, "{of: store, by: requests}"), counts())
        assert play.verdict("uptime") == "NOT APPLICABLE"
        assert play.finding("uptime")["figure"]["why"] == "there were no requests"

    def test_what_nobody_counted_may_be_anything(self, tmp_path: Path) -> None:
        rows = counts(MONTH, ("30 00:00", "end", "", ""))
        play = judged(stage(tmp_path, "{of: store, by: requests}"), rows)
        assert play.verdict("uptime") == "INDETERMINATE"
        assert play.finding("uptime")["gaps"] == [
            "requests to `store`: the record of 2026-06-30 00:00 to 2026-07-01 00:00 UTC has no count"
        ]

    def test_labels_tell_which_requests_count(self, tmp_path: Path) -> None:
        """Of writes 2 of 1000 fail: 99.8 %; of all 2 of 101 000: 99.998 %."""
        rows = (
            "source,service,labels,since,until,total,failed\n"
            "g,store,type=write,2026-06-01T00:00:00Z,2026-07-01T00:00:00Z,1000,2\n"
            "g,store,type=read,2026-06-01T00:00:00Z,2026-07-01T00:00:00Z,100000,0\n"
        )
        writes = judged(stage(tmp_path / "a", "{of: store, by: requests, where: {type: write}}"), rows)
        every = judged(stage(tmp_path / "b", "{of: store, by: requests}"), rows)
        assert (share(writes), share(every)) == (Fraction(998, 1000), 1 - Fraction(2, 101_000))


WORKS = """
exclusions:
  works: {maintenance: planned, notice: 48 hours}
"""
WORK = (
    "source,name,kind,services,announced_at,starts_at,ends_at\n"
    "desk,move,planned,store,2026-06-01T00:00:00Z,2026-06-10T02:00:00Z,2026-06-10T04:00:00Z\n"
)


class TestExcludedTime:
    def test_requests_of_that_time_do_not_count(self, tmp_path: Path) -> None:
        """900 of the 1000 of the two hours fail; of the other 99 000 90 do: 1 - 90 / 99 000 = 99.909… %."""
        rows = counts(
            ("01 00:00", "10 02:00", 33_000, 30),
            ("10 02:00", "10 04:00", 1000, 900),
            ("10 04:00", "end", 66_000, 60),
        )
        of = stage(tmp_path, "{of: store, by: requests, excluding: [works]}", more=WORKS)
        play = of.play(period="2026-06", requests=rows, maintenance=WORK)
        assert share(play) == 1 - Fraction(1, 1100)
        assert play.verdict("uptime") == "MET"

    def test_a_record_over_some_of_it_is_taken_both_ways(self, tmp_path: Path) -> None:
        """100 of 10 000 failed on the 10th, between none and all of them at work: of 100 000 then 0 or 100
        failures besides the 60, so 99.94 % or 99.84 %; failed ones alone or others alone may count."""
        rows = counts(
            ("01 00:00", "10 00:00", 30_000, 30),
            ("10 00:00", "11 00:00", 10_000, 100),
            ("11 00:00", "end", 60_000, 30),
        )
        of = stage(tmp_path, "{of: store, by: requests, excluding: [works]}", more=WORKS)
        play = of.play(period="2026-06", requests=rows, maintenance=WORK)
        record = play.finding("uptime")["record"]
        assert play.verdict("uptime") == "INDETERMINATE"
        # Worst: the 100 failures count and the 9900 others not: 89 940 good of 90 100.
        assert Fraction(record["worst"]["share"]) == Fraction(89_940, 90_100)
        # Best: the other way round, 89 940 + 9900 good of 99 900.
        assert Fraction(record["best"]["share"]) == Fraction(99_840, 99_900)

    def test_spread_evenly_it_is_cut(self, tmp_path: Path) -> None:
        """22 of the 24 hours count: 11 000 requests and 110 failures, 1 - 110 / 11 000 = 99 %."""
        rows = counts(("10 00:00", "11 00:00", 12_000, 120), spread="evenly")
        of = stage(tmp_path, "{of: store, by: requests, excluding: [works]}", more=WORKS)
        play = of.play(period="2026-06", requests=rows, maintenance=WORK)
        assert share(play) == Fraction(99, 100)
        assert play.finding("uptime")["record"]["requests"]["total"] == "11000"


MEAN = "{of: store, slices: {of: 5 min, figure: mean of error rates, empty: good}}"
BUSY = counts(
    ("03 14:00", "03 14:05", 1000, 1000),
    ("03 14:05", "03 14:10", 400, 100),
    ("20 08:00", "20 08:05", 8, 2),
    ("20 08:05", "20 08:10", 500, 0),
)
"""Error rates of 100 %, 25 %, 25 % and 0 %; nobody else sent anything."""


class TestMeanOfErrorRates:
    def test_empty_slices_are_good(self, tmp_path: Path) -> None:
        """(100 % + 25 % + 25 %) / 8640 = 1.5 / 8640 = 1 / 5760: 99.9826… %."""
        play = judged(stage(tmp_path, MEAN, target=">= 99.99 %"), BUSY)
        assert share(play) == 1 - Fraction(1, 5760)
        assert play.verdict("uptime") == "MISSED"
        assert slices(play) == {"number": 8640, "empty": 8636, "left_out": 0, "unknown": 0, "bad": 0}

    def test_empty_slices_are_left_out(self, tmp_path: Path) -> None:
        """(100 % + 25 % + 25 % + 0 %) / 4 = 37.5 %: an availability of 62.5 %."""
        play = judged(stage(tmp_path, MEAN.replace("good", "left out")), BUSY)
        assert share(play) == Fraction(625, 1000)
        assert slices(play)["left_out"] == 8636

    def test_empty_slices_are_as_the_one_before(self, tmp_path: Path) -> None:
        """From 3 June 14:10 to 20 June 08:00 the rate of 25 % goes on: 17 days less 6 h 10 min are
        17 x 288 - 74 = 4822 slices. (1 + 0.25 + 4822 x 0.25 + 0.25) / 8640 = 1207 / 8640."""
        play = judged(stage(tmp_path, MEAN.replace("good", "as the one before")), BUSY)
        assert share(play) == 1 - Fraction(1207, 8640)

    def test_nothing_said_of_empty_slices_is_a_question(self, tmp_path: Path) -> None:
        play = judged(stage(tmp_path, MEAN.replace(", empty: good", ""), target=">= 99 %"), BUSY)
        assert play.verdict("uptime") == "AMBIGUOUS"
        assert play.yields("uptime") == {
            "availability.slices.empty: good": "MET",
            "availability.slices.empty: left out": "MISSED",
        }

    def test_few_requests_count_as_none(self, tmp_path: Path) -> None:
        """Of 8 requests too few to judge by 2 failed: (100 % + 25 %) / 8640."""
        few = MEAN.replace("empty: good", "empty: good, at_least: 10 requests")
        assert share(judged(stage(tmp_path, few), BUSY)) == 1 - Fraction(125, 864_000)

    def test_a_longer_record_of_which_all_failed_or_none(self, tmp_path: Path) -> None:
        """All fail from 09:00 to 12:00, 36 slices of 5 minutes: 36 / 8640 = 1/240; 99.58333… %."""
        rows = counts(
            ("01 00:00", "10 09:00", 100_000, 0),
            ("10 09:00", "10 12:00", 3000, 3000),
            ("10 12:00", "end", 200_000, 0),
        )
        assert share(judged(stage(tmp_path, MEAN), rows)) == 1 - Fraction(1, 240)

    def test_a_longer_record_of_which_some_failed_tells_no_slice(self, tmp_path: Path) -> None:
        """Of 36 slices 35 failed whole at most, the last with 265 of 2965; or all in one, 300 of 3000."""
        rows = counts(
            ("01 00:00", "10 09:00", 100_000, 0),
            ("10 09:00", "10 12:00", 3000, 300),
            ("10 12:00", "end", 200_000, 0),
        )
        play = judged(stage(tmp_path, MEAN), rows)
        record = play.finding("uptime")["record"]
        assert play.verdict("uptime") == "INDETERMINATE"
        assert Fraction(record["worst"]["share"]) == 1 - (35 + Fraction(265, 2965)) / 8640
        assert Fraction(record["best"]["share"]) == 1 - Fraction(300, 3000) / 8640
        assert play.finding("uptime")["gaps"] == [
            "requests to `store`: the record of 2026-06-10 09:00 to 12:00 UTC is longer than a slice of 5 min"
            ": count each slice by itself, or write `evenly` under `spread` where that is so"
        ]

    def test_fewer_requests_than_slices_fail_no_more_slices_than_there_were(self, tmp_path: Path) -> None:
        """One request of a day, failed: one of its 288 slices had it, whichever: 1/8640. Two of them failed
        in one slice or in two: 1/8640 or 2/8640."""
        quiet, rest = ("01 00:00", "10 00:00", 100_000, 0), ("11 00:00", "end", 200_000, 0)
        one = judged(stage(tmp_path / "a", MEAN), counts(quiet, ("10 00:00", "11 00:00", 1, 1), rest))
        assert (share(one), one.verdict("uptime")) == (1 - Fraction(1, 8640), "MET")
        two = judged(stage(tmp_path / "b", MEAN), counts(quiet, ("10 00:00", "11 00:00", 2, 2), rest))
        record = two.finding("uptime")["record"]
        assert Fraction(record["best"]["share"]) == 1 - Fraction(1, 8640)
        assert Fraction(record["worst"]["share"]) == 1 - Fraction(2, 8640)

    def test_few_failures_of_many_requests_fail_few_slices(self, tmp_path: Path) -> None:
        """3 of a day's 100 000 failed: at worst each alone in a slice of its own, 3/8640; at best together
        with all others, 3 / 100 000 / 8640. Both keep 99.9 %."""
        rows = counts(("10 00:00", "11 00:00", 100_000, 3))
        play = judged(stage(tmp_path, MEAN), rows)
        record = play.finding("uptime")["record"]
        assert Fraction(record["worst"]["share"]) == 1 - Fraction(3, 8640)
        assert Fraction(record["best"]["share"]) == 1 - Fraction(3, 864_000_000)
        assert play.verdict("uptime") == "MET"

    def test_a_slice_is_not_known_to_be_down_by_a_request_of_a_day(self, tmp_path: Path) -> None:
        """One request of a day failed: its 288 slices are unknown, at worst all of them down."""
        terms = "{of: store, slices: {of: 5 min, down_when: every request fails}}"
        play = judged(stage(tmp_path, terms), counts(("10 00:00", "11 00:00", 1, 1)))
        assert play.verdict("uptime") == "INDETERMINATE"
        assert slices(play)["unknown"] == 288

    def test_spread_evenly_it_tells_every_slice(self, tmp_path: Path) -> None:
        """36 slices with an error rate of 10 %: 3.6 / 8640 = 1/2400."""
        rows = counts(("01 00:00", "10 09:00", 100_000, 0)) + more_counts(
            ("10 09:00", "10 12:00", 3000, 300), spread="evenly"
        )
        assert share(judged(stage(tmp_path, MEAN), rows)) == 1 - Fraction(1, 2400)

    def test_longer_records_that_meet_in_a_slice_leave_it_open(self, tmp_path: Path) -> None:
        """From 09:00 to 09:05 nobody knows how many of the first record's requests came: any rate. The slice
        of 09:05 is known, all failed."""
        rows = counts(("10 00:00", "10 09:02", 5000, 0), ("10 09:02", "10 09:10", 80, 80))
        record = judged(stage(tmp_path, MEAN), rows).finding("uptime")["record"]
        assert Fraction(record["best"]["share"]) == 1 - Fraction(1, 8640)
        assert Fraction(record["worst"]["share"]) == 1 - Fraction(2, 8640)

    def test_to_date(self, tmp_path: Path) -> None:
        """As of 4 June, after 3 x 288 = 864 slices: (1 + 0.25) / 864; at best 1.25 / 8640 at the end."""
        play = judged(stage(tmp_path, MEAN, target=">= 99.99 %"), BUSY, as_of="2026-06-04T00:00:00Z")
        assert share(play) == 1 - Fraction(125, 86_400)
        best = play.finding("uptime")["record"]["best_achievable"]["share"]
        assert Fraction(best) == 1 - Fraction(125, 864_000)
        # 99.98553… % at best: lost already, so a breach.
        assert play.breaches("uptime") == 1


class TestSlicesThatAreDown:
    @pytest.mark.parametrize(
        ("when", "bad"),
        [
            # Rates: 5 %, 5.1 %, 100 %, 0 %.
            ("error rate > 5 %", 2),
            ("error rate >= 5 %", 3),
            ("every request fails", 1),
        ],
    )
    def test_by_a_threshold_strict_or_not(self, tmp_path: Path, when: str, bad: int) -> None:
        rows = counts(
            ("02 10:00", "02 10:05", 1000, 50),
            ("02 11:00", "02 11:05", 1000, 51),
            ("02 12:00", "02 12:05", 3, 3),
            ("02 13:00", "02 13:05", 1000, 0),
        )
        play = judged(stage(tmp_path, f"{{of: store, slices: {{of: 5 min, down_when: {when}}}}}"), rows)
        assert share(play) == 1 - Fraction(bad, 8640)
        assert slices(play)["bad"] == bad
        assert len(play.finding("uptime")["record"]["outages"]) == bad

    def test_left_out_when_empty(self, tmp_path: Path) -> None:
        """Of four minutes with requests one is bad: 75 %."""
        rows = counts(("02 10:00", "02 10:03", 30, 0), ("02 10:03", "02 10:04", 10, 10))
        terms = "{of: store, slices: {of: 1 min, down_when: every request fails, empty: left out}}"
        play = judged(stage(tmp_path, terms), rows)
        assert share(play) == Fraction(3, 4)
        assert play.finding("uptime")["record"]["measured"] == 4 * 60_000_000

    def test_by_the_second(self, tmp_path: Path) -> None:
        """45 bad seconds of 2 592 000: 1/57 600."""
        rows = counts() + (
            "gateway,store,,2026-06-02T10:00:15Z,2026-06-02T10:01:00Z,450,450,\n"
            "gateway,store,,2026-06-02T10:01:00Z,2026-06-02T10:01:01Z,10,9,\n"
        )
        terms = "{of: store, slices: {of: 1 s, down_when: every request fails}}"
        assert share(judged(stage(tmp_path, terms), rows)) == 1 - Fraction(1, 57_600)

    def test_bad_minutes_in_a_row_are_one_outage(self, tmp_path: Path) -> None:
        """Minutes over 5 %: 12:00 to 12:06 in two records, and 15:00 to 15:04. Credit by outage."""
        rows = counts(
            ("02 12:00", "02 12:04", 400, 400),
            ("02 12:04", "02 12:05", 100, 6),
            ("02 12:05", "02 12:06", 100, 50),
            ("02 15:00", "02 15:04", 40, 40),
        )
        terms = "{of: store, slices: {of: 1 min, down_when: error rate > 5 %}}"
        found = judged(stage(tmp_path, terms), rows).finding("uptime")["record"]["outages"]
        assert [(each["start"][11:16], each["end"][11:16]) for each in found] == [
            ("12:00", "12:06"),
            ("15:00", "15:04"),
        ]
        assert found[0]["evidence_count"] == 3

    def test_unknown_slices_leave_it_open(self, tmp_path: Path) -> None:
        """One slice bad of 8640; 12 more of which only 1200 in all are known to have failed 120 times."""
        rows = counts(("02 10:00", "02 10:05", 10, 10), ("02 11:00", "02 12:00", 1200, 120))
        terms = "{of: store, slices: {of: 5 min, down_when: error rate > 5 %}}"
        play = judged(stage(tmp_path, terms), rows)
        record = play.finding("uptime")["record"]
        assert play.verdict("uptime") == "INDETERMINATE"
        assert Fraction(record["best"]["share"]) == 1 - Fraction(1, 8640)
        assert Fraction(record["worst"]["share"]) == 1 - Fraction(13, 8640)

    def test_maintenance_forgives_its_part_of_a_slice(self, tmp_path: Path) -> None:
        """Down from 01:55 to 02:05 and works from 02:00 on: one slice of 8640 - 24 counted ones."""
        rows = counts(("10 01:55", "10 02:00", 9, 9), ("10 02:00", "10 02:05", 9, 9))
        terms = "{of: store, excluding: [works], slices: {of: 5 min, down_when: every request fails}}"
        play = stage(tmp_path, terms, more=WORKS).play(period="2026-06", requests=rows, maintenance=WORK)
        assert share(play) == 1 - Fraction(1, 8616)


class TestPoints:
    EU = counts(("02 10:00", "02 10:05", 100, 100), ("02 10:05", "02 10:10", 50, 0), resource="eu")
    US = more_counts(("02 10:00", "02 10:05", 900, 0), ("02 10:05", "02 10:10", 50, 50), resource="us")

    @pytest.mark.parametrize(
        ("down_when", "bad"),
        [("any point fails", 2), ("all points fail", 0), ("mean of points", 1), ("lowest point", 1)],
    )
    def test_slices_of_each_point(self, tmp_path: Path, down_when: str, bad: int) -> None:
        """eu is bad in the first slice, us in the second: 2, 0, (1 + 1) / 2 and 1 of 8640."""
        head = HEAD.replace("points: [eu, us]", f"points: [eu, us], down_when: {down_when}")
        terms = "{of: store, slices: {of: 5 min, down_when: every request fails}}"
        play = judged(stage(tmp_path, terms, head=head), self.EU + self.US)
        assert share(play) == 1 - Fraction(bad, 8640)

    def test_requests_of_all_points_together(self, tmp_path: Path) -> None:
        """150 of 1100 failed."""
        play = judged(stage(tmp_path, "{of: store, by: requests}"), self.EU + self.US)
        assert share(play) == 1 - Fraction(150, 1100)

    @pytest.mark.parametrize(
        ("down_when", "figure"),
        [
            # eu: 100 of 150 failed, 1/3 did not; us: 50 of 950 failed, 18/19 did not.
            ("mean of points", (Fraction(1, 3) + Fraction(18, 19)) / 2),
            ("lowest point", Fraction(1, 3)),
        ],
    )
    def test_requests_of_each_point(self, tmp_path: Path, down_when: str, figure: Fraction) -> None:
        head = HEAD.replace("points: [eu, us]", f"points: [eu, us], down_when: {down_when}")
        play = judged(stage(tmp_path, "{of: store, by: requests}", head=head), self.EU + self.US)
        assert share(play) == figure

    def test_each_region_by_itself(self, tmp_path: Path) -> None:
        head = HEAD.replace("points: [eu, us]", "points: as recorded, down_when: each point by itself")
        play = judged(stage(tmp_path, "{of: store, by: requests}", head=head), self.EU + self.US)
        found = {each["member"]: Fraction(each["figure"]["share"]) for each in play.statement["findings"]}
        assert found == {"eu": Fraction(1, 3), "us": Fraction(18, 19)}


TWO_STORES = HEAD.replace(
    "store: {points: [eu, us]}",
    "store: {points: as recorded, down_when: mean of points}\n"
    "  archive: {points: as recorded, down_when: mean of points}",
)


class TestPointsAsRecorded:
    ROWS = counts(("02 10:00", "02 11:00", 1200, 0), resource="get", spread="evenly") + more_counts(
        ("02 10:00", "02 11:00", 12, 12), resource="put", spread="evenly"
    )

    def test_resources_of_requests_are_members(self, tmp_path: Path) -> None:
        """Of put 12 slices of 8640 fail, of get none: 12 / 8640 / 2 = 1/1440. As one, each of 12 slices would
        have 1 failure of 101 requests: 12 / 101 / 8640."""
        play = judged(stage(tmp_path, MEAN, head=TWO_STORES), self.ROWS)
        assert share(play) == 1 - Fraction(1, 1440)
        assert play.verdict("uptime") == "MET"

    def test_a_resource_of_which_nobody_tells_the_service(self, tmp_path: Path) -> None:
        play = judged(stage(tmp_path, MEAN, head=TWO_STORES), self.ROWS.replace(",store,", ",,"))
        assert play.verdict("uptime") == "INDETERMINATE"
        assert play.finding("uptime")["gaps"] == [
            "nothing says of which service the resources are that `requests` names: name it in the column "
            "`service`, or list them in the table `resources`"
        ]

    @pytest.mark.parametrize(
        ("before", "figure"),
        [
            # us stood from the 16th on, 15 days x 288 = 4320 slices; 72 (6 hours) failed: 1/60; eu none.
            ("left out", 1 - Fraction(1, 120)),
            # 72 of 8640: 1/120.
            ("counts as up", 1 - Fraction(1, 240)),
            # 4320 + 72 of 8640: 61/120.
            ("counts as down", 1 - Fraction(61, 240)),
        ],
    )
    def test_each_over_its_own_lifetime(self, tmp_path: Path, before: str, figure: Fraction) -> None:
        head = HEAD.replace("points: [eu, us]", "points: as recorded, down_when: mean of points")
        rows = counts(("20 10:00", "20 16:00", 7200, 7200), ("02 10:00", "02 10:05", 9, 9), resource="us")
        of = stage(tmp_path, MEAN, head=head, more=f"conventions: {{before_start: {before}}}\n")
        resources = "source,service,resource,since\ndesk,store,eu,\ndesk,store,us,2026-06-16T00:00:00Z\n"
        play = of.play(period="2026-06", requests=rows, resources=resources)
        assert share(play) == figure

    def test_each_of_its_own_over_its_own_lifetime(self, tmp_path: Path) -> None:
        """72 of 4320 slices: 98.333… %."""
        head = HEAD.replace("points: [eu, us]", "points: as recorded, down_when: each point by itself")
        rows = counts(("20 10:00", "20 16:00", 7200, 7200), resource="us")
        resources = "source,service,resource,since\ndesk,store,eu,\ndesk,store,us,2026-06-16T00:00:00Z\n"
        play = stage(tmp_path, MEAN, head=head).play(period="2026-06", requests=rows, resources=resources)
        found = {each["member"]: Fraction(each["figure"]["share"]) for each in play.statement["findings"]}
        assert found == {"eu": Fraction(1), "us": 1 - Fraction(1, 60)}


@pytest.mark.parametrize(
    ("availability", "target", "says"),
    [
        ("{of: store, at_least: 10 requests}", ">= 99 %", "`at_least` is about requests"),
        ("{of: store, by: requests, out_of: 30 days}", ">= 99 %", "`out_of` is about time that was down"),
        ("{of: store, by: requests, downtime: {grace: 5 min}}", ">= 99 %", "`downtime` is about time"),
        ("{of: store, by: requests}", "<= 43 min", "what is promised of requests is a share"),
        ("{of: store, by: requests, slices: {of: 5 min, down_when: down at all}}", ">= 99 %", "by requests"),
        ("{of: store, by: time, slices: {of: 5 min, down_when: every call fails}}", ">= 99 %", "says time"),
        ("{of: store, slices: {of: 5 min}}", ">= 99 %", "nothing says when a slice is down"),
        ("{of: store, slices: {of: 5 min, down_when: error rate < 5 %}}", ">= 99 %", "good slices bad"),
        ("{of: store, slices: {of: 5 min, down_when: error rate > 100 %}}", ">= 99 %", "no more than 100 %"),
        (
            "{of: store, slices: {of: 5 min, down_when: down at all, empty: good}}",
            ">= 99 %",
            "about requests",
        ),
        ("{of: store, slices: {of: 5 min, down_when: error rate > 5 %, at_least: few}}", ">= 99 %", "`few`"),
    ],
)
def test_words_that_do_not_go_together(tmp_path: Path, availability: str, target: str, says: str) -> None:
    of = stage(tmp_path, availability, target=target)
    with pytest.raises(AssertionError, match=r".*") as refused:
        judged(of, counts())
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("failed", "best", "worst", "verdict"),
    [
        # 900 of 1000 within 30 min, 6 slices of 8640. If all were in one, the rates add up to 900/1000; at
        # most 5 slices failed whole, and the sixth has the other 895 failures among the other 995 requests.
        (900, Fraction(9, 10), 5 + Fraction(895, 995), "MISSED"),
        # Of 100 that failed, at least 100/1000; 99.99 % leave a sum of 0.864.
        (100, Fraction(1, 10), 5 + Fraction(95, 995), "INDETERMINATE"),
        # Of 3 that failed at most 3 slices failed whole.
        (3, Fraction(3, 1000), Fraction(3), "INDETERMINATE"),
    ],
)
def test_a_count_over_several_slices_bounds_their_mean(
    tmp_path: Path, failed: int, best: Fraction, worst: Fraction, verdict: str
) -> None:
    terms = "{of: store, slices: {of: 5 min, figure: mean of error rates, empty: good}}"
    of = stage(tmp_path, terms, target=">= 99.99 %")
    play = judged(of, counts(("03 14:00", "03 14:30", 1000, failed)))
    assert play.verdict("uptime") == verdict
    found = play.finding("uptime")["record"]
    shares = [Fraction(found[key]["share"]) for key in ("best", "worst")]
    assert shares == [1 - best / 8640, 1 - worst / 8640]
    # What is known to have failed is never shown as 100 %.
    assert Fraction(found["observed"]["share"]) == 1 - best / 8640


class TestMembersOfAMean:
    """Two instances, of which b stood from the 16th on: 8640 and 4320 slices of 5 minutes."""

    HEAD = HEAD.replace("points: [eu, us]", "points: as recorded, down_when: HOW")
    RESOURCES = (
        "source,resource,service,since\n"
        "inventory,a,store,2026-06-01T00:00:00Z\ninventory,b,store,2026-06-16T00:00:00Z\n"
    )
    ROWS = counts(("18 10:00", "18 11:00", 100, 100), resource="b") + more_counts(
        ("03 10:00", "03 11:00", 100, 0), resource="a"
    )

    @pytest.mark.parametrize(
        ("how", "of", "said"),
        [
            # All slices of both together: 12 of 12 960.
            ("pooled instances", Fraction(12, 12960), "in 12960 slices of 5 min"),
            # The mean of 0 and 12 of 4320.
            ("mean of instances", Fraction(12, 4320) / 2, "in 12960 slices of 5 min"),
            # As one service: 12 of 8640.
            ("any instance fails", Fraction(12, 8640), "in 8640 slices of 5 min"),
        ],
    )
    def test_pooled_is_over_the_slices_of_all(
        self, tmp_path: Path, how: str, of: Fraction, said: str
    ) -> None:
        mean = "{of: store, slices: {of: 5 min, figure: mean of error rates, empty: good}}"
        play = stage(tmp_path, mean, head=self.HEAD.replace("HOW", how)).play(
            period="2026-06", requests=self.ROWS, resources=self.RESOURCES
        )
        assert share(play) == 1 - of
        assert said in play.reasons("uptime")
