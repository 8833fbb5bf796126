"""Tables of tickets and what happened to them."""

from __future__ import annotations

from msgspec.structs import replace

from upheld.agreement.party import Party
from upheld.collect.column import SOURCE, Column, Kind
from upheld.evidence.ticket import Actor, EventKind, Substance

EVENT_WORDS = tuple(kind.value for kind in EventKind if kind is not EventKind.OPENED)
"""Words of the column `event`: an opening is told by `tickets.opened_at`, not by an event."""

PARTIES = tuple(party.value for party in Party)
"""Words for who set a priority."""
_TICKET = Column(name="ticket", kind=Kind.TEXT, required=True, meaning="number of the ticket")

TICKETS = (
    SOURCE,
    replace(_TICKET, numbered=True),
    Column(name="customer", kind=Kind.TEXT, meaning="whose ticket it is"),
    Column(name="channel", kind=Kind.TEXT, meaning="how it came in, in the agreement's words"),
    Column(name="priority", kind=Kind.TEXT, meaning="priority at the opening, in the agreement's words"),
    Column(
        name="priority_by",
        kind=Kind.WORD,
        words=PARTIES,
        meaning="which side set that priority; not recorded where empty",
    ),
    Column(name="opened_at", kind=Kind.TIME, required=True, meaning="when it was reported"),
    Column(name="services", kind=Kind.NAMES, meaning="services it is about; not recorded where empty"),
    Column(name="request", kind=Kind.TEXT, meaning="which kind of request, in the agreement's words"),
    Column(
        name="situations",
        kind=Kind.NAMES,
        meaning="situations found, in the words of the priorities' examples",
    ),
    Column(
        name="has_workaround",
        kind=Kind.YES_NO,
        meaning="whether there was a way around the trouble when it was classified",
    ),
    Column(
        name="records",
        kind=Kind.NAMES,
        meaning="which fields were filled in, in the agreement's words, such as `impact`",
    ),
    Column(name="incident", kind=Kind.TEXT, meaning="number of the incident it belongs to"),
    Column(name="occurred_at", kind=Kind.TIME, meaning="when the trouble began, whether or not anybody knew"),
    Column(name="detected_at", kind=Kind.TIME, meaning="when monitoring saw it"),
    Column(
        name="first_contact_at",
        kind=Kind.TIME,
        meaning="when the customer first called or wrote, where that came before the ticket",
    ),
    Column(name="aware_at", kind=Kind.TIME, meaning="when somebody of the provider knew"),
    Column(name="subscription", kind=Kind.TEXT, meaning="which of the customer's subscriptions it is about"),
    Column(
        name="resources",
        kind=Kind.NAMES,
        meaning="resources it is about, such as the circuit that failed, whose own fees a credit may be a "
        "share of; not recorded where empty",
    ),
)

TICKET_EVENTS = (
    SOURCE,
    _TICKET,
    Column(name="at", kind=Kind.TIME, required=True, meaning="when it happened, not before the opening"),
    Column(name="sequence", kind=Kind.COUNT, meaning="order among the ticket's events of one instant"),
    Column(name="event", kind=Kind.WORD, required=True, words=EVENT_WORDS, meaning="what happened"),
    Column(
        name="actor",
        kind=Kind.WORD,
        required=True,
        words=tuple(actor.value for actor in Actor),
        meaning="who did it",
    ),
    Column(
        name="public",
        kind=Kind.YES_NO,
        meaning="whether the customer could see it; where empty, no for a note and yes otherwise",
    ),
    Column(
        name="substance",
        kind=Kind.WORD,
        words=tuple(substance.value for substance in Substance),
        meaning="for a reply or an update, whether somebody judged it substantive; unjudged where empty",
    ),
    Column(name="priority", kind=Kind.TEXT, meaning="for the event `priority`, the priority from here on"),
    Column(
        name="by",
        kind=Kind.WORD,
        words=PARTIES,
        meaning="for the event `priority`, which side set it; not recorded where empty",
    ),
    Column(
        name="reason",
        kind=Kind.TEXT,
        meaning="for `paused` and `resumed`, why; a `resumed` without a reason ends every pause",
    ),
    Column(
        name="contains",
        kind=Kind.NAMES,
        meaning="what a message told, in the agreement's words, such as `next step`",
    ),
    Column(
        name="is_workaround",
        kind=Kind.YES_NO,
        meaning="for `resolved`, whether by a way around the trouble only; not recorded where empty",
    ),
)
