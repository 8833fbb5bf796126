"""Breaches: as many as a finding counts, each at the instant at which its promise broke."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_breaches import (
    at,
    clock,
    clocks,
    downtime,
    downtime_finding,
    duty,
    finding,
    month,
    outage,
    statement,
)
from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Length, Moment, NoData
from upheld.evaluation.statement import (
    ClockState,
    DutiesRecord,
    Finding,
    StatisticRecord,
    Verdict,
)
from upheld.evidence.measurement import Scale
from upheld.quantity import Operator, Target
from upheld.settlement.breach import Breach
from upheld.settlement.breaches import breaches_in, breaches_of

JUNE = month("2026-06")
AFTER = at("07-10 00:00")


def breaches(of: Finding, as_of: Instant = AFTER) -> tuple[Breach, ...]:
    return breaches_of(of, as_of)


def duties(*each: object) -> DutiesRecord:
    return DutiesRecord(kept=0, breached=len(each), running=0, indeterminate=0, duties=each)  # type: ignore[arg-type]


def test_a_promise_that_was_kept_has_none() -> None:
    assert breaches(finding(clocks(clock("T-1", None)), 0, verdict=Verdict.MET)) == ()


def test_each_outage_is_a_breach_when_it_begins() -> None:
    found = breaches(
        downtime_finding(outage("06-02 10:00"), outage("06-28 10:00", 3), unit=BreachUnit.OUTAGE)
    )
    assert [(each.at, each.what) for each in found] == [
        (at("06-02 10:00"), "an outage of 2 h"),
        (at("06-28 10:00"), "an outage of 3 h"),
    ]
    assert [each.failures[0].ended_at for each in found] == [
        Moment(at("06-02 12:00")),
        Moment(at("06-28 13:00")),
    ]
    assert found[0].evidence == (f"state:probe/web/{at('06-02 10:00')}",)


def test_an_outage_that_counts_nothing_is_no_breach() -> None:
    forgiven = outage("06-02 10:00", counted=Micros(0))
    (found,) = breaches(downtime_finding(forgiven, outage("06-28 10:00"), unit=BreachUnit.OUTAGE))
    assert found.at == at("06-28 10:00")


def test_a_long_outage_is_a_breach_once_it_alone_has_used_up_the_allowance() -> None:
    made = downtime_finding(
        outage("06-02 10:00"),
        outage("06-28 10:00", 4),
        allowance=Micros(3 * HOUR),
        unit=BreachUnit.LONG_OUTAGE,
    )
    (found,) = breaches(made)
    assert found.at == at("06-28 13:00")


def test_a_month_is_breached_when_counted_downtime_has_used_up_the_allowance() -> None:
    made = downtime_finding(outage("06-02 10:00"), outage("06-28 10:00"), allowance=Micros(3 * HOUR))
    (found,) = breaches(made)
    assert found.at == at("06-28 11:00")
    assert [failure.began_at for failure in found.failures] == [at("06-02 10:00"), at("06-28 10:00")]
    assert found.what == "an outage of 2 h and 1 more"


def test_time_that_an_exclusion_covers_uses_up_nothing() -> None:
    works = Interval(at("06-02 10:00"), at("06-02 11:00"))
    half = outage("06-02 10:00", counted=HOUR)
    made = downtime_finding(half, excluded=(works,), allowance=Micros(30 * MINUTE))
    assert breaches(made)[0].at == at("06-02 11:30")


def test_degraded_time_is_spread_evenly() -> None:
    half = outage("06-02 10:00", counted=HOUR)
    assert breaches(downtime_finding(half, allowance=Micros(30 * MINUTE)))[0].at == at("06-02 11:00")


def test_unknown_time_breaks_a_promise_at_the_end() -> None:
    made = downtime_finding(outage("06-02 10:00"), allowance=Micros(5 * HOUR))
    assert breaches(made)[0].at == JUNE.interval.end - 1
    assert breaches(finding(downtime((), JUNE, HOUR)))[0].at == JUNE.interval.end - 1


def test_an_outage_that_goes_on_beyond_the_month_has_no_end_yet() -> None:
    last = outage(Instant(JUNE.interval.end - 2 * HOUR), is_over=False)
    (found,) = breaches(downtime_finding(last, unit=BreachUnit.OUTAGE))
    assert isinstance(found.failures[0].ended_at, NoData)


def test_each_ticket_is_a_breach_at_its_first_late_answer() -> None:
    record = clocks(
        clock("T-1", "06-03 09:00", "06-03 12:00"),
        clock("T-1", "06-02 09:00", None),
        clock("T-2", None, "06-02 10:00"),
        clock("T-3", "06-20 09:00", None),
    )
    found = breaches(finding(record, 2, unit=BreachUnit.TICKET))
    assert [(each.at, each.what) for each in found] == [
        (at("06-02 09:00"), "ticket T-1 and 1 more"),
        (at("06-20 09:00"), "ticket T-3"),
    ]
    assert isinstance(found[0].failures[0].ended_at, NoData)
    assert found[0].failures[1].ended_at == Moment(at("06-03 12:00"))
    assert len(breaches(finding(record, 3, unit=BreachUnit.CLOCK))) == 3


def test_two_systems_may_number_their_tickets_alike() -> None:
    here = clock("T-1", "06-02 09:00", evidence=("ticket:desk/T-1/1/0",))
    there = clock("T-1", "06-03 09:00", evidence=("ticket:mail/T-1/1/0",))
    assert len(breaches(finding(clocks(here, there), 2, unit=BreachUnit.TICKET))) == 2


def test_a_promise_of_every_ticket_breaks_with_the_first_one() -> None:
    record = clocks(clock("T-1", "06-09 09:00"), clock("T-2", "06-02 09:00"))
    (found,) = breaches(finding(record))
    assert found.at == at("06-02 09:00")
    assert [failure.what for failure in found.failures] == ["ticket T-2", "ticket T-1"]


def test_a_share_of_tickets_is_known_once_the_month_is_over() -> None:
    late = [clock(f"T-{day}", f"06-{day:02} 09:00") for day in range(1, 4)]
    kept = [clock(f"K-{number}", None) for number in range(17)]
    target = Target(Operator.AT_LEAST, Fraction(9, 10))
    (found,) = breaches(finding(clocks(*late, *kept), target=target))
    assert found.at == JUNE.interval.end - 1
    after = clock("T-4", "07-02 09:00")
    (later,) = breaches(finding(clocks(*late[:2], after, *kept), target=target))
    assert later.at == at("07-02 09:00")


def test_what_the_rule_for_missing_data_made_a_breach_is_one() -> None:
    open_one = clock("T-2", None, state=ClockState.INDETERMINATE, last_compliant=at("06-05 09:00"))
    record = clocks(clock("T-1", "06-09 09:00"), open_one)
    found = breaches(finding(record, 2, unit=BreachUnit.TICKET))
    assert [each.at for each in found] == [at("06-05 09:00"), at("06-09 09:00")]
    assert len(breaches(finding(record, 1, unit=BreachUnit.TICKET))) == 1


def test_a_duty_breaks_when_it_was_due_or_where_its_occasion_began() -> None:
    record = duties(duty("I-2", "06-04 10:00", None), duty("I-1", "06-03 10:00", "06-03 09:00"))
    found = breaches(finding(record, 2, unit=BreachUnit.TICKET))
    assert [(each.at, each.what) for each in found] == [
        (at("06-03 10:00"), "I-1"),
        (at("06-04 10:00"), "I-2"),
    ]
    assert found[0].failures[0].ended_at == Moment(at("06-03 10:00"))
    (lasting,) = breaches(finding(duties(duty("a gap", None, "06-09 00:00", "06-07 00:00"))))
    assert (lasting.at, lasting.failures[0].ended_at) == (at("06-07 00:00"), Moment(at("06-09 00:00")))


def test_a_figure_that_missed_breaks_with_the_last_instant_judged() -> None:
    record = StatisticRecord(
        scale=Scale.MICROSECONDS,
        values=10,
        figure=Length(HOUR),
        lowest=Length(HOUR),
        highest=Length(HOUR),
        coverage=NoData("not asked"),
        left_out=(),
    )
    (found,) = breaches(finding(record))
    assert (found.at, found.what) == (JUNE.interval.end - 1, "the figure for 2026-06")
    assert found.evidence == ("row:1", "row:2")
    (open_one,) = breaches(finding(record), as_of=at("06-15 00:00"))
    assert open_one.at == at("06-15 00:00") - 1


def test_a_longer_period_is_breached_in_the_month_it_ends_with() -> None:
    quarter = month("2026-Q2")
    made = downtime_finding(outage("04-02 10:00"), period=quarter)
    for label, counted in (("2026-04", 0), ("2026-06", 1)):
        assert len(breaches_in(replace(statement(label=label), findings=(made,)))) == counted


starts = st.lists(st.integers(0, 27), unique=True, max_size=5).map(sorted)


@settings(max_examples=60)
@given(starts, st.integers(0, 10), st.sampled_from(list(BreachUnit)))
def test_there_are_as_many_as_the_finding_counts_and_each_lies_in_its_failures(
    days: list[int], allowance: int, unit: BreachUnit
) -> None:
    outages = [outage(Instant(JUNE.interval.start + day * DAY), 1 + day % 4) for day in days]
    made = downtime_finding(*outages, allowance=Micros(allowance * HOUR), unit=unit)
    found = breaches(made)
    assert len(found) == made.breaches
    assert [each.at for each in found] == sorted(each.at for each in found)
    for each in found:
        assert each.at == _slowly(each, outages, allowance, unit)


def _slowly(breach: Breach, outages: list[object], allowance: int, unit: BreachUnit) -> Instant:
    """The instant of a breach, walking hour by hour; outages begin and end with whole hours."""
    if unit is BreachUnit.OUTAGE:
        return breach.failures[0].began_at
    spent = 0
    hours = range(int(JUNE.interval.start), int(JUNE.interval.end), int(HOUR))
    for hour in hours:
        if any(failure.began_at <= hour < _end(failure) for failure in breach.failures):
            if spent == allowance:
                return Instant(hour)
            spent += 1
    return Instant(JUNE.interval.end - 1)


def _end(failure: object) -> int:
    ended = failure.ended_at  # type: ignore[attr-defined]
    return ended.value if isinstance(ended, Moment) else JUNE.interval.end


states = st.sampled_from([ClockState.KEPT, ClockState.BREACHED, ClockState.INDETERMINATE])


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 28), states), min_size=1, max_size=8))
def test_tickets_and_clocks_are_as_many_as_counted(rows: list[tuple[int, int, ClockState]]) -> None:
    records = [
        clock(f"T-{ticket}", f"06-{day:02} 09:00" if state is ClockState.BREACHED else None, state=state)
        for ticket, day, state in rows
    ]
    record = clocks(*records)
    late = sum(each.state is ClockState.BREACHED for each in records)
    doubtful = sum(each.state is ClockState.INDETERMINATE for each in records)
    for unit, count in (
        (BreachUnit.TICKET, record.breached),
        (BreachUnit.TICKET, record.breached + record.indeterminate),
        (BreachUnit.CLOCK, late),
        (BreachUnit.CLOCK, late + doubtful),
        (BreachUnit.OBJECTIVE, 1),
    ):
        assert len(breaches(finding(record, count, unit=unit))) == count


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_finding_of_any_kind_has_as_many_as_it_says(count: int) -> None:
    assert len(breaches(finding(clocks(), count))) == count
