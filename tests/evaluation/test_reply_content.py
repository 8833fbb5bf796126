"""What messages must contain, at each moment, and through which flow changes must go."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from ticket_court import DEFAULTS, END_OF_MARCH, HERE, MARCH, event, hearing, opened, reply, ticket

from upheld.agreement.cause import Cause
from upheld.agreement.conduct import Moment, ReplyContent
from upheld.agreement.convention import BelongsTo, PriorityHistory
from upheld.agreement.exclusion import CauseExclusion
from upheld.chrono.instant import parse_instant
from upheld.evaluation.statement import ClockState, DutiesRecord, Duty, Finding, Verdict
from upheld.evaluation.tickets.reply_content import judge_reply_content
from upheld.evidence.evidence import Table
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Change
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket, TicketEvent

THIRD_PARTY = CauseExclusion(name="third_party", causes=(Cause.THIRD_PARTY_OUTAGE,), place=HERE)
NEXT_STEP = ReplyContent(contains=("next step",))
KEPT, BREACHED = ClockState.KEPT, ClockState.BREACHED
RUNNING, OPEN = ClockState.RUNNING, ClockState.INDETERMINATE


def judged(promise: ReplyContent, *tickets: Ticket, **terms: Any) -> Finding:
    chosen: dict[str, Any] = {"as_of": END_OF_MARCH, "interval": MARCH}
    return judge_reply_content(hearing(tickets, promise, **chosen | terms), promise)


def duties(found: Finding) -> tuple[Duty, ...]:
    assert isinstance(found.record, DutiesRecord)
    return found.record.duties


def at(hour: int, kind: EventKind = EventKind.REPLY, *told: str, **more: Any) -> TicketEvent:
    """Something at an hour of 3 March; a reply is substantive."""
    if kind is EventKind.REPLY:
        more = {"substance": Substance.SUBSTANTIVE} | more
    return event(f"2025-03-03T{hour:02}:00:00Z", kind, contains=told, **more)


def log(*events: TicketEvent, number: str = "1", priority: str | None = None, **more: Any) -> Ticket:
    return ticket(opened("2025-03-03T08:00:00Z", priority), *events, number=number, **more)


OTHER = log(at(9, EventKind.REPLY, "next step", "estimate"), number="other")
"""A ticket that shows that its source records what messages told."""


def state(promise: ReplyContent, *events: TicketEvent, **terms: Any) -> ClockState:
    """What becomes of one ticket, beside another."""
    found = judged(promise, log(*events), OTHER, **terms)
    (one,) = (each for each in duties(found) if each.what.endswith("ticket 1"))
    return one.state


class TestFirstResponse:
    def test_it_must_tell_every_item_whatever_the_case_and_spaces(self) -> None:
        both = replace(NEXT_STEP, contains=("next step", "action plan"))
        assert state(both, at(9, EventKind.REPLY, "Next  Step", "ACTION PLAN")) is KEPT
        found = judged(both, log(at(9, EventKind.REPLY, "next step")), OTHER)
        one = duties(found)[0]
        assert (one.state, one.lacks, one.done_at) == (BREACHED, ("action plan",), None)
        assert one.reason.says == "first response to ticket 1: action plan not told"
        assert one.limit == "first response, with next step and action plan"
        assert found.verdict is Verdict.MISSED

    def test_what_is_told_later_comes_too_late(self) -> None:
        assert state(NEXT_STEP, at(9), at(10, EventKind.REPLY, "next step")) is BREACHED

    def test_what_does_not_answer_is_passed_over(self) -> None:
        log = (
            at(9, EventKind.REPLY, actor=Actor.AUTOMATIC),
            at(10, EventKind.NOTE, public=False),
            at(11, EventKind.REPLY, substance=Substance.HOLDING),
            at(12, EventKind.REPLY, "next step"),
        )
        assert state(NEXT_STEP, *log) is KEPT

    def test_messages_of_one_instant_tell_together(self) -> None:
        assert state(NEXT_STEP, at(9), at(9, EventKind.UPDATE, "next step")) is KEPT

    def test_a_solution_is_a_response_too(self) -> None:
        assert state(NEXT_STEP, at(9, EventKind.RESOLVED, "next step")) is KEPT
        assert state(NEXT_STEP, at(9, EventKind.RESOLVED)) is BREACHED

    def test_without_a_response_it_is_open_until_the_ticket_is_closed(self) -> None:
        assert state(NEXT_STEP) is RUNNING
        assert state(NEXT_STEP, at(9, EventKind.CLOSED)) is BREACHED
        assert state(NEXT_STEP, at(9, EventKind.CLOSED), at(10, EventKind.REOPENED)) is RUNNING

    def test_a_customer_who_ends_it_first_is_owed_nothing(self) -> None:
        assert state(NEXT_STEP, at(9, EventKind.CLOSED, actor=Actor.CUSTOMER)) is KEPT
        assert state(NEXT_STEP, at(9, EventKind.RESOLVED, actor=Actor.CUSTOMER)) is KEPT

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            (("next step",), ("next step",), KEPT),
            ((), (), BREACHED),
            (("next step",), (), OPEN),
            ((), ("next step",), OPEN),
        ],
    )
    def test_a_reply_nobody_judged_may_be_the_first(
        self, first: tuple[str, ...], second: tuple[str, ...], expected: ClockState
    ) -> None:
        unjudged = at(9, EventKind.REPLY, *first, substance=Substance.UNJUDGED)
        assert state(NEXT_STEP, unjudged, at(10, EventKind.REPLY, *second)) is expected

    def test_an_unjudged_one_alone_may_be_followed_by_another(self) -> None:
        unjudged = at(9, EventKind.REPLY, "next step", substance=Substance.UNJUDGED)
        assert state(NEXT_STEP, unjudged) is RUNNING
        assert state(NEXT_STEP, replace(unjudged, contains=())) is OPEN

    def test_what_comes_after_the_judgement_is_not_known(self) -> None:
        assert state(NEXT_STEP, at(9), as_of="2025-03-03T08:30:00Z") is RUNNING


class TestOtherMoments:
    def test_every_update_is_judged_by_itself(self) -> None:
        promise = replace(NEXT_STEP, moment=Moment.EVERY_UPDATE)
        updates = (
            at(9, EventKind.UPDATE, "next step"),
            at(10, EventKind.UPDATE),
            at(11, EventKind.UPDATE, public=False),
            at(12, EventKind.UPDATE, actor=Actor.AUTOMATIC),
            at(13, EventKind.REPLY),
        )
        found = judged(promise, log(*updates))
        assert [each.state for each in duties(found)] == [KEPT, BREACHED]
        assert duties(found)[1].began_at == parse_instant("2025-03-03T10:00:00Z")

    def test_without_an_update_nothing_is_due(self) -> None:
        found = judged(replace(NEXT_STEP, moment=Moment.EVERY_UPDATE), log(at(9)))
        assert found.verdict is Verdict.NOT_APPLICABLE

    def test_the_resolution_that_stands_must_tell(self) -> None:
        promise = replace(NEXT_STEP, moment=Moment.RESOLUTION)
        resolved = at(9, EventKind.RESOLVED)
        reopened = at(10, EventKind.REOPENED, actor=Actor.CUSTOMER)
        assert state(promise, resolved) is BREACHED
        assert state(promise, resolved, at(9, EventKind.REPLY, "next step")) is KEPT
        assert state(promise, resolved, reopened) is RUNNING
        assert state(promise, resolved, reopened, at(11, EventKind.RESOLVED, "next step")) is KEPT
        assert state(promise, at(9, EventKind.RESOLVED, "next step", public=False)) is BREACHED
        assert state(promise, at(9, EventKind.RESOLVED, actor=Actor.CUSTOMER)) is KEPT
        assert state(promise, at(9, EventKind.CLOSED)) is BREACHED

    def test_there_is_no_time_by_which_a_cause_must_be_found(self) -> None:
        promise = ReplyContent(contains=("cause", "lesson"), moment=Moment.AFTERWARDS)
        resolved, closed = at(10, EventKind.RESOLVED), at(11, EventKind.CLOSED)
        assert state(promise, at(9, EventKind.REPLY, "cause", "lesson")) is RUNNING
        assert state(promise, at(9, EventKind.REPLY, "cause", "lesson"), resolved, closed) is RUNNING
        told = at(12, EventKind.REPLY, "cause"), at(14, EventKind.UPDATE, "lesson")
        assert state(promise, resolved, closed, *told) is KEPT
        assert state(promise, at(10, EventKind.RESOLVED, "cause", "lesson")) is KEPT

    def test_any_message_will_do_until_the_ticket_is_closed(self) -> None:
        promise = ReplyContent(contains=("risks", "options"), moment=Moment.ANY)
        spread = at(9, EventKind.REPLY, "risks"), at(12, EventKind.UPDATE, "options")
        found = judged(promise, log(*spread))
        assert (duties(found)[0].state, duties(found)[0].done_at) == (
            KEPT,
            parse_instant("2025-03-03T12:00:00Z"),
        )
        assert state(promise, spread[0]) is RUNNING
        assert state(promise, spread[0], at(13, EventKind.CLOSED)) is BREACHED
        assert state(promise, spread[0], at(13, EventKind.CLOSED, actor=Actor.CUSTOMER)) is KEPT


class TestWhatIsKnown:
    def test_a_source_that_never_records_what_was_told_proves_no_lack(self) -> None:
        found = judged(NEXT_STEP, log(at(9)))
        assert (duties(found)[0].state, found.verdict) == (OPEN, Verdict.INDETERMINATE)
        assert found.gaps == (
            "first response to ticket 1: `desk` records of no message what it told (`contains`)",
        )

    def test_but_a_ticket_closed_without_a_message_told_nothing(self) -> None:
        assert judged(NEXT_STEP, log(at(9, EventKind.CLOSED))).verdict is Verdict.MISSED

    def test_missing_tables_leave_it_undecided(self) -> None:
        assert "no table `tickets`" in judged(NEXT_STEP, tables=frozenset()).gaps[0]
        silent = judged(NEXT_STEP, log(), tables=frozenset({Table.TICKETS}))
        assert "no table `ticket_events`" in silent.gaps[0]

    def test_where_possible_is_told_and_never_missed(self) -> None:
        promise = replace(NEXT_STEP, where_possible=("workaround",))
        found = judged(promise, log(at(9, EventKind.REPLY, "next step")))
        assert (found.verdict, duties(found)[0].lacks) == (Verdict.MET, ())
        steps = [each.says for each in duties(found)[0].reason.because]
        assert steps == ["a reply that told next step", "where possible, and not told: workaround"]

    def test_what_is_only_told_where_possible_waits_for_nothing(self) -> None:
        promise = ReplyContent(where_possible=("workaround",))
        assert judged(promise, log()).verdict is Verdict.NOT_APPLICABLE
        assert judged(promise, log(at(9))).verdict is Verdict.MET


class TestWhichTickets:
    def test_only_those_of_the_priorities_named_at_the_moment(self) -> None:
        promise = replace(NEXT_STEP, priorities=("P1",))
        lowered = log(at(9), at(10, EventKind.PRIORITY, priority="P3"), priority="P1")
        found = judged(promise, lowered, OTHER)
        assert [each.what for each in duties(found)] == ["first response to ticket 1"]
        final = replace(DEFAULTS, priority_history=PriorityHistory.FINAL)
        assert judged(promise, lowered, OTHER, conventions=final).verdict is Verdict.NOT_APPLICABLE

    def test_tickets_of_other_services_and_excused_ones_are_left_out(self) -> None:
        excused = ExclusionCase(
            source="desk", number="X", cause="third-party outage", about=("1",), approved_by=("provider",)
        )
        found = judged(
            NEXT_STEP,
            log(at(9), services=("web",)),
            log(at(9), number="2", services=("mail",)),
            promised={"services": ("web",), "excluding": ("third_party",)},
            agreed={"exclusions": (THIRD_PARTY,)},
            known={"exclusions": (excused,)},
        )
        assert found.verdict is Verdict.NOT_APPLICABLE
        assert [each.says for each in found.reason.because] == [
            "left out: excluded by third_party",
            "left out: nothing is promised here for tickets of this service",
        ]

    def test_a_lack_on_an_unknown_service_is_not_decided(self) -> None:
        found = judged(NEXT_STEP, log(at(9)), OTHER, promised={"services": ("web",)})
        assert duties(found)[0].state is OPEN
        assert duties(found)[0].reason.says == "ticket 1: service not recorded; promised for web only"

    def test_they_belong_by_opening_or_by_when_it_was_decided(self) -> None:
        before = ticket(
            opened("2025-02-27T08:00:00Z"), reply("2025-03-03T08:00:00Z", contains=("next step",)), number="1"
        )
        assert judged(NEXT_STEP, before).verdict is Verdict.NOT_APPLICABLE
        by_breach = replace(DEFAULTS, belongs_to=BelongsTo.BREACH)
        assert judged(NEXT_STEP, before, conventions=by_breach).verdict is Verdict.MET


class TestChangeFlow:
    FLOW = ReplyContent(change_flow="regular change flow")

    def change(self, flow: str | None, *tickets: str, start: str = "2025-03-04T08:00:00Z") -> Change:
        return Change(
            source="desk", number="C-1", flow=flow, tickets=tickets, started_at=parse_instant(start)
        )

    def flow(self, *changes: Change, promise: ReplyContent = FLOW, **terms: Any) -> Finding:
        chosen: dict[str, Any] = {
            "known": {"changes": changes},
            "tables": frozenset({Table.TICKETS, Table.TICKET_EVENTS, Table.CHANGES}),
        }
        return judged(promise, log(at(9, EventKind.REPLY, "next step"), priority="P3"), **chosen | terms)

    def test_a_change_must_go_through_it(self) -> None:
        assert self.flow(self.change("Regular change  flow", "1")).verdict is Verdict.MET
        found = self.flow(self.change("hotfix", "1"))
        assert (found.verdict, duties(found)[0].lacks) == (Verdict.MISSED, ("regular change flow",))
        assert duties(found)[0].reason.says == (
            "change C-1 for ticket 1 went through `hotfix`; promised through `regular change flow`"
        )
        assert "no flow that is recorded" in duties(self.flow(self.change(None, "1")))[0].reason.says

    def test_where_nothing_was_changed_nothing_is_due(self) -> None:
        assert self.flow().verdict is Verdict.NOT_APPLICABLE
        assert self.flow(self.change("hotfix", "2")).verdict is Verdict.NOT_APPLICABLE
        assert self.flow(promise=replace(self.FLOW, contains=("next step",))).verdict is Verdict.MET

    def test_without_a_table_of_changes_it_is_undecided(self) -> None:
        found = self.flow(tables=frozenset({Table.TICKETS, Table.TICKET_EVENTS}))
        assert found.gaps == ("no table `changes` in the evidence: nothing is known about changes",)

    def test_changes_of_other_priorities_and_later_ones_do_not_matter(self) -> None:
        urgent = self.change("hotfix", "1")
        assert self.flow(urgent, promise=replace(self.FLOW, priorities=("P1",))).verdict is (
            Verdict.NOT_APPLICABLE
        )
        later = self.change("hotfix", "1", start="2025-04-02T08:00:00Z")
        assert self.flow(later).verdict is Verdict.NOT_APPLICABLE
