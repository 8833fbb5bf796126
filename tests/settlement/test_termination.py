"""Rights to terminate: whether breaches stand together in a window, when the right arises, and its proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_breaches import (
    PLACE,
    UTC,
    at,
    calendars,
    clocks,
    days,
    downtime_finding,
    finding,
    kept,
    month,
    outage,
    statement,
)
from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Force
from upheld.agreement.provenance import Clause
from upheld.agreement.termination import (
    BreachesWithin,
    ConsecutiveMonths,
    CountedBy,
    Ground,
    Penalty,
    TerminationRight,
)
from upheld.chrono.instant import Instant
from upheld.chrono.period import add_months
from upheld.evaluation.reason import Moment
from upheld.evaluation.statement import Statement, Verdict
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.breach_record import BreachRecord, DatedBreach, Doubt, record_breaches
from upheld.settlement.breach_window import may_stand_together, standing_together
from upheld.settlement.termination import HeldRight, RightState, hold_right
from upheld.settlement.time_limit import Unlimited

SIX_BY_DATES = BreachesWithin(at_least=4, months=6, counted_by=CountedBy.DATES)
SIX_BY_MONTHS = replace(SIX_BY_DATES, counted_by=CountedBy.MONTHS)
LATE = at("2027-12-01 00:00")


def breached(*days_: date, name: str = "uptime") -> BreachRecord:
    """A breach at 10:00 on each of some days."""
    return BreachRecord(tuple(_breach(day, name) for day in sorted(days_)))


def _breach(day: date, name: str = "uptime") -> DatedBreach:
    begins = Instant(UTC.midnight(day) + 36_000_000_000)
    failure = Failure(what="an outage", began_at=begins, ended_at=Moment(begins))
    period = month(f"{day:%Y-%m}")
    breach = Breach(
        objective=name,
        number=1,
        at=begins,
        what="an outage",
        period=period,
        failures=(failure,),
        evidence=("row:1",),
        clause=Clause("2.1"),
    )
    return DatedBreach(breach, day, day.replace(day=1))


def right(ground: Ground, **terms: object) -> TerminationRight:
    return replace(TerminationRight(ground=ground, clause=Clause("7"), place=PLACE), **terms)  # type: ignore[arg-type]


def held(
    of: TerminationRight, record: BreachRecord, as_of: Instant = LATE, plan: str | None = None
) -> HeldRight:
    return hold_right(of, record, plan, calendars(), as_of)


def of_2026(*days_: str) -> list[date]:
    return [date.fromisoformat(f"2026-{day}") for day in days_]


FOUR = of_2026("01-20", "02-15", "04-10", "07-10")
"""OP-14: they lie within six months by dates; six calendar months hold only three of them."""


def test_four_breaches_within_six_months_by_dates() -> None:
    found = held(right(SIX_BY_DATES), breached(*FOUR))
    assert found.state is RightState.ARISEN
    assert found.first is not None
    assert found.first.at == at("07-10 10:00")
    assert [each.day for each in found.first.proof] == FOUR


def test_the_same_breaches_by_calendar_months_are_three() -> None:
    assert held(right(SIX_BY_MONTHS), breached(*FOUR)).state is RightState.NOT_ARISEN
    earlier = [*FOUR[:3], date(2026, 6, 30)]
    assert held(right(SIX_BY_MONTHS), breached(*earlier)).state is RightState.ARISEN


@pytest.mark.parametrize(
    ("first", "last", "stands"),
    [
        (date(2026, 1, 20), date(2026, 7, 19), True),
        (date(2026, 1, 20), date(2026, 7, 20), False),
        (date(2026, 8, 31), date(2027, 2, 28), True),
        (date(2026, 8, 31), date(2027, 3, 1), False),
        (date(2026, 8, 28), date(2027, 2, 28), False),
        (date(2027, 8, 30), date(2028, 2, 29), True),
    ],
)
def test_six_months_begin_with_a_date_and_end_before_its_number(
    first: date, last: date, stands: bool
) -> None:
    ground = BreachesWithin(at_least=2, months=6, counted_by=CountedBy.DATES)
    assert bool(list(standing_together(ground, breached(first, last)))) is stands


def test_three_months_in_a_row() -> None:
    ground = ConsecutiveMonths(3)
    gap = breached(*of_2026("01-20", "02-03", "04-10", "05-10"))
    assert held(right(ground), gap).state is RightState.NOT_ARISEN
    row = held(right(ground), breached(*of_2026("01-20", "02-27", "02-03", "03-31", "03-05")))
    assert row.first is not None
    assert row.first.at == at("03-05 10:00")
    assert [each.day for each in row.first.proof] == of_2026("01-20", "02-03", "03-05")


def test_months_in_a_row_run_over_the_end_of_a_year() -> None:
    record = breached(date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 31))
    assert held(right(ConsecutiveMonths(3)), record).state is RightState.ARISEN


def test_each_month_that_goes_on_gives_the_right_anew() -> None:
    found = held(
        right(ConsecutiveMonths(2), exercised_within=days(30)), breached(*of_2026("01-20", "02-20", "03-20"))
    )
    assert found.first is not None
    assert found.latest is not None
    assert (found.first.at, found.latest.at) == (at("02-20 10:00"), at("03-20 10:00"))
    assert found.latest.exercise_by == Moment(Instant(at("04-20 00:00") - 1))


def test_a_right_that_was_not_exercised_is_gone() -> None:
    of = right(ConsecutiveMonths(2), exercised_within=days(30))
    record = breached(*of_2026("01-20", "02-20"))
    last = Instant(at("03-23 00:00") - 1)
    assert held(of, record, last).state is RightState.ARISEN
    assert held(of, record, Instant(last + 1)).state is RightState.LAPSED
    assert held(right(ConsecutiveMonths(2)), record).first.exercise_by == Unlimited()  # type: ignore[union-attr]


def test_only_the_breaches_of_named_promises_count() -> None:
    record = BreachRecord((*breached(*FOUR[:2]).breaches, *breached(*FOUR[2:], name="response").breaches))
    assert held(right(SIX_BY_DATES), record).state is RightState.ARISEN
    assert held(right(SIX_BY_DATES, objectives=("uptime",)), record).state is RightState.NOT_ARISEN


def test_the_right_of_a_plan() -> None:
    of = right(SIX_BY_DATES, plans=("premium",))
    assert held(of, breached(*FOUR), plan="premium").state is RightState.ARISEN
    assert held(of, breached(*FOUR), plan="basic").state is RightState.OTHER_PLAN
    assert held(of, breached(*FOUR)).state is RightState.PLAN_UNKNOWN


def test_it_says_what_shows_it_and_on_which_terms() -> None:
    of = right(SIX_BY_DATES, penalty=Penalty.NONE, notice=days(30), exercised_within=days(60))
    reason = held(of, breached(*FOUR)).reason
    assert reason.says == (
        "a right to terminate after 4 breaches or more within 6 months, counted by dates: is over; it arose "
        "last on 2026-07-10"
    )
    assert [step.says for step in reason.because] == [
        *(f"uptime was breached on {day}: an outage" for day in FOUR),
        "to be exercised by 2026-09-08",
        "notice is to be given 30 days before it takes effect",
        "leaving costs nothing",
    ]
    assert reason.because[0].evidence == ("row:1",)


def doubt(month_: date, objective: str | None = None, *, is_single: bool = False) -> Doubt:
    return Doubt(
        month=month_, objective=objective, is_single=is_single, says=f"nobody knows of {month_:%Y-%m}"
    )


def test_a_month_without_a_statement_may_hold_the_breach_that_is_missing() -> None:
    record = replace(breached(*of_2026("01-20", "03-20")), doubts=(doubt(date(2026, 2, 1)),))
    found = held(right(ConsecutiveMonths(3)), record)
    assert found.state is RightState.UNKNOWN
    assert [step.says for step in found.reason.because] == ["nobody knows of 2026-02"]
    assert held(right(ConsecutiveMonths(4)), record).state is RightState.NOT_ARISEN
    assert held(right(SIX_BY_DATES), record).state is RightState.UNKNOWN


def test_an_undecided_promise_is_one_breach_at_most_where_a_month_is() -> None:
    single = doubt(date(2026, 3, 1), "uptime", is_single=True)
    two = replace(breached(*FOUR[:2]), doubts=(single,))
    three = replace(breached(*FOUR[:3]), doubts=(single,))
    assert held(right(SIX_BY_DATES), two).state is RightState.NOT_ARISEN
    assert held(right(SIX_BY_DATES), three).state is RightState.UNKNOWN
    other = right(SIX_BY_DATES, objectives=("response",))
    assert held(other, three).state is RightState.NOT_ARISEN


def test_a_right_that_is_certain_is_not_in_doubt() -> None:
    record = replace(breached(*FOUR), doubts=(doubt(date(2026, 3, 1)),))
    assert held(right(SIX_BY_DATES), record).state is RightState.ARISEN


def recorded(*statements: Statement) -> BreachRecord:
    return record_breaches(statements, UTC)


def test_a_record_is_made_of_statements() -> None:
    january = downtime_finding(
        outage("01-20 10:00"), outage("01-25 10:00"), period=month("2026-01"), unit=BreachUnit.OUTAGE
    )
    undecided = replace(kept(period=month("2026-03")), verdict=Verdict.INDETERMINATE)
    aim = replace(undecided.objective, force=Force.TARGET)
    aimed = replace(undecided, objective=aim)
    record = recorded(statement(january), statement(undecided), statement(aimed, label="2026-04"))
    assert [each.day for each in record.breaches] == of_2026("01-20", "01-25")
    assert [each.says for each in record.doubts][:2] == [
        "there is no statement for 2026-02",
        "uptime is INDETERMINATE for 2026-03",
    ]


def test_a_ticket_counts_in_the_month_it_belongs_to() -> None:
    late = finding(clocks(), 1, period=month("2026-06"))
    quarter = finding(clocks(), 1, name="latency", period=month("2026-Q2"))
    june = replace(statement(late), findings=(late, quarter))
    assert {each.month for each in recorded(june).breaches} == {date(2026, 6, 1)}
    april = downtime_finding(outage("04-10 10:00"), period=month("2026-Q2"))
    assert recorded(replace(june, findings=(april,))).breaches[0].month == date(2026, 4, 1)


dates = st.dates(date(2026, 1, 1), date(2027, 3, 31))
grounds = st.builds(
    BreachesWithin,
    at_least=st.integers(1, 4),
    months=st.integers(1, 8),
    counted_by=st.sampled_from(CountedBy),
)


@settings(max_examples=80)
@given(st.lists(dates, max_size=8), grounds)
@example(
    [date(2026, 8, 31), date(2027, 2, 28)], BreachesWithin(at_least=2, months=6, counted_by=CountedBy.DATES)
)
def test_windows_by_trying_every_day(days_: list[date], ground: BreachesWithin) -> None:
    found = list(standing_together(ground, breached(*days_)))
    assert bool(found) == _somewhere(ground, days_)
    for proof in found:
        assert len(proof) == ground.at_least
        assert _somewhere(ground, [each.day for each in proof])


@settings(max_examples=30)
@given(st.lists(dates, max_size=6), st.lists(st.integers(0, 14), max_size=2, unique=True), grounds)
def test_a_doubt_by_trying_every_breach_it_may_be(
    days_: list[date], doubtful: list[int], ground: BreachesWithin
) -> None:
    firsts = [add_months(date(2026, 1, 1), number) for number in doubtful]
    doubts = tuple(doubt(first, "uptime", is_single=True) for first in firsts)
    record = replace(breached(*days_), doubts=doubts)
    tried = [list(_days_of(first)) for first in firsts]
    assert may_stand_together(ground, record) == _any_way(ground, days_, tried)


def _any_way(ground: BreachesWithin, days_: Sequence[date], tried: Sequence[Sequence[date]]) -> bool:
    """Whether some day of each month in doubt would do; days between ends and starts change nothing."""
    if not tried:
        return _somewhere(ground, days_)
    telling = {
        tried[0][0],
        tried[0][-1],
        *(day for day in tried[0] if day.day in {each.day for each in days_}),
    }
    return _any_way(ground, days_, tried[1:]) or any(
        _any_way(ground, [*days_, day], tried[1:]) for day in telling
    )


def _days_of(first: date) -> list[date]:
    after = add_months(first, 1)
    return [first + timedelta(days=number) for number in range((after - first).days)]


def _somewhere(ground: BreachesWithin, days_: Sequence[date]) -> bool:
    """Whether a window that begins on some day, or with some month, holds enough of the breaches."""
    if ground.counted_by is CountedBy.MONTHS:
        numbers = [day.year * 12 + day.month for day in days_]
        return any(
            sum(start <= each < start + ground.months for each in numbers) >= ground.at_least
            for start in range(2025 * 12, 2028 * 12)
        )
    every = [date(2026, 1, 1) + timedelta(days=number) for number in range(460)]
    return any(
        sum(day <= each <= last for each in days_) >= ground.at_least
        for day, last in zip(every, _last_days(ground.months), strict=False)
    )


@cache
def _last_days(months: int) -> list[date]:
    """The last day of so many months, for each day of 2026 and some of 2027 that they begin with."""
    return [_last_day(date(2026, 1, 1) + timedelta(days=number), months) for number in range(460)]


def _last_day(first: date, months: int) -> date:
    """The last day of months that begin with a day: the one before its number, or the last of the month."""
    day, number = first, 0
    while number < months:
        day += timedelta(days=1)
        number += day.day == 1
    while day.day < first.day and (day + timedelta(days=1)).day != 1:
        day += timedelta(days=1)
    return day if day.day < first.day else day - timedelta(days=1)


@settings(max_examples=100)
@given(st.lists(dates, max_size=10), st.integers(1, 5))
def test_months_in_a_row_by_walking_them(days_: list[date], count: int) -> None:
    broken = {(day.year, day.month) for day in days_}
    longest = run = 0
    for number in range(2026 * 12, 2028 * 12):
        run = run + 1 if (number // 12, number % 12 + 1) in broken else 0
        longest = max(longest, run)
    found = list(standing_together(ConsecutiveMonths(count), breached(*days_)))
    assert bool(found) == (longest >= count)


def test_no_breach_at_all_gives_no_right() -> None:
    assert held(right(SIX_BY_DATES), BreachRecord(())).state is RightState.NOT_ARISEN
    assert not may_stand_together(ConsecutiveMonths(1), BreachRecord(()))
