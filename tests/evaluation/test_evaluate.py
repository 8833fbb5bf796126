"""Statements: which objectives are judged, over which periods, as of when, and when a miss is a breach."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from uptime_court import (
    DOWN,
    UP,
    agreement,
    at,
    between,
    changes,
    checks,
    evidence,
    finding,
    judge,
    objective,
    observed,
    period,
    record,
    service,
    shown,
)

from upheld.agreement.agreement import Term
from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Force
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant
from upheld.chrono.period import CalendarMonth, CalendarQuarter, CalendarYear, RollingDays
from upheld.errors import UsageError
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import Verdict
from upheld.evidence.evidence import Evidence, Flag

ALWAYS_UP = evidence(changes((at("2020-01-01"), UP)))
MARCH = period("2026-03")


def test_an_unknown_plan_is_refused_with_the_nearest() -> None:
    agreed = agreement(plans=("standard", "premium"))
    with pytest.raises(UsageError, match="has no plan 'premum': did you mean `premium`"):
        judge(agreed, ALWAYS_UP, MARCH, plan="premum")
    with pytest.raises(UsageError, match="leave the plan out"):
        judge(agreement(), ALWAYS_UP, MARCH, plan="any")


def test_a_plan_gets_its_own_promises_and_must_be_named() -> None:
    agreed = agreement(
        objective(name="for all"),
        objective(name="for premium", plans=("premium",), target="0.9999"),
        plans=("standard", "premium"),
    )
    standard = judge(agreed, ALWAYS_UP, MARCH, plan="standard")
    assert [each.objective.name for each in standard.findings] == ["for all"]
    assert len(judge(agreed, ALWAYS_UP, MARCH, plan="premium").findings) == 2
    with pytest.raises(UsageError, match="say which one, of standard, premium"):
        judge(agreed, ALWAYS_UP, MARCH)


def test_periods_outside_the_term_are_refused() -> None:
    agreed = agreement(in_force=Term(date(2026, 3, 10), date(2026, 6, 1)))
    with pytest.raises(UsageError, match="in force from 2026-03-10 on, and 2026-02 is over before that"):
        judge(agreed, ALWAYS_UP, period("2026-02"))
    with pytest.raises(UsageError, match="ended on 2026-06-01, before 2026-06 begins"):
        judge(agreed, ALWAYS_UP, period("2026-06"))
    found = finding(agreed, ALWAYS_UP, MARCH)
    assert found.interval == between("2026-03-10", "2026-04-01")
    assert record(found).measured == 22 * DAY


@pytest.mark.parametrize("as_of", ["2026-02-28 12:00", "2026-03-01"])
def test_a_period_that_has_not_begun_is_refused(as_of: str) -> None:
    with pytest.raises(UsageError, match=r"2026-03 has not begun: it begins 2026-03-01T00:00:00Z"):
        judge(agreement(), ALWAYS_UP, MARCH, at(as_of))


def test_the_term_of_another_zone_begins_at_its_midnight() -> None:
    agreed = agreement(in_force=Term(date(2026, 3, 10)), time_zone="Europe/Riga")
    found = finding(agreed, ALWAYS_UP, period("2026-03", "Europe/Riga"))
    assert found.interval.start == at("2026-03-09 22:00")


def test_a_term_that_begins_and_ends_beyond_the_almanac_is_in_force() -> None:
    agreed = agreement(in_force=Term(date(1900, 1, 1), date(2400, 1, 1)))
    assert finding(agreed, ALWAYS_UP, MARCH).interval == MARCH.interval
    with pytest.raises(UsageError, match="never in force"):
        judge(agreement(in_force=Term(date(2026, 3, 1), date(2026, 3, 1))), ALWAYS_UP, MARCH)


def test_a_month_holds_what_ends_in_it_and_the_state_to_date_of_the_rest() -> None:
    agreed = agreement(
        objective(name="month", period=CalendarMonth()),
        objective(name="quarter", period=CalendarQuarter()),
        objective(name="year", period=CalendarYear()),
        objective(name="rolling", period=RollingDays(7)),
    )
    statement = judge(agreed, ALWAYS_UP, MARCH, at("2026-05-15"))
    judged = [(each.objective.name, each.interval, each.is_final) for each in statement.findings]
    assert judged == [
        ("month", between("2026-03-01", "2026-04-01"), True),
        ("quarter", between("2026-01-01", "2026-04-01"), True),
        ("year", between("2026-01-01", "2027-01-01"), False),
        ("rolling", between("2026-03-25", "2026-04-01"), True),
    ]
    (year,) = (each for each in statement.findings if each.objective.name == "year")
    assert record(year).measured == 90 * DAY, "to date is to the end of the month, not of May"


def test_a_quarter_holds_its_months_as_far_as_they_have_begun() -> None:
    statement = judge(agreement(), ALWAYS_UP, period("2026-Q1"), at("2026-02-10"))
    assert [(each.interval, each.is_final) for each in statement.findings] == [
        (between("2026-01-01", "2026-02-01"), True),
        (between("2026-02-01", "2026-03-01"), False),
    ]


def down_for(start: str, end: str) -> Evidence:
    return evidence(changes((at("2026-01-01"), UP), (at(start), DOWN), (at(end), UP)))


def test_an_open_period_can_still_be_kept_and_is_no_breach_yet() -> None:
    known = down_for("2026-03-01", "2026-03-01 00:30")
    found = finding(agreement(), known, MARCH, at("2026-03-02"))
    assert (found.verdict, found.is_final, found.breaches) == (Verdict.MISSED, False, 0)
    assert "missed so far" in found.reason.says
    assert finding(agreement(), known, MARCH).verdict is Verdict.MET


def test_an_open_period_that_is_lost_for_certain_is_a_breach() -> None:
    found = finding(agreement(), down_for("2026-03-01", "2026-03-01 02:00"), MARCH, at("2026-03-02"))
    assert (found.verdict, found.is_final, found.breaches) == (Verdict.MISSED, False, 1)
    assert "can't be made good" in found.reason.says


def test_to_date_allowance_best_achievable_and_projected_are_four_figures() -> None:
    found = record(finding(agreement(), down_for("2026-03-01", "2026-03-01 00:30"), MARCH, at("2026-03-02")))
    month = 31 * 24 * 60
    assert found.to_date == found.projected == Share(1 - Fraction(30, 1440))
    assert found.best_achievable == Share(1 - Fraction(30, month))
    assert found.allowance == month * MINUTE // 1000
    assert found.allowance_left == found.allowance - 30 * MINUTE


@pytest.mark.parametrize(
    ("force", "unit", "breaches"),
    [
        (Force.GUARANTEE, BreachUnit.OBJECTIVE, 1),
        (Force.GUARANTEE, BreachUnit.OUTAGE, 2),
        (Force.GUARANTEE, BreachUnit.LONG_OUTAGE, 1),
        (Force.TARGET, BreachUnit.OUTAGE, 0),
        (Force.CAPABILITY, BreachUnit.OBJECTIVE, 0),
    ],
)
def test_only_a_missed_guarantee_is_a_breach(force: Force, unit: BreachUnit, breaches: int) -> None:
    outages = [between("2026-03-03", "2026-03-03 05:00"), between("2026-03-05", "2026-03-05 00:10")]
    known = evidence(observed(checks(MARCH.interval, MINUTE, outages)))
    found = finding(agreement(objective(force=force, conventions={"one_breach": unit})), known, MARCH)
    assert (found.verdict, found.breaches) == (Verdict.MISSED, breaches)


def test_outages_that_miss_only_together_are_no_breach_where_one_alone_must() -> None:
    outages = [between("2026-03-03", "2026-03-03 00:30"), between("2026-03-05", "2026-03-05 00:30")]
    known = evidence(observed(checks(MARCH.interval, MINUTE, outages)))
    alone = objective(conventions={"one_breach": BreachUnit.LONG_OUTAGE})
    found = finding(agreement(alone), known, MARCH)
    assert (found.verdict, found.breaches) == (Verdict.MISSED, 0)


def test_without_a_target_it_is_tracked() -> None:
    found = finding(agreement(objective(target=None)), down_for("2026-03-02", "2026-03-03"), MARCH)
    assert (found.verdict, found.breaches) == (Verdict.TRACKED, 0)
    assert shown(found.figure) == "96.7741 %"
    assert found.reason.says.endswith("96.7741 %, and nothing was promised")


def test_a_target_is_compared_unrounded() -> None:
    target = 1 - Fraction(1, 31 * 86_400)
    known = down_for("2026-03-02 00:00:00", "2026-03-02 00:00:01")
    assert finding(agreement(objective(target=target)), known, MARCH).verdict is Verdict.MET
    strict = objective(target=target + Fraction(1, 10**12))
    assert finding(agreement(strict), known, MARCH).verdict is Verdict.MISSED


def test_no_table_at_all_leaves_it_open_and_says_so() -> None:
    found = finding(agreement(), Evidence(), MARCH)
    assert found.verdict is Verdict.INDETERMINATE
    assert found.gaps == ("no samples and no states: the evidence has no table of either",)


def test_a_service_without_points_can_be_judged_by_nothing() -> None:
    found = finding(agreement(services=(service(points=()),)), ALWAYS_UP, MARCH)
    assert found.verdict is Verdict.INDETERMINATE
    assert found.gaps == ("service `app` has no measurement point",)


def test_a_service_nobody_declared_is_refused() -> None:
    with pytest.raises(UsageError, match="no service `app`: it declares website"):
        judge(agreement(services=(service(name="website"),)), ALWAYS_UP, MARCH)


def test_illustration_override_and_flags_stand_in_the_statement() -> None:
    flag = Flag(code="clock-stepped-back", source="monitor", says="a clock stepped back")
    known = evidence(changes((at("2020-01-01"), UP)), flags=(flag,), illustration="An illustration.")
    statement = judge(agreement(), known, MARCH)
    assert statement.flags == (flag,)
    assert statement.illustration == "An illustration."
    assert statement.in_force_overridden is None


def test_the_same_arguments_give_the_same_statement() -> None:
    known = down_for("2026-03-02", "2026-03-03")
    assert judge(agreement(), known, MARCH) == judge(agreement(), known, MARCH)


def test_the_explanation_is_one_sentence_and_its_steps() -> None:
    known = down_for("2026-03-02 10:00", "2026-03-02 13:12")
    reason = finding(agreement(), known, MARCH).reason
    assert reason.says == (
        "app was down for 3 h 12 min of 744 h measured, in 1 outage; "
        "99.5698 %, and >= 99.9 % is promised: missed"
    )
    assert [each.rule for each in reason.because] == [
        "availability.measured",
        "availability.outages",
        "availability.bounds",
        "availability.allowance",
        "availability.sampling",
    ]
    (outage,) = reason.because[1].because
    assert outage.says == "down for 3 h 12 min, 2026-03-02 10:00 to 13:12 UTC, at p"
    assert outage.evidence == (f"state:monitor/p/{at('2026-03-02 10:00')}",)


def test_an_outage_over_a_clock_change_says_so() -> None:
    over = period("2026-03", "Europe/London")
    known = down_for("2026-03-29 00:30", "2026-03-29 01:30")
    reason = finding(agreement(time_zone="Europe/London"), known, over).reason
    (outages,) = (each for each in reason.because if each.rule == "availability.outages")
    assert outages.because[0].says == (
        "down for 1 h, 2026-03-29 00:30 to 2026-03-29 02:30 Europe/London (the clocks change between), at p"
    )


def test_evidence_as_of_an_instant_is_what_was_recorded_by_then() -> None:
    start = MARCH.interval.start
    now = Instant(start + 10 * HOUR)
    early = [(start, UP), (start + 9 * HOUR, DOWN)]
    late = [*early, (start + 10 * HOUR + 1, UP), (start + 11 * HOUR, DOWN)]
    known, more = evidence(changes(*early)), evidence(changes(*late))
    assert judge(agreement(), known, MARCH, now) == judge(agreement(), more, MARCH, now)
