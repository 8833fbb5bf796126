"""Rolling periods judged for every day of a statement, whatever is promised over them."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_court import (
    MARCH,
    aggregate,
    agreed,
    known,
    mean,
    promised,
    record,
    sentences,
    series,
    value,
)
from ticket_court import FOUR_HOURS
from uptime_court import (
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
)

from upheld.agreement.agreement import Term
from upheld.agreement.convention import BreachUnit, Rolling
from upheld.agreement.objective import Objective
from upheld.chrono.instant import DAY, HOUR, MINUTE, to_datetime
from upheld.chrono.period import CalendarMonth, PeriodRule, RollingDays, RollingMonths
from upheld.evaluation.statement import AvailabilityRecord, Finding, Verdict
from upheld.evidence.measurement import Measurements

EVERY_DAY: dict[str, Any] = {"rolling": Rolling.EVERY_DAY}
MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.INDETERMINATE


def daily(aim: str | None = "<= 600 ms", rule: PeriodRule | None = None, **terms: Any) -> Objective:
    conventions = EVERY_DAY | terms.pop("conventions", {})
    return promised(mean(), aim, period=rule or RollingDays(7), conventions=conventions, **terms)


def by_day(values: list[int], start: str = "2026-02-01 12:00") -> Measurements:
    return series(values, every=DAY, start=at(start))


def heard(*records: Measurements, as_of: str | None = None, **terms: Any) -> Finding:
    return finding(agreed(daily(**terms)), known(*records), MARCH, None if as_of is None else at(as_of))


def test_one_bad_day_spoils_seven_rolling_weeks() -> None:
    """600 ms every day but one, 5 March, with 601 ms."""
    values = [600_000] * 59
    values[28 + 4] = 601_000
    found = heard(by_day(values))
    assert found.verdict is MISSED
    assert [part.name for part in record(found).parts if part.verdict is MISSED] == [
        f"7 days to 2026-03-{day:02}" for day in range(5, 12)
    ]
    assert len(record(found).parts) == 31
    assert value(found.figure) == 600_000 + Fraction(1_000, 7)
    assert (found.period.label, found.interval) == (
        "7 days to 2026-03-31",
        between("2026-03-25", "2026-04-01"),
    )
    assert found.breaches == 1
    assert found.is_final
    said = sentences(found.reason)
    assert said[0] == (
        "each of the 31 days of 2026-03 that have ended is judged by its own rolling period: 7 days missed, "
        "24 days met; the worst is 7 days to 2026-03-05"
    )
    assert any(line.startswith("7 days to 2026-03-11: the mean of 7 values") for line in said)
    at_end = finding(agreed(promised(mean(), period=RollingDays(7))), known(by_day(values)), MARCH)
    assert at_end.verdict is MET


@settings(max_examples=15)
@given(
    st.lists(st.integers(400_000, 800_000), min_size=59, max_size=59),
    st.integers(1, 28),
    st.sampled_from(("<= 600 ms", ">= 600 ms")),
)
def test_every_day_is_judged_as_a_statement_of_its_own_would_judge_it(
    values: list[int], days: int, aim: str
) -> None:
    records = by_day(values)
    found = heard(records, aim=aim, rule=RollingDays(days))
    means = []
    for last in range(28, 59):
        window = values[max(0, last - days + 1) : last + 1]
        means.append(Fraction(sum(window), len(window)))
    kept = [mean <= 600_000 if aim.startswith("<") else mean >= 600_000 for mean in means]
    assert [value(part.figure) for part in record(found).parts] == means
    assert [part.verdict is MET for part in record(found).parts] == kept
    assert found.verdict is (MET if all(kept) else MISSED)
    assert value(found.figure) == (max(means) if aim.startswith("<") else min(means))
    assert found.breaches == (not all(kept))


def test_days_without_evidence_leave_it_open_unless_one_misses() -> None:
    only_a_few = by_day([600_000] * 12, "2026-03-10 12:00")
    found = heard(only_a_few)
    assert found.verdict is OPEN
    assert found.breaches == 0
    assert found.gaps[0].startswith("7 days to 2026-03-01: `latency`: no record in 2026-02-23")
    too_slow = heard(by_day([600_001] * 12, "2026-03-10 12:00"))
    assert (too_slow.verdict, too_slow.gaps) == (MISSED, ())


def test_only_days_that_have_ended_are_judged() -> None:
    values = by_day([600_000] * 59)
    part_way = heard(values, as_of="2026-03-10 15:00")
    assert [part.name for part in record(part_way).parts][-1] == "7 days to 2026-03-09"
    assert (len(record(part_way).parts), part_way.is_final) == (9, False)
    first_day = heard(values, as_of="2026-03-01 15:00")
    assert first_day.period.label == "7 days to 2026-03-01T15:00:00Z"
    assert record(first_day).parts == ()


def test_days_before_the_term_are_not_judged() -> None:
    agreement_ = agreed(daily(), in_force=Term(at_date("2026-03-20")))
    found = finding(agreement_, known(by_day([600_000] * 59)), MARCH)
    assert record(found).parts[0].name == "7 days to 2026-03-20"
    assert [part.values for part in record(found).parts] == [*range(1, 7), *[7] * 6]


def at_date(text: str) -> Any:
    return to_datetime(at(text)).date()


@pytest.mark.parametrize(
    ("rule", "first"),
    [(RollingDays(28), "28 days to 2026-03-01"), (RollingMonths(1), "1 month to 2026-03-01")],
)
def test_days_are_those_of_the_zone(rule: PeriodRule, first: str) -> None:
    march = period("2026-03", "Europe/London")
    found = finding(agreed(daily(rule=rule), time_zone="Europe/London"), known(by_day([600_000] * 59)), march)
    names = [part.name for part in record(found).parts]
    assert (names[0], len(names)) == (first, 31)
    length = to_datetime(found.interval.end) - to_datetime(found.interval.start)
    assert length == timedelta(days=28 if isinstance(rule, RollingDays) else 31) - timedelta(hours=1)


def test_figures_of_the_source_count_for_the_days_they_end_with() -> None:
    aggregates = [
        aggregate(
            500_000 + day,
            "mean",
            interval=between(f"2026-03-{day - 6:02}", f"2026-03-{day + 1:02}"),
        )
        for day in range(7, 31)
    ]
    found = finding(agreed(daily()), known(*aggregates), MARCH)
    assert found.verdict is OPEN
    came_to = [part.verdict for part in record(found).parts]
    assert came_to == [OPEN] * 6 + [MET] * 24 + [OPEN]


def test_a_target_that_is_tracked_shows_the_days_and_promises_nothing() -> None:
    found = heard(by_day([600_000] * 59), aim=None)
    assert (found.verdict, found.breaches) == (Verdict.TRACKED, 0)


def test_calendar_periods_have_no_days_of_their_own() -> None:
    made = promised(mean(), period=CalendarMonth(), conventions=EVERY_DAY)
    found = finding(agreed(made), known(by_day([600_000] * 59)), MARCH)
    assert (found.period, record(found).parts) == (MARCH, ())


def test_an_availability_is_judged_every_day_too() -> None:
    """Half an hour down on 5 March: of one day 97.9 %, of seven 99.7 %."""
    down = between("2026-03-05 10:00", "2026-03-05 10:30")
    log = observed(checks(between("2026-02-20", "2026-04-01"), MINUTE, [down]))
    terms: dict[str, Any] = {"period": RollingDays(7), "conventions": EVERY_DAY}
    missed = finding(agreement(objective(**terms)), evidence(log), MARCH)
    assert (missed.verdict, missed.breaches) == (MISSED, 1)
    assert isinstance(missed.record, AvailabilityRecord)
    assert missed.record.down == HOUR // 2
    assert missed.reason.says.startswith("each of the 31 days of 2026-03 that have ended")
    assert "7 days missed, 24 days met" in missed.reason.says
    assert finding(agreement(objective(target="0.997", **terms)), evidence(log), MARCH).verdict is MET


def test_an_outage_that_several_days_count_is_one_breach() -> None:
    downs = [between("2026-03-05 10:00", "2026-03-05 10:30"), between("2026-03-07 23:30", "2026-03-08 00:30")]
    log = observed(checks(between("2026-02-20", "2026-04-01"), MINUTE, downs))
    conventions = EVERY_DAY | {"one_breach": BreachUnit.OUTAGE}
    made = objective(period=RollingDays(2), conventions=conventions)
    found = finding(agreement(made), evidence(log), MARCH)
    assert (found.verdict, found.breaches) == (MISSED, 2)


def test_clocks_are_judged_every_day_and_without_tickets_nothing_applies() -> None:
    made = objective(indicator=FOUR_HOURS, target=None, period=RollingDays(7), conventions=EVERY_DAY)
    found = finding(agreement(made), evidence(changes((at("2026-01-01"), UP))), MARCH)
    assert found.verdict is OPEN
    assert "no table `tickets`" in found.gaps[0]


def test_a_statement_of_a_quarter_has_one_finding_of_all_its_days() -> None:
    quarter = judge(agreed(daily()), known(by_day([600_000] * 120, "2025-12-20 12:00")), period("2026-Q1"))
    (only,) = quarter.findings
    assert len(record(only).parts) == 90
    assert only.interval.end == period("2026-Q1").interval.end
