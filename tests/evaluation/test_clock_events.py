"""What the log of a ticket does to its clock: pauses, replies, priorities, reopenings."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from ticket_court import (
    FOUR_HOURS,
    clock,
    clocks_of,
    event,
    judged,
    only_clock,
    opened,
    reply,
    rules,
    ticket,
    told,
    within,
)

from upheld.agreement.clock import Cell, ClockKind, Reply
from upheld.agreement.convention import Conventions, Reopening
from upheld.chrono.instant import HOUR, MINUTE, parse_instant
from upheld.evaluation.statement import ClockRecord, ClockState, Finding, Verdict
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket, TicketEvent


class TestPauses:
    def paused(self, *later: object, reason: str = "waiting for customer") -> Ticket:
        pause = event("2025-03-03T10:00:00Z", EventKind.PAUSED, reason=reason)
        return ticket(opened("2025-03-03T09:00:00Z"), pause, *later)  # type: ignore[arg-type]

    def test_end_at_the_customers_message_not_at_the_click(self) -> None:
        answered = event("2025-03-03T11:00:00Z", EventKind.CUSTOMER_MESSAGE, Actor.CUSTOMER)
        clicked = event("2025-03-03T12:00:00Z", EventKind.RESUMED, reason="waiting for customer")
        found = only_clock(judged(self.paused(answered, clicked), as_of="2025-03-03T13:00:00Z"))
        assert [str(each) for each in found.paused] == ["[2025-03-03T10:00:00Z, 2025-03-03T11:00:00Z)"]

    def test_for_other_reasons_are_not_ended_by_the_customer(self) -> None:
        answered = event("2025-03-03T11:00:00Z", EventKind.CUSTOMER_MESSAGE, Actor.CUSTOMER)
        supplier = Conventions(pause_reasons=("waiting for supplier",))
        waited = self.paused(answered, reason="waiting for supplier")
        found = only_clock(judged(waited, conventions=supplier, as_of="2025-03-03T13:00:00Z"))
        assert found.elapsed == HOUR

    def test_for_reasons_that_are_not_declared_change_nothing(self) -> None:
        found = only_clock(judged(self.paused(reason="lunch"), as_of="2025-03-03T12:00:00Z"))
        assert (found.elapsed, found.paused) == (3 * HOUR, ())

    def test_end_when_the_ticket_is_resolved(self) -> None:
        resolution = replace(FOUR_HOURS, kind=ClockKind.RESOLUTION)
        cycles = self.paused(
            event("2025-03-03T11:00:00Z", EventKind.RESOLVED),
            event("2025-03-03T12:00:00Z", EventKind.REOPENED, Actor.CUSTOMER),
            event("2025-03-03T13:00:00Z", EventKind.RESOLVED),
        )
        assert only_clock(judged(cycles, indicator=resolution)).elapsed == 2 * HOUR


class TestReplies:
    @pytest.mark.parametrize(
        ("until", "minutes"),
        [
            (Reply.ANY_OUTBOUND, 1),
            (Reply.ANY_ACKNOWLEDGEMENT, 1),
            (Reply.ACKNOWLEDGEMENT, 10),
            (Reply.HUMAN, 20),
            (Reply.SUBSTANTIVE, 30),
        ],
    )
    def test_which_one_counts_is_declared(self, until: Reply, minutes: int) -> None:
        answered = ticket(
            opened("2025-03-03T09:00:00Z"),
            event("2025-03-03T09:01:00Z", EventKind.REPLY, Actor.AUTOMATIC),
            event("2025-03-03T09:02:00Z", EventKind.NOTE, public=False),
            event("2025-03-03T09:03:00Z", EventKind.CUSTOMER_MESSAGE, Actor.CUSTOMER),
            reply("2025-03-03T09:04:00Z", public=False),
            event("2025-03-03T09:10:00Z", EventKind.ACKNOWLEDGED),
            reply("2025-03-03T09:20:00Z", Substance.HOLDING),
            reply("2025-03-03T09:30:00Z"),
        )
        found = only_clock(judged(answered, indicator=replace(FOUR_HOURS, until=until)))
        assert found.elapsed == minutes * MINUTE

    def test_messages_that_do_not_count_are_told_with_why(self) -> None:
        answered = ticket(
            opened("2025-03-03T09:00:00Z"),
            event("2025-03-03T09:01:00Z", EventKind.REPLY, Actor.AUTOMATIC),
            event("2025-03-03T09:02:00Z", EventKind.NOTE, public=False),
            reply("2025-03-03T09:20:00Z", Substance.HOLDING),
            reply("2025-03-03T09:30:00Z"),
        )
        found = told(judged(answered))
        assert [each.says for each in found.because if each.rule == "clock.passed_over"] == [
            "a reply that does not count: automatic",
            "a note that does not count: not public",
            "a reply that does not count: not substantive",
        ]

    @pytest.mark.parametrize(
        ("kind", "actor", "state"),
        [
            (EventKind.RESOLVED, Actor.AGENT, ClockState.KEPT),
            (EventKind.CLOSED, Actor.CUSTOMER, ClockState.KEPT),
            (EventKind.CLOSED, Actor.AGENT, ClockState.BREACHED),
            (EventKind.RESOLVED, Actor.SYSTEM, ClockState.BREACHED),
        ],
    )
    def test_a_solution_answers_and_a_mere_closing_does_not(
        self, kind: EventKind, actor: Actor, state: ClockState
    ) -> None:
        ended = ticket(opened("2025-03-03T09:00:00Z"), event("2025-03-03T10:00:00Z", kind, actor))
        assert only_clock(judged(ended)).state is state

    def test_thanks_on_a_resolved_ticket_wait_for_nothing(self) -> None:
        thanked = ticket(
            opened("2025-03-03T09:00:00Z"),
            event("2025-03-03T10:00:00Z", EventKind.RESOLVED),
            event("2025-03-03T11:00:00Z", EventKind.CUSTOMER_MESSAGE, Actor.CUSTOMER),
        )
        found = judged(thanked, indicator=replace(FOUR_HOURS, kind=ClockKind.NEXT_RESPONSE))
        assert found.verdict is Verdict.NOT_APPLICABLE

    def test_a_silence_runs_on_whatever_an_unjudged_reply_was(self) -> None:
        hourly = replace(FOUR_HOURS, kind=ClockKind.UPDATE)
        spoken = ticket(opened("2025-03-03T09:00:00Z"), reply("2025-03-03T10:00:00Z", Substance.UNJUDGED))
        found = only_clock(judged(spoken, indicator=hourly, as_of="2025-03-03T11:00:00Z"))
        assert (found.state, found.elapsed) == (ClockState.RUNNING, 2 * HOUR)

    def test_a_promise_made_after_an_unjudged_reply_is_open(self) -> None:
        high = replace(FOUR_HOURS, cells=(Cell(priority="high", inside=within("1 business hour")),))
        raised = ticket(
            opened("2025-03-03T09:00:00Z", "low"),
            reply("2025-03-03T10:00:00Z", Substance.UNJUDGED),
            event("2025-03-03T11:00:00Z", EventKind.PRIORITY, priority="high"),
        )
        assert only_clock(judged(raised, indicator=high)).state is ClockState.INDETERMINATE

    def test_a_late_reply_is_certain_where_no_judgement_of_others_would_save_it(self) -> None:
        late = ticket(
            opened("2025-03-03T08:00:00Z"),
            reply("2025-03-03T13:00:00Z", Substance.UNJUDGED),
            reply("2025-03-03T15:00:00Z"),
        )
        found = only_clock(judged(late))
        assert (found.state, found.elapsed) == (ClockState.BREACHED, 5 * HOUR)


class TestCycles:
    CYCLES = ticket(
        opened("2025-03-03T08:00:00Z"),
        event("2025-03-03T10:00:00Z", EventKind.RESOLVED),
        event("2025-03-04T08:00:00Z", EventKind.REOPENED, Actor.CUSTOMER),
        event("2025-03-04T14:00:00Z", EventKind.RESOLVED),
    )

    @pytest.mark.parametrize(
        ("reopening", "hours", "states"),
        [
            (Reopening.NEW_CYCLE, [2, 6], [ClockState.KEPT, ClockState.BREACHED]),
            (Reopening.IGNORE, [2], [ClockState.KEPT]),
            (Reopening.RESUME, [8], [ClockState.BREACHED]),
            (Reopening.CONTINUE, [14], [ClockState.BREACHED]),
        ],
    )
    def test_reopening_as_declared(
        self, reopening: Reopening, hours: list[int], states: list[ClockState]
    ) -> None:
        resolution = replace(FOUR_HOURS, kind=ClockKind.RESOLUTION)
        found = judged(self.CYCLES, indicator=resolution, conventions=Conventions(reopening=reopening))
        assert [each.elapsed for each in clocks_of(found)] == [length * HOUR for length in hours]
        assert [each.state for each in clocks_of(found)] == states

    def test_a_ticket_that_stands_resolved_is_broken_at_its_reopening(self) -> None:
        resolution = replace(FOUR_HOURS, kind=ClockKind.RESOLUTION)
        goes_on = Conventions(reopening=Reopening.CONTINUE)
        resolved = only_clock(
            judged(self.CYCLES, indicator=resolution, conventions=goes_on, as_of="2025-03-03T20:00:00Z")
        )
        assert resolved.state is ClockState.KEPT
        reopened = only_clock(judged(self.CYCLES, indicator=resolution, conventions=goes_on))
        assert reopened.breached_at == parse_instant("2025-03-04T08:00:00Z")


class TestPriorities:
    MATRIX = clock(
        ClockKind.RESOLUTION,
        [
            Cell(priority="high", inside=within("1 business hour")),
            Cell(priority="low", inside=within("8 business hours")),
        ],
        hours="office",
    )

    def heard(self, *changes: TicketEvent) -> Finding:
        solved = event("2025-03-03T12:00:00Z", EventKind.RESOLVED)
        return judged(ticket(opened("2025-03-03T09:00:00Z", "low"), *changes, solved), indicator=self.MATRIX)

    def resolved(self, *changes: TicketEvent) -> ClockRecord:
        return only_clock(self.heard(*changes))

    def test_a_change_at_the_very_instant_of_the_stop_comes_too_late_to_matter(self) -> None:
        raised = event("2025-03-03T12:00:00Z", EventKind.PRIORITY, priority="high")
        assert self.resolved(raised).state is ClockState.KEPT

    def test_a_change_to_the_same_priority_changes_nothing(self) -> None:
        same = event("2025-03-03T11:00:00Z", EventKind.PRIORITY, priority="low")
        found = self.resolved(same)
        assert (found.elapsed, found.priority) == (3 * HOUR, "low")
        assert "clock.priority" not in rules(told(self.heard(same)))

    def test_a_change_at_the_opening_counts_from_the_start(self) -> None:
        found = self.resolved(event("2025-03-03T09:00:00Z", EventKind.PRIORITY, priority="high"))
        assert (found.state, found.breached_at) == (
            ClockState.BREACHED,
            parse_instant("2025-03-03T10:00:00Z"),
        )

    def test_what_a_change_did_is_told_with_its_event(self) -> None:
        found = told(self.heard(event("2025-03-03T11:00:00Z", EventKind.PRIORITY, priority="high")))
        (change,) = (each for each in found.because if each.rule == "clock.priority")
        assert change.says == "priority changed to high: the time already counted is carried over"
        assert len(change.evidence) == 1
