"""Outages: their edges, who saw them, and the failures that make none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from uptime_court import (
    DEGRADED,
    DOWN,
    PLANNED,
    UNKNOWN,
    UP,
    agreement,
    at,
    between,
    changes,
    checks,
    evidence,
    heard,
    objective,
    observed,
    record,
    service,
    shown,
    work,
)

from upheld.agreement.service import Point, Quorum
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.errors import UsageError
from upheld.evaluation.reason import Reason, Share
from upheld.evaluation.statement import AvailabilityRecord, Finding, Verdict
from upheld.evidence.observation import Observations

DAY_OF = between("2026-03-02", "2026-03-03")
START = DAY_OF.start


def minutes(since: int, until: int) -> Interval:
    return Interval(Instant(START + since * MINUTE), Instant(START + until * MINUTE))


def minute(number: int) -> int:
    return START + number * MINUTE


def hear(*seen: Observations, as_of: Instant | None = None, **terms: Any) -> Finding:
    conventions = terms.pop("conventions", {})
    agreed = agreement(objective(conventions=conventions), services=(service(**terms),))
    return heard(agreed, evidence(*seen), DAY_OF, as_of)


def figures(*seen: Observations, **terms: Any) -> AvailabilityRecord:
    return record(hear(*seen, **terms))


def step(found: Finding, rule: str) -> Reason:
    (only,) = (each for each in found.reason.because if each.rule == rule)
    return only


def test_edges_lie_between_the_checks_around_them() -> None:
    (outage,) = figures(observed(checks(DAY_OF, 5 * MINUTE, [minutes(600, 615)])), stale_after=HOUR).outages
    assert outage.interval == minutes(600, 615)
    assert outage.earliest_start == minute(595)
    assert outage.earliest_end == minute(610)


def test_a_single_failing_check_may_have_been_no_time_at_all() -> None:
    found = figures(
        observed(checks(DAY_OF, 5 * MINUTE, [minutes(600, 605)])), stale_after=HOUR, sampled_every=5 * MINUTE
    )
    (outage,) = found.outages
    assert (outage.earliest_start, outage.earliest_end) == (minute(595), minute(600))
    assert found.sampling.highest == 1
    assert found.sampling.lowest == 1 - Fraction(10, 1440)
    assert not found.sampling.verdict_holds


def test_edges_of_changes_are_as_wide_as_the_checks_behind_them() -> None:
    log = changes((START, UP), (minute(600), DOWN), (minute(660), UP))
    found = figures(log, sampled_every=Micros(5 * MINUTE))
    (outage,) = found.outages
    assert (outage.earliest_start, outage.earliest_end) == (minute(595), minute(655))
    assert found.sampling.lowest == 1 - Fraction(65, 1440)
    assert found.sampling.highest == 1 - Fraction(55, 1440)


def test_two_outages_with_one_good_check_between_keep_their_own_edges() -> None:
    found = figures(observed(checks(DAY_OF, MINUTE, [minutes(600, 605), minutes(606, 610)])))
    first, second = found.outages
    assert second.earliest_start == first.interval.end == minute(605)


def test_an_outage_names_points_and_first_rows_of_evidence() -> None:
    a = observed(checks(DAY_OF, MINUTE, [minutes(600, 620)]), point="a")
    b = observed(checks(DAY_OF, MINUTE, [minutes(610, 615)]), point="b")
    c = observed(checks(DAY_OF, MINUTE), point="c")
    (outage,) = figures(a, b, c, points=("a", "b", "c")).outages
    assert outage.points == ("a", "b")
    assert outage.evidence_count == 25
    assert outage.evidence[0] == f"sample:monitor/a/{minute(600)}"
    assert len(outage.evidence) == 5


@pytest.mark.parametrize(("full_checks", "retries", "confirmed"), [(1, 3, False), (2, 3, True), (1, 0, True)])
def test_one_failing_check_whose_retries_failed_too_is_not_confirmed(
    full_checks: int, retries: int, confirmed: bool
) -> None:
    end = 600 + 5 * full_checks
    full = checks(DAY_OF, 5 * MINUTE, [minutes(600, end)])
    repeated = [minute(600 + n) for n in range(1, retries + 1)]
    seen = observed([*full, *((when, DOWN) for when in repeated)], retries=repeated)
    (outage,) = figures(seen, stale_after=HOUR).outages
    assert outage.confirmed is confirmed


def test_retries_are_no_checks_for_confirmation() -> None:
    full = checks(DAY_OF, 5 * MINUTE, [minutes(600, 605)])
    repeated = [minute(600 + n) for n in range(1, 4)]
    seen = observed([*full, *((when, DOWN) for when in repeated)], retries=repeated)
    assert figures(seen, confirmed_by=2, stale_after=HOUR).down == 0


def test_a_failing_check_that_makes_no_outage_leaves_the_state_before_it() -> None:
    states = [(minute(n), DEGRADED if n < 700 else UP) for n in range(1440)]
    states[600] = (minute(600), DOWN)
    assert figures(observed(states), confirmed_by=2).degraded == 700 * MINUTE


@pytest.mark.parametrize("silence", ["gap", "unknown record", "as of"])
def test_too_short_a_run_that_borders_on_silence_is_unknown(silence: str) -> None:
    states = checks(DAY_OF, MINUTE, [minutes(600, 602)])
    as_of = None
    if silence == "gap":
        states = [(when, state) for when, state in states if not minute(602) <= when < minute(660)]
    elif silence == "unknown record":
        states[602] = (minute(602), UNKNOWN)
    else:
        as_of = Instant(minute(602) - 1)
    found = hear(observed(states), confirmed_by=3, as_of=as_of)
    assert record(found).down == 0
    assert record(found).unknown >= 2 * MINUTE - 1
    (run,) = step(found, "availability.confirmation").because
    assert run.says.endswith("undecided for want of the checks around it, so unknown")


def test_changes_of_state_need_no_confirmation_and_it_is_said() -> None:
    found = hear(changes((START, UP), (minute(600), DOWN), (minute(601), UP)), confirmed_by=5)
    assert record(found).down == MINUTE
    assert "stand as their source reported them" in step(found, "availability.confirmation").says


def test_an_outage_across_the_start_of_a_period_is_confirmed_as_a_whole() -> None:
    across = Interval(Instant(START - 3 * MINUTE), Instant(START + 2 * MINUTE))
    wide = Interval(Instant(START - DAY), DAY_OF.end)
    assert figures(observed(checks(wide, MINUTE, [across])), confirmed_by=5).down == 2 * MINUTE
    assert (
        figures(observed(checks(wide, MINUTE, [across])), minimum_outage=Micros(5 * MINUTE)).down
        == 2 * MINUTE
    )


def test_short_outages_are_shown_and_do_not_count() -> None:
    found = hear(
        observed(checks(DAY_OF, MINUTE, [minutes(600, 604), minutes(700, 705)])),
        minimum_outage=Micros(5 * MINUTE),
    )
    assert [(outage.interval, outage.counted) for outage in record(found).outages] == [
        (minutes(600, 604), 0),
        (minutes(700, 705), 5 * MINUTE),
    ]
    assert record(found).down == 5 * MINUTE
    assert "1 outage set aside" in step(found, "availability.minimum_outage").says


def test_a_short_outage_next_to_a_silence_may_have_been_long_enough() -> None:
    states = [
        (when, state)
        for when, state in checks(DAY_OF, MINUTE, [minutes(600, 603)])
        if not minute(603) <= when < minute(660)
    ]
    found = figures(observed(states), stale_after=MINUTE, minimum_outage=Micros(5 * MINUTE))
    assert (found.down, found.unknown) == (0, 60 * MINUTE)


def test_degraded_time_is_an_outage_where_it_counts() -> None:
    states = [*checks(DAY_OF, MINUTE, [minutes(600, 610)], DEGRADED)]
    assert figures(observed(states)).outages == ()
    found = figures(observed(states), conventions={"degraded_counts": Fraction(1, 4)})
    (outage,) = found.outages
    assert (outage.state, outage.counted) == (DEGRADED, 10 * MINUTE // 4)
    assert found.observed == Share(1 - Fraction(1, 4) * Fraction(10, 1440))


def test_an_outage_inside_an_exclusion_is_shown_with_what_covers_it() -> None:
    agreed = agreement(objective(excluding=("planned work",)), exclusions=(PLANNED,))
    seen = observed(checks(DAY_OF, MINUTE, [minutes(600, 620)]))
    known = evidence(seen, maintenance=[work(minutes(590, 615))])
    (outage,) = record(heard(agreed, known, DAY_OF)).outages
    assert (outage.counted, outage.excluded_by) == (5 * MINUTE, ("planned work",))


def test_the_mean_leaves_out_a_member_with_nothing_to_measure() -> None:
    points = (Point(name="a"), Point(name="b"), Point(name="c", since=at("2026-04-01")))
    seen = [changes((START, DOWN if point == "a" else UP), point=point) for point in ("a", "b")]
    found = figures(*seen, points=points, down_when=Quorum.MEAN)
    assert shown(found.observed) == "50 %"
    assert found.measured == 2 * DAY


def test_locations_of_one_point_can_be_averaged() -> None:
    seen = [changes((START, DOWN if n == 0 else UP), location=str(n)) for n in range(4)]
    assert shown(figures(*seen, locations_down_when=Quorum.MEAN).observed) == "75 %"
    assert shown(figures(*seen).observed) == "0 %"


def test_averaged_locations_have_no_state_for_a_quorum_of_points() -> None:
    with pytest.raises(UsageError, match="a mean of members has no state of its own"):
        figures(changes((START, UP), point="a"), points=("a", "b"), locations_down_when=Quorum.MEAN)


def test_a_point_without_a_record_leaves_the_verdict_open_and_is_named() -> None:
    found = hear(observed(checks(DAY_OF, MINUTE), point="a"), points=("a", "b"))
    assert found.verdict is Verdict.INDETERMINATE
    assert found.gaps == ("point `b`: no record at all",)
