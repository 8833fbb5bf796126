"""Replies and solutions: which events of a ticket answer the customer or end the matter, as declared."""

from __future__ import annotations

from enum import Enum

from upheld.agreement.clock import ClockKind, Reply, Solution
from upheld.evidence.ticket import Actor, EventKind, Substance, TicketEvent


class Bearing(Enum):
    """What an event is to a clock that waits for an answer."""

    ANSWERS = "answers"
    PASSED_OVER = "passed over"
    UNJUDGED = "unjudged"
    """It would answer if it is substantive, or a solution, and nobody has judged whether it is."""


MESSAGES = frozenset({EventKind.REPLY, EventKind.UPDATE})
"""Events that carry words to the customer."""

_AGENT, _CUSTOMER = Actor.AGENT, Actor.CUSTOMER
_REPLY, _UPDATE, _ACKNOWLEDGED = EventKind.REPLY, EventKind.UPDATE, EventKind.ACKNOWLEDGED
_RESOLVED, _CLOSED = EventKind.RESOLVED, EventKind.CLOSED
_ACKNOWLEDGEMENTS = frozenset({Reply.ACKNOWLEDGEMENT, Reply.ANY_ACKNOWLEDGEMENT})
_AWAIT_UPDATES = frozenset({ClockKind.UPDATE, ClockKind.RESOLUTION_OR_UPDATE})
_AUTOMATIC_ONES_TOO = frozenset({Reply.ANY_ACKNOWLEDGEMENT, Reply.ANY_OUTBOUND})


def bearing(event: TicketEvent, kind: ClockKind, until: Reply) -> Bearing:
    """Say whether an event answers, for a clock of any kind but the resolution.

    A public solution by a person answers whatever is waited for; so does the customer's own word that the
    matter is closed, since nobody waits any more. A ticket merely closed by an agent, or by a machine, is not
    answered.
    """
    # Members are told apart by identity, as hashing them would take most of the time of a bulk judgement.
    what = event.kind
    if what is _REPLY or what is _UPDATE:
        return _bearing_of_message(event, kind, until)
    if what is _RESOLVED or what is _CLOSED:
        solved = what is _RESOLVED and event.actor is _AGENT and event.public
        return Bearing.ANSWERS if solved or event.actor is _CUSTOMER else Bearing.PASSED_OVER
    if what is _ACKNOWLEDGED:
        counts = until in _ACKNOWLEDGEMENTS and kind not in _AWAIT_UPDATES and _by_whom_counts(event, until)
        return Bearing.ANSWERS if counts else Bearing.PASSED_OVER
    return Bearing.PASSED_OVER


def ending(event: TicketEvent, solved_by: Solution) -> Bearing:
    """Say whether an event ends the wait for a resolution.

    Where only a solution does, a resolution by a workaround is passed over. A ticket closed is waited for no
    longer, however it was resolved.
    """
    if event.kind is _CLOSED:
        return Bearing.ANSWERS
    if event.kind is not _RESOLVED:
        return Bearing.PASSED_OVER
    if solved_by is Solution.WORKAROUND or event.is_workaround is False:
        return Bearing.ANSWERS
    return Bearing.PASSED_OVER if event.is_workaround else Bearing.UNJUDGED


def _bearing_of_message(event: TicketEvent, kind: ClockKind, until: Reply) -> Bearing:
    if not event.public or (event.actor is not _AGENT and not _by_whom_counts(event, until)):
        return Bearing.PASSED_OVER
    if until is not Reply.SUBSTANTIVE or event.substance is Substance.SUBSTANTIVE:
        return Bearing.ANSWERS
    if event.substance is Substance.HOLDING:
        return Bearing.PASSED_OVER
    # A status update is what an update clock waits for: it need not be judged to be one.
    announced = kind in _AWAIT_UPDATES and event.kind is _UPDATE
    return Bearing.ANSWERS if announced else Bearing.UNJUDGED


def _by_whom_counts(event: TicketEvent, until: Reply) -> bool:
    if event.actor is _AGENT:
        return True
    return until in _AUTOMATIC_ONES_TOO and event.actor is not _CUSTOMER


def why_passed_over(event: TicketEvent) -> str:
    """Say in a few words why an event did not count."""
    if event.kind is _RESOLVED and event.is_workaround is not False:
        return "by a workaround" if event.is_workaround else "nobody told whether by a solution"
    if not event.public:
        return "not public"
    if event.actor in (Actor.AUTOMATIC, Actor.SYSTEM):
        return "automatic"
    if event.substance is Substance.HOLDING:
        return "not substantive"
    if event.substance is Substance.UNJUDGED:
        return "nobody judged whether it is substantive"
    return "not what is waited for"
