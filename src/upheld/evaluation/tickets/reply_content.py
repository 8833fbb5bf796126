"""Replies held against what they must contain, and fixes against the flow they must go through."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.conduct import ReplyContent
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.caseload import unknown_tickets
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Duty, Finding
from upheld.evaluation.tickets.change_flow import changes_by_ticket, flow_of_changes, unknown_changes
from upheld.evaluation.tickets.content import Content
from upheld.evaluation.tickets.known_ticket import KnownTicket, known_tickets
from upheld.evaluation.tickets.required_message import required_messages
from upheld.evaluation.tickets.scope import Judged, in_scope


def judge_reply_content(hearing: Hearing, promise: ReplyContent) -> Finding:
    """Judge whether messages contain what they must, and changes for tickets went through their flow.

    Each message that is due is an occasion of its own, and so is each change made for a ticket. A message
    that lacks an item misses it, unless its source records of no message what it told. What may still be told
    is open: after a resolution for ever, otherwise until the ticket is closed; a ticket that its customer
    closed is owed nothing more.
    """
    gap = unknown_tickets(hearing.evidence)
    known = known_tickets(hearing)
    return judge_duties(
        hearing,
        [] if gap else [*_duties(hearing, promise, known.tickets)],
        noun="occasion",
        nothing="no ticket of which anything had to be told",
        gap=gap,
        because=tuple(known.reasons()),
    )


def _duties(hearing: Hearing, promise: ReplyContent, tickets: tuple[KnownTicket, ...]) -> Iterator[Duty]:
    content = Content(promise, _telling_sources(hearing), hearing.objective.clause)
    changes = changes_by_ticket(hearing)
    for known in tickets:
        own: list[Judged] = []
        if promise.contains or promise.where_possible:
            due = required_messages(known, promise.moment)
            meant = (each for each in due if _is_meant(hearing, promise, known, each.judged_at))
            own += [judged for each in meant for judged in content.judge(each)]
        if promise.change_flow is not None:
            made = [
                each
                for each in changes.get(known.number, ())
                if _is_meant(hearing, promise, known, each.started_at)
            ]
            own += flow_of_changes(known, made, promise.change_flow, hearing.objective.clause)
        yield from in_scope(hearing, known, own)
    if promise.change_flow is not None:
        yield from unknown_changes(hearing, promise.change_flow)


def _telling_sources(hearing: Hearing) -> frozenset[str]:
    """The sources that record of some message what it told."""
    return frozenset(
        ticket.source
        for ticket in hearing.evidence.tickets
        if any(event.contains for event in ticket.events if event.at <= hearing.as_of)
    )


def _is_meant(hearing: Hearing, promise: ReplyContent, known: KnownTicket, at: Instant) -> bool:
    """Whether a ticket had, at an instant, a priority that is promised this."""
    history = hearing.objective.conventions.priority_history
    return not promise.priorities or known.priority_at(at, history) in promise.priorities
