"""The availability cases by their numbers: each has one right answer under the semantics of the design."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from uptime_court import (
    ALMANAC,
    DEGRADED,
    DOWN,
    HERE,
    PLANNED,
    UNKNOWN,
    UP,
    agreement,
    at,
    between,
    changes,
    checks,
    evidence,
    finding,
    heard,
    judge,
    objective,
    observed,
    period,
    record,
    service,
    shown,
    weekly,
    work,
)

from upheld.agreement.convention import BeforeStart, ExclusionArithmetic, MissingData, UnknownMembers
from upheld.agreement.exclusion import HoursExclusion
from upheld.agreement.service import AtLeast, DownWhen, Point, Quorum
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import RollingDays
from upheld.collect.folder import read_folder
from upheld.errors import TimeError
from upheld.evaluation.availability.quorum import combined
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import Finding, Verdict
from upheld.evidence.observation import State
from upheld.quantity import percent

MARCH_2 = between("2026-03-02", "2026-03-03")
TEN = at("2026-03-02 10:00")


def seconds(start: int, end: int) -> Interval:
    return Interval(Instant(start * SECOND), Instant(end * SECOND))


def test_u01_retries_are_no_samples_of_their_own() -> None:
    outage = Interval(TEN, Instant(TEN + 10 * MINUTE))
    retries = [when + n * 20 * SECOND for when in range(TEN, outage.end, MINUTE) for n in (1, 2)]
    seen = observed(checks(MARCH_2, MINUTE, [outage]) + [(when, DOWN) for when in retries], retries=retries)
    found = heard(agreement(), evidence(seen), MARCH_2)
    assert record(found).observed == Share(Fraction(85_800, 86_400))
    assert shown(found.figure) == "99.3055 %"
    (only,) = record(found).outages
    assert only.confirmed
    assert only.interval == outage


def test_u02_an_outage_only_retries_saw_counts_and_is_marked() -> None:
    outage = Interval(TEN, Instant(TEN + 180 * SECOND))
    retries = [TEN + n * 20 * SECOND for n in range(1, 10)]
    seen = observed(
        checks(MARCH_2, 300 * SECOND, [outage])
        + checks(Interval(Instant(TEN + 20 * SECOND), Instant(TEN + 200 * SECOND)), 20 * SECOND, [outage]),
        retries=retries,
    )
    watched = service(sampled_every=Micros(300 * SECOND), stale_after=Micros(900 * SECOND))
    found = heard(agreement(services=(watched,)), evidence(seen), MARCH_2)
    assert shown(found.figure) == "99.7916 %"
    (only,) = record(found).outages
    assert only.counted == 180 * SECOND
    assert not only.confirmed


def test_u03_time_counts_not_samples() -> None:
    first, then = between("2026-04-01", "2026-04-16"), between("2026-04-16", "2026-05-01")
    outage = between("2026-04-20 10:00", "2026-04-20 12:00")
    seen = observed(checks(first, MINUTE) + checks(then, 5 * MINUTE, [outage]))
    watched = service(stale_after=Micros(15 * MINUTE))
    found = finding(agreement(services=(watched,)), evidence(seen), period("2026-04"))
    assert shown(found.figure) == "99.7222 %"


def test_u04_a_monitor_that_is_off_leaves_the_verdict_open() -> None:
    seen = observed(checks(between("2026-03-02", "2026-03-02 12:00"), MINUTE))
    found = heard(agreement(services=(service(stale_after=MINUTE),)), evidence(seen), MARCH_2)
    figures = record(found)
    assert shown(figures.observed) == "100 %"
    assert shown(figures.coverage) == "50 %"
    assert (shown(figures.worst), shown(figures.best)) == ("50 %", "100 %")
    assert found.verdict is Verdict.INDETERMINATE
    assert found.gaps == ("point `p`: unknown for 12 h, 2026-03-02 12:00 to 2026-03-03 00:00 UTC",)


def test_u05_old_samples_say_nothing_of_the_last_day() -> None:
    start = at("2026-02-10")
    seen = observed([(start + n * MINUTE, DOWN if n == 2 else UP) for n in range(5)])
    found = heard(agreement(), evidence(seen), MARCH_2)
    assert isinstance(found.figure, NoData)
    assert shown(record(found).coverage) == "0 %"
    assert found.verdict is Verdict.INDETERMINATE


def test_u06_a_day_entirely_in_maintenance_is_not_applicable() -> None:
    known = evidence(observed(checks(MARCH_2, MINUTE, [MARCH_2])), maintenance=[work(MARCH_2)])
    found = heard(agreement(objective(excluding=("planned work",)), exclusions=(PLANNED,)), known, MARCH_2)
    assert found.verdict is Verdict.NOT_APPLICABLE
    assert isinstance(found.figure, NoData)


def test_u08_a_clock_that_steps_back_is_flagged(tmp_path: Path) -> None:
    forward = [at("2026-03-02") + n * 10 * MINUTE for n in range(60)]
    stepped = [forward[-1] - HOUR + MINUTE + n * 10 * MINUTE for n in range(80)]
    lines = [
        f"monitor,site,{format_instant(Instant(when))},{'down' if n % 3 == 0 else 'up'}"
        for n, when in enumerate(forward + stepped)
    ]
    (tmp_path / "samples.csv").write_text(
        "source,site,at,state\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    (tmp_path / "bindings.yaml").write_text(
        "bindings: 1\npoints:\n  p: {source: monitor, site: site}\n", encoding="utf-8"
    )
    reading = read_folder(tmp_path)
    assert reading.evidence is not None
    watched = service(stale_after=Micros(20 * MINUTE), sampled_every=Micros(10 * MINUTE))
    statement = judge(agreement(services=(watched,)), reading.evidence, period("2026-03"))
    assert [flag.code for flag in statement.flags] == ["clock-stepped-back"]
    for share in _shares(statement.findings[0]):
        assert 0 <= share <= 1


def test_u13_the_month_is_the_calendar_month() -> None:
    outage = between("2026-03-01", "2026-03-01 01:00")
    seen = observed(checks(period("2026-03").interval, MINUTE, [outage]))
    found = finding(agreement(), evidence(seen), period("2026-03"), at("2026-03-31 23:59"))
    figures = record(found)
    assert figures.best_achievable == Share(Fraction(2_674_800, 2_678_400))
    assert shown(figures.best_achievable) == shown(found.figure) == "99.8655 %"
    assert figures.allowance == 2_678_400 * SECOND // 1000
    assert figures.allowance_left == figures.allowance - HOUR
    assert found.verdict is Verdict.MISSED
    assert not found.is_final
    assert found.breaches == 1, "the rest of the month can't make it good"


@pytest.mark.parametrize(
    ("zone", "month", "length"),
    [
        ("Europe/London", "2026-03", 2_674_800),
        ("Europe/London", "2026-10", 2_682_000),
        ("America/New_York", "2026-11", 2_595_600),
        ("UTC", "2028-02", 2_505_600),
    ],
)
def test_u14_a_month_has_its_real_number_of_seconds(zone: str, month: str, length: int) -> None:
    over = period(month, zone)
    seen = observed([(over.interval.start, UP)])
    watched = service(stale_after=Micros(40 * DAY))
    found = finding(agreement(services=(watched,), time_zone=zone), evidence(seen), over)
    assert record(found).measured == length * SECOND
    assert record(found).up == length * SECOND


def test_u15_december_in_riga_ends_before_the_outage() -> None:
    down = at("2019-12-31 23:00")
    seen = changes((at("2019-11-01"), UP), (down, DOWN))
    agreed, known, now = agreement(time_zone="Europe/Riga"), evidence(seen), at("2020-01-15")
    december = record(finding(agreed, known, period("2019-12", "Europe/Riga"), now))
    january = record(finding(agreed, known, period("2020-01", "Europe/Riga"), now))
    assert december.down == 0
    assert january.down == 14 * DAY + HOUR
    assert [outage.interval.start for outage in january.outages] == [down]


def test_u19_service_hours_follow_the_wall_clock_over_the_change() -> None:
    hours = weekly("office", "Europe/London", range(5), 9 * HOUR, 17 * HOUR)
    over = period("2026-03", "Europe/London")
    outage = between("2026-03-30 08:00", "2026-03-30 09:00")  # 09:00-10:00 in London
    seen = observed(checks(over.interval, MINUTE, [outage]))
    agreed = agreement(objective(during="office"), hours=(hours,), time_zone="Europe/London")
    figures = record(finding(agreed, evidence(seen), over))
    assert (figures.measured, figures.up) == (176 * HOUR, 175 * HOUR)
    assert shown(figures.observed) == "99.4318 %"


@pytest.mark.parametrize(("day", "start"), [("2026-03-29", "02:00"), ("2026-10-25", "03:00")])
def test_u20_a_nightly_window_stays_at_four_on_the_wall_clock(day: str, start: str) -> None:
    nightly = weekly("night", "Europe/Berlin", range(7), 4 * HOUR, 5 * HOUR)
    standing = HoursExclusion(name="nightly work", during="night", place=HERE)
    zone = ALMANAC.zone("Europe/Berlin")
    agreed = agreement(
        objective(excluding=("nightly work",)),
        hours=(nightly,),
        exclusions=(standing,),
        time_zone="Europe/Berlin",
    )
    over = period(day[:7], "Europe/Berlin")
    seen = observed(checks(over.interval, MINUTE))
    excluded = [each.interval for each in record(finding(agreed, evidence(seen), over)).exclusions]
    (of_the_day,) = (each for each in excluded if str(zone.date(each.start)) == day)
    assert of_the_day == Interval(at(f"{day} {start}"), Instant(at(f"{day} {start}") + HOUR))
    assert {zone.wall(each.start) % DAY for each in excluded} == {4 * HOUR}


def test_u21_to_date_and_best_achievable_are_two_figures() -> None:
    seen = changes((at("2025-12-20"), DOWN))
    found = finding(agreement(), evidence(seen), period("2026-01"), at("2026-01-15"))
    assert shown(found.figure) == shown(record(found).to_date) == "0 %"
    assert shown(record(found).best_achievable) == "54.8387 %"
    assert shown(record(found).projected) == "0 %"


@pytest.mark.parametrize(
    ("rule", "right"),
    [(BeforeStart.LEFT_OUT, "0 %"), (BeforeStart.AS_UP, "61.2903 %"), (BeforeStart.AS_DOWN, "0 %")],
)
def test_u22_a_point_counts_from_when_it_was_created(rule: BeforeStart, right: str) -> None:
    created = at("2026-01-20")
    watched = service(points=(Point(name="p", since=created),))
    agreed = agreement(objective(conventions={"before_start": rule}), services=(watched,))
    figures = record(finding(agreed, evidence(changes((created, DOWN))), period("2026-01")))
    assert shown(figures.observed) == right
    assert figures.measured == (12 * DAY if rule is BeforeStart.LEFT_OUT else 31 * DAY)


def test_u27_seven_days_are_seven_days_back() -> None:
    outage = between("2026-03-13 20:00", "2026-03-14")
    seen = observed(checks(between("2026-03-01", "2026-03-20 19:00"), MINUTE, [outage]))
    rolling = objective(period=RollingDays(7))
    found = finding(agreement(rolling), evidence(seen), period("2026-03"), at("2026-03-20 18:00"))
    assert found.interval == between("2026-03-13 18:00", "2026-03-20 18:00")
    assert shown(found.figure) == "97.619 %"
    assert found.is_final


@pytest.mark.parametrize(
    ("conventions", "excluding", "right"),
    [
        ({"exclusions": ExclusionArithmetic.COUNTED_AS_UP}, ("planned work",), "99.8611 %"),
        ({"exclusions": ExclusionArithmetic.REMOVED}, ("planned work",), "99.8543 %"),
        (
            {"exclusions": ExclusionArithmetic.REMOVED, "degraded_counts": Fraction(1)},
            ("planned work",),
            "99.3689 %",
        ),
        ({}, (), "95.2314 %"),
    ],
    ids=["counted as up", "removed", "removed, degraded counts", "not excluded"],
)
def test_u29_four_declared_conventions(
    conventions: dict[str, Any], excluding: tuple[str, ...], right: str
) -> None:
    over = period("2026-04")
    start = over.interval.start

    def minutes(since: int, until: int) -> Interval:
        return Interval(Instant(start + since * MINUTE), Instant(start + until * MINUTE))

    down, degraded, maintained = minutes(1000, 1060), minutes(3000, 3200), minutes(10_000, 12_000)
    seen = observed(
        [
            (when, DEGRADED if Instant(when) in degraded else state)
            for when, state in checks(over.interval, MINUTE, [down, maintained])
        ]
    )
    agreed = agreement(objective(conventions=conventions, excluding=excluding), exclusions=(PLANNED,))
    found = finding(agreed, evidence(seen, maintenance=[work(maintained)]), over)
    assert shown(found.figure) == right


def test_u30_downtime_inside_announced_maintenance_does_not_count() -> None:
    window = between("2026-03-02 10:00", "2026-03-02 11:00")
    known = evidence(observed(checks(MARCH_2, MINUTE, [window])), maintenance=[work(window)])
    found = heard(agreement(objective(excluding=("planned work",)), exclusions=(PLANNED,)), known, MARCH_2)
    assert shown(found.figure) == "100 %"
    assert record(found).measured == 23 * HOUR


def test_u32_overlapping_maintenance_counts_once() -> None:
    windows = [
        between("2026-11-29", "2026-12-01"),
        between("2026-11-30 12:00", "2026-11-30 16:00"),
    ]
    known = evidence(maintenance=[work(window, name=f"work {n}") for n, window in enumerate(windows)])
    agreed = agreement(objective(excluding=("planned work",)), exclusions=(PLANNED,))
    day = between("2026-11-30", "2026-12-01")
    assert record(heard(agreed, known, day)).excluded == 24 * HOUR


def test_u36_short_notice_and_work_called_off_half_way() -> None:
    asked = PLANNED.__class__(name="planned work", kinds=PLANNED.kinds, notice=DAY, place=HERE)
    late, halved = (
        between("2026-03-02 01:00", "2026-03-02 02:00"),
        between("2026-03-02 05:00", "2026-03-02 07:00"),
    )
    known = evidence(
        observed(checks(MARCH_2, MINUTE, [late, halved])),
        maintenance=[
            work(late, name="late", notice=4 * HOUR),
            work(halved, name="halved", notice=DAY, cancelled_at=at("2026-03-02 06:00")),
        ],
    )
    found = heard(agreement(objective(excluding=("planned work",)), exclusions=(asked,)), known, MARCH_2)
    figures = record(found)
    assert [(each.what, each.granted, each.interval) for each in figures.exclusions] == [
        ("late", False, late),
        ("halved", True, between("2026-03-02 05:00", "2026-03-02 06:00")),
    ]
    assert (figures.down, figures.measured) == (2 * HOUR, 23 * HOUR)


@pytest.mark.parametrize(
    ("arithmetic", "right", "known"),
    [
        (ExclusionArithmetic.REMOVED, Fraction(3, 5), 500),
        (ExclusionArithmetic.NOT_COUNTED_AS_DOWN, Fraction(3, 5), 500),
        (ExclusionArithmetic.COUNTED_AS_UP, Fraction(4, 6), 600),
    ],
)
def test_u38_unknown_time_is_not_observed(
    arithmetic: ExclusionArithmetic, right: Fraction, known: int
) -> None:
    seen = changes((1500 * SECOND, DOWN), (1700 * SECOND, UP))
    agreed = agreement(
        objective(excluding=("planned work",), conventions={"exclusions": arithmetic}), exclusions=(PLANNED,)
    )
    figures = record(
        heard(agreed, evidence(seen, maintenance=[work(seconds(1100, 1200))]), seconds(1000, 2000))
    )
    assert figures.observed == Share(right)
    assert figures.up + figures.down == known * SECOND


def test_u40_confirmation_counts_from_the_first_failure() -> None:
    agreed = agreement(services=(service(confirmed_by=5),))
    five, four = (
        between("2026-03-02 11:05", "2026-03-02 11:10"),
        between("2026-03-02 11:05", "2026-03-02 11:09"),
    )
    confirmed = record(heard(agreed, evidence(observed(checks(MARCH_2, MINUTE, [five]))), MARCH_2))
    assert [outage.interval for outage in confirmed.outages] == [five]
    found = heard(agreed, evidence(observed(checks(MARCH_2, MINUTE, [four]))), MARCH_2)
    assert record(found).down == 0
    (step,) = (step for step in found.reason.because if step.rule == "availability.confirmation")
    (run,) = step.because
    assert "4 failing checks, 5 needed" in run.says
    assert run.evidence_count == 4


def test_u43_a_fresh_up_of_one_point_does_not_end_the_outage_of_another() -> None:
    outage = between("2026-03-02 10:00", "2026-03-02 11:00")
    start = MARCH_2.start
    a = changes((start, UP), (outage.start, DOWN), (outage.end, UP), point="a")
    b = changes((start, UP), (at("2026-03-02 10:30"), UP), point="b")
    figures = record(heard(agreement(services=(service(points=("a", "b")),)), evidence(a, b), MARCH_2))
    assert figures.down == HOUR
    assert shown(figures.observed) == "95.8333 %"
    assert [outage.points for outage in figures.outages] == [("a",)]


@pytest.mark.parametrize(("down_when", "right"), [(Quorum.ANY, "0 %"), (Quorum.MEAN, "75 %")])
def test_u45_any_down_or_the_mean_is_declared(down_when: DownWhen, right: str) -> None:
    points = ("a", "b", "c", "d")
    seen = [
        observed(checks(MARCH_2, MINUTE, [MARCH_2] if point == "a" else []), point=point) for point in points
    ]
    agreed = agreement(services=(service(points=points, down_when=down_when),))
    figures = record(heard(agreed, evidence(*seen), MARCH_2))
    assert shown(figures.observed) == shown(figures.worst) == shown(figures.best) == right


FAILS: dict[str, tuple[DownWhen, list[list[bool]]]] = {
    # one list for each n from 1 to 6: does it fail with k = 0..n locations failing?
    "any": (Quorum.ANY, [[False] + [True] * n for n in range(1, 7)]),
    "all": (Quorum.ALL, [[False] * n + [True] for n in range(1, 7)]),
    "half": (
        Quorum.HALF,
        [
            [False, True],
            [False, True, True],
            [False, False, True, True],
            [False, False, True, True, True],
            [False, False, False, True, True, True],
            [False, False, False, True, True, True, True],
        ],
    ),
    "majority": (
        Quorum.MAJORITY,
        [
            [False, True],
            [False, False, True],
            [False, False, True, True],
            [False, False, False, True, True],
            [False, False, False, True, True, True],
            [False, False, False, False, True, True, True],
        ],
    ),
    "at least 1": (AtLeast(1), [[False] + [True] * n for n in range(1, 7)]),
}


@pytest.mark.parametrize(("name", "n"), list(product(FAILS, range(1, 7))))
def test_u48_truth_table_of_quorums(name: str, n: int) -> None:
    down_when, table = FAILS[name]
    for failing in range(n + 1):
        expected = table[n - 1][failing]
        states = [DOWN] * failing + [UP] * (n - failing)
        state = combined(down_when, UnknownMembers.COUNTED, states)
        assert state is (DOWN if expected else UP), (name, n, failing)
        seen = [changes((MARCH_2.start, each), location=str(index)) for index, each in enumerate(states)]
        agreed = agreement(services=(service(locations_down_when=down_when),))
        assert record(heard(agreed, evidence(*seen), MARCH_2)).down == (DAY if expected else 0)


@pytest.mark.parametrize(("count", "n"), [(count, n) for n in range(1, 7) for count in range(1, n + 1)])
def test_u48_truth_table_of_quorums_by_number(count: int, n: int) -> None:
    for failing in range(n + 1):
        states = [DOWN] * failing + [UP] * (n - failing)
        state = combined(AtLeast(count), UnknownMembers.COUNTED, states)
        assert state is (DOWN if failing >= count else UP), (count, n, failing)


def test_u51_almost_all_is_never_shown_as_all() -> None:
    assert percent(Fraction(24_999, 25_000)) == "99.996 %"
    assert percent(Fraction(99_996, 100_000), 2) == "99.99 %"
    over = seconds(0, 25_000)
    seen = changes((0, UP), (24_999 * SECOND, DOWN))
    found = heard(agreement(objective(target="1")), evidence(seen), over)
    assert shown(found.figure) == "99.996 %"
    assert found.verdict is Verdict.MISSED


VECTORS: dict[str, tuple[list[tuple[int, State]], list[tuple[int, int]], str, str]] = {
    # changes, maintenance, the figure with maintenance counted as up, and with it removed from both sides
    "none": ([(0, UP)], [], "100 %", "100 %"),
    "four outages": (
        [(0, UP), (1000, DOWN), (1100, UP), (1300, DOWN), (1400, UP), (1600, DOWN), (1700, UP), (1900, DOWN)],
        [],
        "60 %",
        "60 %",
    ),
    "odd lengths": (
        [
            (0, UP), (1000, DOWN), (1023, UP), (1100, DOWN), (1242, UP), (1300, DOWN), (1307, UP),
            (1400, DOWN), (1666, UP),
        ],
        [],
        "56.2 %",
        "56.2 %",
    ),
    "down before": ([(0, DOWN)], [], "0 %", "0 %"),
    "two windows": ([(0, UP), (1200, DOWN), (1500, UP)], [(1100, 1300), (1400, 1600)], "90 %", "83.3333 %"),
    "window from before": ([(0, UP), (800, DOWN)], [(600, 1800)], "80 %", "0 %"),
    "unknown before": ([(1500, DOWN), (1700, UP)], [], "60 %", "60 %"),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
@pytest.mark.parametrize("arithmetic", [ExclusionArithmetic.COUNTED_AS_UP, ExclusionArithmetic.REMOVED])
def test_vectors(name: str, arithmetic: ExclusionArithmetic) -> None:
    states, windows, counted_as_up, removed = VECTORS[name]
    seen = changes(*((when * SECOND, state) for when, state in states))
    works = [work(seconds(*window), name=str(window)) for window in windows]
    agreed = agreement(
        objective(excluding=("planned work",), conventions={"exclusions": arithmetic}), exclusions=(PLANNED,)
    )
    found = heard(agreed, evidence(seen, maintenance=works), seconds(1000, 2000))
    right = counted_as_up if arithmetic is ExclusionArithmetic.COUNTED_AS_UP else removed
    assert shown(found.figure) == right


@pytest.mark.parametrize("end", [1000, 900])
def test_vector_of_no_or_negative_length_is_an_error(end: int) -> None:
    with pytest.raises(TimeError, match="must end after it starts"):
        seconds(1000, end)


def test_missing_data_rule_decides_only_where_the_bounds_disagree() -> None:
    half = observed(checks(between("2026-03-02", "2026-03-02 12:00"), MINUTE))
    verdicts = {
        rule: heard(agreement(objective(conventions={"missing_data": rule})), evidence(half), MARCH_2).verdict
        for rule in MissingData
    }
    assert verdicts == {
        MissingData.INDETERMINATE: Verdict.INDETERMINATE,
        MissingData.AS_UP: Verdict.MET,
        MissingData.AS_DOWN: Verdict.MISSED,
        MissingData.LEFT_OUT: Verdict.MET,
    }
    certain = observed([(MARCH_2.start, UNKNOWN), (MARCH_2.start + HOUR, DOWN), (MARCH_2.end - HOUR, UP)])
    lost = heard(
        agreement(
            objective(conventions={"missing_data": MissingData.AS_UP}), services=(service(stale_after=DAY),)
        ),
        evidence(certain),
        MARCH_2,
    )
    assert lost.verdict is Verdict.MISSED
    assert record(lost).judged == record(lost).best


def _shares(found: Finding) -> list[Fraction]:
    figures = record(found)
    named = (
        figures.observed,
        figures.worst,
        figures.best,
        figures.coverage,
        figures.best_achievable,
        figures.projected,
    )
    return [figure.value for figure in named if isinstance(figure, Share)]
