"""A resolution or an update: either ends the wait, and what is due after an update is declared."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from ticket_court import (
    OFFICE,
    clock,
    clocks_of,
    event,
    finding,
    for_all,
    only_clock,
    opened,
    ticket,
    told,
    within,
)

from upheld.agreement.clock import Cell, ClockKind, Reply, RunsOn, TicketClock, UpdateEffect
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import Actor, EventKind, Substance, TicketEvent

OPENED = opened("2026-03-02T09:00:00Z")
LATE = "2026-03-31T00:00:00Z"
ENDS = clock(ClockKind.RESOLUTION_OR_UPDATE, for_all(within("4 h", RunsOn.WALL_CLOCK)))
RESTARTS = replace(ENDS, update=UpdateEffect.RESTARTS)


def at(hour: int, kind: EventKind, actor: Actor = Actor.AGENT, **more: object) -> TicketEvent:
    return event(f"2026-03-02T{hour:02}:00:00Z", kind, actor, **more)


def judged(promised: TicketClock, *events: TicketEvent, as_of: str = LATE) -> tuple[ClockRecord, ...]:
    return clocks_of(finding([ticket(OPENED, *events)], promised, as_of=as_of, hours=[OFFICE]))


def states(*args: TicketEvent, promised: TicketClock, as_of: str = LATE) -> list[ClockState]:
    return [each.state for each in judged(promised, *args, as_of=as_of)]


KEPT, BREACHED = ClockState.KEPT, ClockState.BREACHED


@pytest.mark.parametrize("promised", [ENDS, RESTARTS])
@pytest.mark.parametrize(("hour", "state"), [(12, KEPT), (13, KEPT), (14, BREACHED)])
def test_a_resolution_in_time_keeps_it_either_way(
    promised: TicketClock, hour: int, state: ClockState
) -> None:
    assert states(at(hour, EventKind.RESOLVED), promised=promised) == [state]
    assert states(at(hour, EventKind.CLOSED, Actor.AUTOMATIC), promised=promised) == [state]


def test_one_update_ends_the_duty_or_starts_the_next_wait() -> None:
    log = at(12, EventKind.UPDATE), at(18, EventKind.RESOLVED)
    assert states(*log, promised=ENDS) == [KEPT]
    assert states(*log, promised=RESTARTS) == [KEPT, BREACHED]
    more = at(12, EventKind.UPDATE), at(15, EventKind.UPDATE), at(18, EventKind.RESOLVED)
    assert states(*more, promised=RESTARTS) == [KEPT, KEPT, KEPT]


def test_without_either_it_is_broken_when_the_time_is_used_up() -> None:
    assert states(promised=ENDS) == states(promised=RESTARTS) == [BREACHED]
    assert states(promised=ENDS, as_of="2026-03-02T12:00:00Z") == [ClockState.RUNNING]


def test_an_update_need_not_be_judged_but_a_reply_has_to() -> None:
    unjudged = at(12, EventKind.REPLY, substance=Substance.UNJUDGED)
    holding = at(12, EventKind.REPLY, substance=Substance.HOLDING)
    assert states(at(12, EventKind.UPDATE), promised=ENDS) == [KEPT]
    assert states(unjudged, promised=ENDS) == [ClockState.INDETERMINATE]
    assert states(holding, promised=ENDS) == [BREACHED]
    assert states(holding, promised=replace(ENDS, until=Reply.HUMAN)) == [KEPT]


def test_taking_a_ticket_into_work_is_no_update() -> None:
    lenient = replace(ENDS, until=Reply.ANY_ACKNOWLEDGEMENT)
    assert states(at(12, EventKind.ACKNOWLEDGED), promised=lenient) == [BREACHED]


def test_a_reopened_ticket_waits_again_where_updates_restart_the_clock() -> None:
    log = (
        at(12, EventKind.RESOLVED),
        at(15, EventKind.REOPENED, Actor.CUSTOMER),
        at(20, EventKind.RESOLVED),
    )
    assert states(*log, promised=ENDS) == [KEPT]
    assert states(*log, promised=RESTARTS) == [KEPT, BREACHED]


def test_it_is_counted_in_business_hours_and_said_in_words() -> None:
    promised = replace(ENDS, cells=(Cell(priority=None, inside=within("12 business hours")),), hours="office")
    log = ticket(OPENED, event("2026-03-03T12:00:00Z", EventKind.UPDATE))
    found = finding([log], promised, as_of=LATE, hours=[OFFICE])
    assert only_clock(found).state is KEPT
    assert "updated" in told(found).says


def test_a_tracked_priority_is_promised_no_time() -> None:
    promised = replace(ENDS, tracked=("P4",))
    log = [ticket(opened("2026-03-02T09:00:00Z", "P4"), number="1"), ticket(OPENED, number="2")]
    found = finding(log, promised, as_of=LATE, hours=[OFFICE])
    assert [each.ticket for each in clocks_of(found)] == ["2"]
