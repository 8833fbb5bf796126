"""What ends a resolution clock: a solution, or a workaround too, and what is open where nobody told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from ticket_court import clock, clocks_of, event, for_all, judged, only_clock, opened, ticket, told, within

from upheld.agreement.clock import ClockKind, RunsOn, Solution, UpdateEffect
from upheld.agreement.convention import Conventions, Reopening
from upheld.chrono.instant import HOUR
from upheld.evaluation.statement import ClockState, Verdict
from upheld.evidence.ticket import Actor, EventKind, TicketEvent

WITHIN_4H = clock(
    ClockKind.RESOLUTION, for_all(within("4 h", RunsOn.WALL_CLOCK)), solved_by=Solution.SOLUTION
)
ANY_WAY = replace(WITHIN_4H, solved_by=Solution.WORKAROUND)
KEPT, BREACHED, OPEN = ClockState.KEPT, ClockState.BREACHED, ClockState.INDETERMINATE


def at(hour: int, kind: EventKind = EventKind.RESOLVED, **more: object) -> TicketEvent:
    return event(f"2025-03-03T{hour:02}:00:00Z", kind, **more)  # type: ignore[arg-type]


def states(*log: TicketEvent, promise: object = WITHIN_4H, **terms: object) -> list[ClockState]:
    found = judged(ticket(opened("2025-03-03T09:00:00Z"), *log), indicator=promise, **terms)
    return [each.state for each in clocks_of(found)]


def test_a_workaround_ends_it_only_where_it_may() -> None:
    worked_around = at(10, is_workaround=True)
    assert states(worked_around) == [BREACHED]
    assert states(worked_around, promise=ANY_WAY) == [KEPT]
    assert states(worked_around, at(12, is_workaround=False)) == [KEPT]


@pytest.mark.parametrize(("hour", "state"), [(10, OPEN), (14, BREACHED)])
def test_what_nobody_told_is_open_where_it_matters(hour: int, state: ClockState) -> None:
    assert states(at(hour)) == [state]
    assert states(at(hour), promise=ANY_WAY) == [KEPT if hour < 14 else BREACHED]


def test_a_later_solution_decides_what_an_untold_one_left_open() -> None:
    assert states(at(10), at(12, is_workaround=False)) == [KEPT]
    assert states(at(10), at(15, is_workaround=False)) == [OPEN]


def test_a_ticket_closed_is_waited_for_no_longer() -> None:
    assert states(at(10, is_workaround=True), at(12, EventKind.CLOSED)) == [KEPT]
    assert states(at(10, is_workaround=True), at(14, EventKind.CLOSED)) == [BREACHED]


def test_time_behind_a_workaround_counts_after_a_reopening() -> None:
    cycles = (
        at(10, is_workaround=True),
        at(11, EventKind.REOPENED, actor=Actor.CUSTOMER),
        at(12, is_workaround=False),
    )
    log = ticket(opened("2025-03-03T09:00:00Z"), *cycles)
    assert only_clock(judged(log, indicator=WITHIN_4H)).elapsed == 3 * HOUR
    assert only_clock(judged(log, indicator=ANY_WAY)).elapsed == 2 * HOUR


def test_each_cycle_is_judged_under_both_readings() -> None:
    cycles = Conventions(reopening=Reopening.NEW_CYCLE)
    reopened = at(11, EventKind.REOPENED, actor=Actor.CUSTOMER)
    assert states(at(10), reopened, at(12, is_workaround=False), conventions=cycles) == [KEPT]
    assert states(at(10), reopened, at(14, is_workaround=False), conventions=cycles) == [OPEN]
    assert states(at(10), reopened, at(16, is_workaround=False), conventions=cycles) == [BREACHED]


def test_it_is_told_what_did_not_count_and_what_would_decide() -> None:
    log = ticket(opened("2025-03-03T09:00:00Z"), at(10, is_workaround=True), at(11))
    found = judged(log, indicator=WITHIN_4H)
    assert found.verdict is Verdict.INDETERMINATE
    assert "not resolved for" in found.gaps[0]
    assert "unless it was solved by what may have been a workaround" in found.gaps[0]
    passed_over = [each.says for each in told(found).because if each.rule == "clock.passed_over"]
    assert passed_over == [
        "a resolved that does not count: by a workaround",
        "a resolved that does not count: nobody told whether by a solution",
    ]


@pytest.mark.parametrize("effect", UpdateEffect)
def test_a_workaround_told_to_the_customer_is_an_update_at_least(effect: UpdateEffect) -> None:
    promise = replace(WITHIN_4H, kind=ClockKind.RESOLUTION_OR_UPDATE, update=effect)
    quiet = at(11, is_workaround=True, public=False)
    assert states(at(11, is_workaround=True), at(14, is_workaround=False), promise=promise)[0] is KEPT
    assert states(quiet, at(14, is_workaround=False), promise=promise) == [BREACHED]
    assert states(quiet, at(12, is_workaround=False, public=False), promise=promise) == [KEPT]


def test_silence_goes_on_after_a_workaround() -> None:
    promise = replace(WITHIN_4H, kind=ClockKind.RESOLUTION_OR_UPDATE, update=UpdateEffect.RESTARTS)
    assert states(at(10, is_workaround=True), promise=promise) == [KEPT, BREACHED]
    ends = replace(promise, solved_by=Solution.WORKAROUND)
    assert states(at(10, is_workaround=True), promise=ends) == [KEPT]
